import type { Figure, Trace } from "./figure.ts";
import { axis, baseLayout, note, px, rowColour, THEME } from "./theme.ts";
import { UserError } from "../errors.ts";

/** A row of `table4.csv`, as far as the figure needs it. */
export interface MethodTimeRow {
  /** The method; ours is `ours`. */
  readonly method: string;
  /** How it was run. */
  readonly variant: string;
  /** Milliseconds a picture in the paper's Table 4; null where it has none. */
  readonly published_ms: number | null;
  /** Milliseconds a picture as measured. */
  readonly measured_ms: number;
  /** Lower end of its interval. */
  readonly ci_low: number;
  /** Upper end. */
  readonly ci_high: number;
  /** How surely the interval holds the true median, per cent. */
  readonly coverage_percent: number;
  /** What computed it. */
  readonly engine: string;
  /** Where. */
  readonly machine: string;
  /** How many times ours that sees as many pictures at once; null where ours was not measured. */
  readonly times_ours: number | null;
}

/** Lengths in pt; the columns on the right end so far from the plot. */
const SIZE = { top: 27, bottom: 27, row: 12.5, right: 128, ms: 62, published: 94, ratio: 124 };

/** Each of the values once. */
const distinct = (values: readonly string[]) => [...new Set(values)].join("; ");

/** Where the measured marks come from, and what marks mean. */
function key(rows: readonly MethodTimeRow[]): string[] {
  const sure = Math.min(...rows.map(({ coverage_percent }) => coverage_percent)).toFixed(1);
  return [
    `measured with ${distinct(rows.map(({ engine }) => engine))}; ` +
    distinct(rows.map(({ machine }) => machine)),
    `hollow: as printed, one GTX 1080; filled: measured, ${sure} % interval of the median`,
  ];
}

/** Rough width of a label, pt. */
const widthOf = (text: string) => 0.52 * THEME.fontSize * text.length;

/** Three figures, but no fewer than whole milliseconds. */
const ms = (value: number) => value >= 100 ? value.toFixed(0) : value.toPrecision(3);

/** How many times ours. */
const times = (ratio: number | null) =>
  ratio === null ? "" : `${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1)}×`;

/** How many times ours a row takes, as printed and as measured; null where there is no such figure. */
function ratios(rows: readonly MethodTimeRow[]) {
  const published = rows.find(({ method }) => method === "ours")?.published_ms ?? null;
  return rows.map(({ published_ms, times_ours }) => ({
    published: published_ms !== null && published !== null ? published_ms / published : null,
    measured: times_ours,
  }));
}

/**
 * Table 4 as a dot plot over a logarithm of milliseconds a picture: what the paper printed hollow and grey,
 * what was measured filled, with its interval; beside it how many times ours each takes, as printed and
 * as measured; above, the engine and the machine that measured. Two columns wide.
 *
 * @throws {UserError} when there is no row
 *
 * @example
 * ```ts
 * import { table4Figure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const own = {
 *   ...{ variant: "once", ci_low: 390, ci_high: 410, coverage_percent: 98.8, times_ours: 1 },
 *   ...{ engine: "native", machine: "2 cores" },
 * };
 * const { description } = table4Figure([
 *   { ...own, method: "Pavlakos et al. [19]", published_ms: 170, measured_ms: 800, times_ours: 2 },
 *   { ...own, method: "ours", published_ms: 51, measured_ms: 400 },
 * ]);
 * assertEquals(
 *   description,
 *   "Table 4, measured with native; 2 cores: Pavlakos et al. [19], once 800 ms (printed 170 ms; times ours: 2.0×, printed 3.3×), " +
 *     "ours, once 400 ms (printed 51.0 ms; times ours: 1.0×, printed 1.0×)",
 * );
 * ```
 */
