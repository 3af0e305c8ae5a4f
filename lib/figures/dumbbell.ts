import type { Figure, Trace } from "./figure.ts";
import { mm } from "./tables.ts";
import { axis, baseLayout, note, px, rowColour, THEME } from "./theme.ts";

/** One line of a before-and-after figure, mm. */
export interface Change {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  /** Colour of the name; ink by default. */
  readonly colour?: string;
}

/** What the two ends of every line are. */
export interface Ends {
  /** Rows of the ablation, which give the colours. */
  readonly before: string;
  readonly after: string;
}

/** Lengths in pt. */
const SIZE = { right: 34, top: 24, bottom: 28, row: 12.5 };

/**
 * Before (hollow) and after (filled) for each name, from top to bottom, with the difference in a
 * column on the right; the topmost pair is labelled in words. One column wide.
 */
export function dumbbellFigure(
  changes: readonly Change[],
  ends: Ends,
  options: { left: number; description: string },
): Figure {
  const { left, description } = options;
  // The names of actions and joints are short numbers' neighbours: a numeric axis keeps their order.
  const places = changes.map((_, index) => changes.length - 1 - index);
  const before = changes.map((change) => change.before);
  const after = changes.map((change) => change.after);
  const low = Math.min(...before, ...after);
  const high = Math.max(...before, ...after);
  const pad = Math.max(high - low, 4) * 0.07;
  const mark = { mode: "markers", y: places, cliponaxis: false, text: changes.map((c) => c.name) };
  const data: Trace[] = [
    {
      mode: "lines",
      x: changes.flatMap((change) => [change.before, change.after, null]),
      y: places.flatMap((place) => [place, place, null]),
      line: { color: THEME.ghost, width: 2.5 },
      hoverinfo: "skip",
    },
    {
      ...mark,
      name: ends.before,
      x: before,
      hovertemplate: `%{text}, ${ends.before}: %{x:.1f} mm<extra></extra>`,
      marker: {
        size: px(4),
        color: THEME.background,
        line: { color: rowColour(ends.before), width: 1.2 },
      },
    },
    {
      ...mark,
      name: ends.after,
      x: after,
      hovertemplate: `%{text}, ${ends.after}: %{x:.1f} mm<extra></extra>`,
      marker: { size: px(4.3), color: rowColour(ends.after) },
    },
  ];
  const small = px(THEME.smallFontSize);
  const head = { yref: "paper", y: 1, yanchor: "bottom", xanchor: "left" };
  return {
    data,
    layout: baseLayout("one", SIZE.top + SIZE.row * changes.length + SIZE.bottom, {
      margin: { l: px(left), r: px(SIZE.right), t: px(SIZE.top), b: px(SIZE.bottom) },
      xaxis: axis({
        range: [low - pad, high + pad],
        nticks: 7,
        title: { text: "MPJPE (mm)", standoff: 4 },
      }),
      yaxis: axis({
        range: [-0.6, changes.length - 0.4],
        tickvals: places,
        ticktext: changes.map(({ name, colour }) =>
          colour ? `<span style="color:${colour}">${name}</span>` : name
        ),
        showline: false,
        ticks: "",
      }),
      annotations: [
        ...changes.map((change, index) =>
          note(mm(change.after - change.before), 1, places[index], {
            yref: "y",
            xanchor: "right",
            xshift: px(SIZE.right - 5),
            font: {
              size: small,
              color: change.after < change.before ? rowColour(ends.after) : THEME.ink,
            },
          })
        ),
        note("change", 1, 1, {
          yanchor: "bottom",
          xanchor: "right",
          xshift: px(SIZE.right - 5),
          font: { size: small, color: THEME.muted },
        }),
        note(
          `<span style="color:${rowColour(ends.before)}">\u25cb ${ends.before}</span>` +
            `   <span style="color:${rowColour(ends.after)}">\u25cf <b>${ends.after}</b></span>`,
          0,
          1,
          head,
        ),
      ],
    }),
    description,
  };
}
