import type { Figure, Trace } from "./figure.ts";
import { type Key, keyLine } from "./keys.ts";
import { axis, baseLayout, note, px, THEME } from "./theme.ts";

/** One line of a panel. */
export interface PanelLine {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly colour: string;
  readonly dashed?: boolean;
}

/** One panel. */
export interface Panel {
  readonly title: string;
  readonly lines: readonly PanelLine[];
  /** Range of y; lines are cut off outside it. */
  readonly range: readonly [number, number];
}

/** Panels side by side whose axes mean the same. */
export interface LinePanels {
  /** One panel takes one paper column, more take two. */
  readonly panels: readonly Panel[];
  readonly keys: readonly Key[];
  /** Title of every x axis, and what else Plotly shall know of it. */
  readonly x: { readonly title: string; readonly axis: Readonly<Record<string, unknown>> };
  /** Title of the y axis. */
  readonly y: string;
  /** Dotted lines across every panel, at these x. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  readonly description: string;
}

/** Lengths in pt. */
const SIZE = { plot: 96, left: 34, right: 8, gap: 30, keys: 16, titles: 11, marks: 8, bottom: 28 };

/** Lines in one or more panels, with one legend above them all. */
export function linePanelsFigure(spec: LinePanels): Figure {
  const { panels, x, y, marks = [] } = spec;
  const span = panels.length > 1 ? "two" : "one";
  const inner = THEME.columnWidth[span] - SIZE.left - SIZE.right;
  const width = (inner - SIZE.gap * (panels.length - 1)) / panels.length / inner;
  const titled = panels.some(({ title }) => title !== "");
  const over = (titled ? SIZE.titles : 0) + (marks.length ? SIZE.marks : 0);
  const keys = keyLine(spec.keys, over + 8);
  const data: Trace[] = [], axes: Record<string, unknown> = {};
  const shapes = [...keys.shapes], annotations = [...keys.annotations];
  panels.forEach(({ title, lines, range }, p) => {
    const suffix = p === 0 ? "" : String(p + 1);
    const left = p * (width + SIZE.gap / inner);
    axes[`xaxis${suffix}`] = axis(x.title, { ...x.axis, domain: [left, left + width] });
    axes[`yaxis${suffix}`] = axis(p === 0 ? y : "", {
      ...{ range, nticks: 6, anchor: `x${suffix}` },
    });
    for (const { name, colour, dashed, ...line } of lines) {
      data.push({
        ...{ mode: "lines+markers", name, x: line.x, y: line.y },
        ...{ xaxis: `x${suffix}`, yaxis: `y${suffix}` },
        line: { color: colour, width: 1.4, dash: dashed ? "4px,2px" : "solid" },
        marker: { size: px(3.2), color: colour },
        hovertemplate: `${name}, %{x}: %{y:.1f} mm<extra></extra>`,
      });
    }
    if (title) {
      const place = { xanchor: "left", yanchor: "middle", yshift: px(over - SIZE.titles / 2) };
      annotations.push(note(`<b>${title}</b>`, left, 1, place));
    }
    for (const { x: at, label } of marks) {
      const line = { color: THEME.muted, width: 0.8, dash: "1.5px,2px" };
      const ends = { x0: at, x1: at, y0: 0, y1: 1 };
      shapes.push({
        ...{ type: "line", xref: `x${suffix}`, yref: `y${suffix} domain` },
        ...{ ...ends, line, layer: "below" },
      });
      const drawnAt = x.axis.type === "log" ? Math.log10(at) : at; // as Plotly wants it for text only
      annotations.push(note(label, drawnAt, 1, {
        ...{ xref: `x${suffix}`, xanchor: "center", yanchor: "bottom", yshift: -px(1) },
        font: { size: px(THEME.smallFontSize), color: THEME.muted },
      }));
    }
  });
  const top = SIZE.keys + over;
  return {
    data,
    layout: baseLayout(span, top + SIZE.plot + SIZE.bottom, {
      ...axes,
      shapes,
      annotations,
      margin: { l: px(SIZE.left), r: px(SIZE.right), t: px(top), b: px(SIZE.bottom) },
    }),
    description: spec.description,
  };
}
