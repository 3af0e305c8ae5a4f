import type { Figure, Trace } from "./figure.ts";
import { type AblationRow, mm } from "./tables.ts";
import { axis, baseLayout, note, px, rowColour, THEME } from "./theme.ts";

/** Lengths in pt: row names on the left, two panels with a gap between, axes below, titles above. */
const SIZE = { left: 62, right: 8, gap: 16, top: 30, bottom: 28, row: 24 };

/** Axis limits that leave `margin` of the span free on both sides, for the figures at the marks. */
function limits(values: readonly number[], margin: number): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = Math.max(high - low, 4) * margin;
  return [low - pad, high + pad];
}

/**
 * The ablation: each variant's error on the data set at hand with its 95 % interval, and beside it,
 * on an axis of its own and in grey, what the paper reports on Human3.6M. One column wide.
 *
 * @param rows from top to bottom
 * @param dataset what the measured panel is called
 *
 * @example
 * ```ts
 * import { ablationFigure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const row = { row: "ours", published_mm: 63.67, measured_mm: 98, ci_low: 95, ci_high: 101 };
 * assertEquals(ablationFigure([row]).description, "Ablation on the embedded benchmark: ours 98.0 mm");
 * ```
 */
export function ablationFigure(
  rows: readonly AblationRow[],
  dataset = "embedded benchmark",
): Figure {
  const names = rows.map((row) => row.row);
  const width = THEME.columnWidth.one - SIZE.left - SIZE.right;
  const half = (width - SIZE.gap) / 2 / width;
  const height = SIZE.top + SIZE.row * rows.length + SIZE.bottom;
  const measured = limits(rows.flatMap((row) => [row.ci_low, row.ci_high]), 0.12);
  const quoted = rows.filter((row) => row.published_mm !== null);
  const published = limits(quoted.map((row) => row.published_mm!), 0.28);

  const panel = {
    mode: "markers+text",
    textposition: "top center",
    cliponaxis: false,
    hovertemplate: "%{y}: %{x:.1f} mm<extra></extra>",
  };
  const data: Trace[] = [
    {
      ...panel,
      name: `measured on the ${dataset}`,
      x: rows.map((row) => row.measured_mm),
      y: names,
      text: rows.map((row) => mm(row.measured_mm)),
      error_x: {
        array: rows.map((row) => row.ci_high - row.measured_mm),
        arrayminus: rows.map((row) => row.measured_mm - row.ci_low),
        color: THEME.ink,
        thickness: 0.9,
        width: 2.5,
      },
      marker: { size: px(4.5), color: names.map(rowColour) },
    },
    {
      ...panel,
      name: "published, Human3.6M",
      x: quoted.map((row) => row.published_mm),
      y: quoted.map((row) => row.row),
      xaxis: "x2",
      text: quoted.map((row) => mm(row.published_mm!)),
      textfont: { color: THEME.muted },
      marker: {
        size: px(4.5),
        symbol: "diamond-open",
        color: THEME.published,
        line: { width: 1, color: THEME.published },
      },
    },
  ];
  const title = { yanchor: "bottom", xanchor: "center", align: "center" };
  const small = { ...title, font: { size: px(THEME.smallFontSize), color: THEME.muted } };
  return {
    data,
    layout: baseLayout("one", height, {
      margin: { l: px(SIZE.left), r: px(SIZE.right), t: px(SIZE.top), b: px(SIZE.bottom) },
      xaxis: axis({
        domain: [0, half],
        range: measured,
        nticks: 5,
        title: { text: "MPJPE (mm)", standoff: 4 },
      }),
      xaxis2: axis({
        domain: [1 - half, 1],
        range: published,
        nticks: 5,
        title: { text: "MPJPE (mm)", standoff: 4 },
      }),
      yaxis: axis({
        categoryorder: "array",
        categoryarray: names.toReversed(),
        range: [-0.5, rows.length - 0.3],
        showline: false,
        ticks: "",
      }),
      annotations: [
        note("<b>Measured here</b>", half / 2, 1, { ...title, yshift: px(9) }),
        note(`${dataset}, 95 % interval`, half / 2, 1, { ...small, yshift: px(1) }),
        note("<b>Published</b>", 1 - half / 2, 1, { ...title, yshift: px(9) }),
        note("Human3.6M, other data", 1 - half / 2, 1, { ...small, yshift: px(1) }),
      ],
    }),
    description: `Ablation on the ${dataset}: ` +
      rows.map((row) => `${row.row} ${mm(row.measured_mm)} mm`).join(", "),
  };
}