export function table4Figure(rows: readonly MethodTimeRow[]): Figure {
  if (rows.length === 0) throw new UserError("No running time to draw: measure some");
  const places = rows.map((_, i) => rows.length - 1 - i);
  const ratio = ratios(rows);
  const legend = key(rows);
  const printed = rows.flatMap((row, i) =>
    row.published_ms === null ? [] : [{ ...row, published_ms: row.published_ms, y: places[i] }]
  );
  const ends = rows.flatMap(({ published_ms, ci_low, ci_high }) => [
    ...published_ms === null ? [] : [published_ms],
    ...[ci_low, ci_high],
  ]);
  const range = [Math.log10(Math.min(...ends)) - 0.1, Math.log10(Math.max(...ends)) + 0.1];
  const colour = ({ method }: MethodTimeRow) => rowColour(method);
  const data: Trace[] = [
    {
      mode: "markers",
      name: "as printed",
      x: printed.map(({ published_ms }) => published_ms),
      y: printed.map(({ y }) => y),
      text: printed.map(({ method }) => method),
      cliponaxis: false,
      hovertemplate: "%{text}: %{x} ms<extra></extra>",
      marker: {
        ...{ size: px(4.5), symbol: "diamond-open", line: { width: 1 } },
        color: printed.map(({ method }) => method === "ours" ? THEME.ink : THEME.published),
      },
    },
    {
      mode: "markers",
      name: "measured",
      x: rows.map(({ measured_ms }) => measured_ms),
      y: places,
      text: rows.map(({ method, variant }) => `${method}, ${variant}`),
      cliponaxis: false,
      hovertemplate: "%{text}: %{x:.1f} ms<extra></extra>",
      error_x: {
        array: rows.map(({ measured_ms, ci_high }) => ci_high - measured_ms),
        arrayminus: rows.map(({ measured_ms, ci_low }) => measured_ms - ci_low),
        ...{ color: THEME.ink, thickness: 0.9, width: 2.5 },
      },
      marker: { size: px(4.5), color: rows.map(colour) },
    },
  ];
  const small = { size: px(THEME.smallFontSize), color: THEME.muted };
  const head = { yanchor: "middle", yshift: px(8) };
  const column = (text: string, y: number, shift: number, more = {}) =>
    note(text, 1, y, { xanchor: "right", xshift: px(shift), font: small, ...more });
  // The variants' own words are long: they stand in a smaller, muted type.
  const left = 8 +
    Math.max(...rows.map(({ method, variant }) => widthOf(method) + 0.9 * widthOf(variant) + 6));
  const words = rows.map(({ method, variant, measured_ms, published_ms }, i) => {
    const print = published_ms === null ? "not printed" : `printed ${ms(published_ms)} ms`;
    const printedRatio = ratio[i].published === null
      ? ""
      : `, printed ${times(ratio[i].published)}`;
    const both = ratio[i].measured === null
      ? ""
      : `; times ours: ${times(ratio[i].measured)}${printedRatio}`;
    return `${method}, ${variant} ${ms(measured_ms)} ms (${print}${both})`;
  });
  return {
    data,
    layout: baseLayout("two", SIZE.top + SIZE.row * rows.length + SIZE.bottom, {
      margin: { l: px(left), r: px(SIZE.right), t: px(SIZE.top), b: px(SIZE.bottom) },
      xaxis: axis("ms a picture", { type: "log", range, dtick: 1 }),
      yaxis: axis("", {
        range: [-0.6, rows.length - 0.4],
        tickvals: places,
        ticktext: rows.map((row) =>
          `<span style="color:${colour(row)}"><b>${row.method}</b></span>` +
          `<span style="color:${THEME.muted};font-size:${
            px(0.9 * THEME.fontSize)
          }px">  ${row.variant}</span>`
        ),
        showline: false,
        ticks: "",
      }),
      annotations: [
        ...legend.map((line, i) =>
          note(line, 0, 1, {
            ...{ ...head, xanchor: "left", xshift: px(4 - left), font: small },
            yshift: px(8 + 9 * (legend.length - 1 - i)),
          })
        ),
        column("ms", 1, 34, head),
        column("printed", 1, SIZE.ms, head),
        column("× ours", 1, SIZE.published, head),
        column("printed", 1, SIZE.ratio, head),
        ...rows.flatMap((row, i) => {
          const at = { yref: "y" };
          const own = { ...at, font: { ...small, color: THEME.ink } };
          const print = row.published_ms === null ? "" : ms(row.published_ms);
          return [
            column(ms(row.measured_ms), places[i], 34, own),
            column(print, places[i], SIZE.ms, at),
            column(times(ratio[i].measured), places[i], SIZE.published, own),
            column(times(ratio[i].published), places[i], SIZE.ratio, at),
          ];
        }),
      ],
    }),
    description: `Table 4, ${legend[0]}: ${words.join(", ")}`,
  };
}
