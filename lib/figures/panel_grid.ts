import type { Figure, Trace } from "./figure.ts";
import { type Key, keyLine } from "./keys.ts";
import type { PanelLine } from "./line_panels.ts";
import { axis, baseLayout, note, px, THEME } from "./theme.ts";

/** An axis: its title, its range (of logarithms on a logarithmic one), and what else Plotly shall know. */
export interface PanelAxis {
  readonly title: string;
  readonly range: readonly [number, number];
  readonly more?: Readonly<Record<string, unknown>>;
}

/** One mark by itself. */
export interface PanelPoint {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly colour: string;
}

/** One panel, with axes of its own. */
export interface GridPanel {
  readonly title: string;
  readonly x: PanelAxis;
  readonly y: PanelAxis;
  /** Cut off outside the ranges. */
  readonly lines: readonly PanelLine[];
  readonly points?: readonly PanelPoint[];
  /** Dotted lines across the panel at an x, named above it. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  /** Dotted lines along the panel at a y, named at their right end. */
  readonly levels?: readonly { readonly y: number; readonly label: string }[];
}

/** Panels in two columns, from left to right and from top to bottom. */
export interface PanelGrid {
  readonly panels: readonly GridPanel[];
  readonly keys: readonly Key[];
  readonly description: string;
}

/** Lengths in pt; `title` and `mark` stand over each panel, `bottom` under it. */
const SIZE = { plot: 88, left: 36, right: 8, gap: 42, keys: 16, title: 12, mark: 8, bottom: 28 };

const DOTTED = { color: THEME.muted, width: 0.8, dash: "1.5px,2px" };
const small = { size: px(THEME.smallFontSize), color: THEME.muted };

/**
 * Panels that do not share their axes, under one legend. Two columns wide. (Titles are in the regular
 * weight: a second one would double the font that a notebook carries for each figure.)
 */
export function panelGridFigure({ panels, keys, description }: PanelGrid): Figure {
  const rows = Math.ceil(panels.length / 2);
  const inner = THEME.columnWidth.two - SIZE.left - SIZE.right;
  const width = (inner - SIZE.gap) / 2 / inner;
  const over = SIZE.title + (panels.some(({ marks }) => marks?.length) ? SIZE.mark : 0);
  const tall = rows * SIZE.plot + (rows - 1) * (SIZE.bottom + over);
  const legend = keyLine(keys, over + 8);
  const data: Trace[] = [], axes: Record<string, unknown> = {};
  const shapes = [...legend.shapes], annotations = [...legend.annotations];
  panels.forEach(({ title, x, y, lines, points = [], marks = [], levels = [] }, p) => {
    const suffix = p === 0 ? "" : String(p + 1);
    const [xaxis, yaxis] = [`x${suffix}`, `y${suffix}`];
    const left = p % 2 * (width + SIZE.gap / inner);
    const top = 1 - Math.floor(p / 2) * (SIZE.plot + SIZE.bottom + over) / tall;
    axes[`xaxis${suffix}`] = axis(x.title, {
      ...{ range: x.range, ...x.more, domain: [left, left + width], anchor: yaxis },
    });
    axes[`yaxis${suffix}`] = axis(y.title, {
      ...{ range: y.range, nticks: 6, ...y.more, anchor: xaxis },
      domain: [top - SIZE.plot / tall, top],
    });
    for (const { name, colour, dashed, ...line } of lines) {
      data.push({
        ...{ mode: "lines+markers", name, x: line.x, y: line.y, xaxis, yaxis },
        line: { color: colour, width: 1.4, dash: dashed ? "4px,2px" : "solid" },
        marker: { size: px(3.2), color: colour },
        hovertemplate: `${name}, %{x}: %{y:.1f}<extra></extra>`,
      });
    }
    for (const { name, colour, ...point } of points) {
      data.push({
        ...{ mode: "markers", name, x: [point.x], y: [point.y], xaxis, yaxis },
        marker: {
          ...{ size: px(5), color: THEME.background, opacity: 1 },
          line: { color: colour, width: 1.6 },
        },
        hovertemplate: `${name}, %{x:.1f}: %{y:.1f}<extra></extra>`,
      });
    }
    annotations.push(note(title, left, top, {
      ...{ xanchor: "left", yanchor: "middle", yshift: px(over - SIZE.title / 2) },
    }));
    for (const { x: at, label } of marks) {
      const place = { xref: xaxis, yref: `${yaxis} domain` };
      shapes.push({
        ...{ type: "line", ...place, x0: at, x1: at, y0: 0, y1: 1 },
        ...{ line: DOTTED, layer: "below" },
      });
      const drawnAt = x.more?.type === "log" ? Math.log10(at) : at; // as Plotly wants it for text only
      const above = { xanchor: "center", yanchor: "bottom", yshift: -px(1), font: small };
      annotations.push(note(label, drawnAt, 1, { ...place, ...above }));
    }
    for (const { y: at, label } of levels) {
      const place = { xref: `${xaxis} domain`, yref: yaxis };
      shapes.push({
        ...{ type: "line", ...place, x0: 0, x1: 1, y0: at, y1: at },
        ...{ line: DOTTED, layer: "below" },
      });
      const end = { xanchor: "right", yanchor: "bottom", yshift: -px(1), font: small };
      annotations.push(note(label, 1, at, { ...place, ...end }));
    }
  });
  const margin = { l: px(SIZE.left), r: px(SIZE.right), b: px(SIZE.bottom) };
  return {
    data,
    layout: baseLayout("two", SIZE.keys + over + tall + SIZE.bottom, {
      ...axes,
      ...{ shapes, annotations, margin: { ...margin, t: px(SIZE.keys + over) } },
    }),
    description,
  };
}

/** A range around values with a little room, `least` wide at least. */
export function rangeAround(values: readonly number[], least: number): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = Math.max(high - low, least) * 0.08;
  const missing = Math.max(least - (high - low), 0) / 2;
  return [low - missing - pad, high + missing + pad];
}

/** Shares (0..1) on an axis in percent. */
export const SHARE_AXIS = { range: [-4, 104], more: { tickvals: [0, 25, 50, 75, 100] } } as const;
