import type { Figure, Trace } from "./figure.ts";
import { keyLine } from "./keys.ts";
import { change, mm } from "./tables.ts";
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
  /** Row of the ablation before the correction; it gives the colour, as the other one does. */
  readonly before: string;
  /** Row of the ablation after it. */
  readonly after: string;
}

/** Lengths in pt. */
const SIZE = { right: 34, top: 18, bottom: 27, row: 12.5, mark: 4.2 };

const small = { size: px(THEME.smallFontSize), color: THEME.muted };

/**
 * Before (hollow) and after (filled) for each name, from top to bottom, with the difference in a
 * column on the right. One column wide.
 */
export function dumbbellFigure(
  changes: readonly Change[],
  ends: Ends,
  { left, title }: { left: number; title: string },
): Figure {
  const places = changes.map((_, index) => changes.length - 1 - index);
  const before = changes.map((line) => line.before);
  const after = changes.map((line) => line.after);
  const [low, high] = [Math.min(...before, ...after), Math.max(...before, ...after)];
  const pad = Math.max(high - low, 4) * 0.07;
  const marks = (name: string, x: number[], marker: Record<string, unknown>): Trace => ({
    mode: "markers",
    name,
    x,
    y: places,
    text: changes.map((line) => line.name),
    cliponaxis: false,
    hovertemplate: `%{text}, ${name}: %{x:.1f} mm<extra></extra>`,
    marker: { size: px(SIZE.mark), opacity: 1, ...marker },
  });
  const data: Trace[] = [
    {
      mode: "lines",
      x: changes.flatMap((line) => [line.before, line.after, null]),
      y: places.flatMap((place) => [place, place, null]),
      line: { color: THEME.ghost, width: 2.5 },
      hoverinfo: "skip",
    },
    marks(ends.before, before, {
      color: THEME.background,
      line: { color: rowColour(ends.before), width: 1.2 },
    }),
    marks(ends.after, after, { color: rowColour(ends.after) }),
  ];
  const keys = keyLine([
    { label: ends.before, colour: rowColour(ends.before), mark: "hollow" },
    { label: ends.after, colour: rowColour(ends.after), mark: "filled" },
  ]);
  const column = { xanchor: "right", xshift: px(SIZE.right - 5) };
  const differences = changes.map((line, index) =>
    note(change(line.after - line.before), 1, places[index], {
      ...column,
      yref: "y",
      font: {
        ...small,
        color: line.before - line.after >= 0.05 ? rowColour(ends.after) : THEME.ink,
      },
    })
  );
  const words = changes.map(({ name, before, after }) =>
    `${name} ${mm(before)} to ${mm(after)} mm`
  );
  return {
    data,
    layout: baseLayout("one", SIZE.top + SIZE.row * changes.length + SIZE.bottom, {
      margin: { l: px(left), r: px(SIZE.right), t: px(SIZE.top), b: px(SIZE.bottom) },
      xaxis: axis("MPJPE (mm)", { range: [low - pad, high + pad], nticks: 7 }),
      yaxis: axis("", {
        range: [-0.6, changes.length - 0.4],
        tickvals: places,
        ticktext: changes.map(({ name, colour }) =>
          colour ? `<span style="color:${colour}">${name}</span>` : name
        ),
        showline: false,
        ticks: "",
      }),
      shapes: keys.shapes,
      annotations: [
        ...keys.annotations,
        note("change", 1, 1, { ...column, yanchor: "middle", yshift: px(8), font: small }),
        ...differences,
      ],
    }),
    description: `${title}, ${ends.before} and ${ends.after}: ${words.join(", ")}`,
  };
}
