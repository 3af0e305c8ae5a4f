import { UserError } from "../errors.ts";
import type { Figure, Trace } from "./figure.ts";
import { mm } from "./tables.ts";
import { axis, baseLayout, note, px, rowColour, THEME } from "./theme.ts";

/** A row of `table2_protocol1.csv`, as far as the figure needs it. */
export interface ProtocolErrorRow {
  /** The method, or the measured row and its training. */
  readonly row: string;
  /** What the figure is of: the real data as somebody printed it, or what was measured on. */
  readonly data: string;
  /** How a predicted pose is laid over the true one. */
  readonly alignment: string;
  /** How many joints the error is a mean over. */
  readonly joints: number | string;
  /** Mean joint error, mm; null where none is printed, and then there is no line. */
  readonly mean_mm: number | null;
  /** Lower end of its 95 % interval, mm. */
  readonly ci_low: number | null;
  /** Upper end, mm. */
  readonly ci_high: number | null;
  /** Frames measured; null where the figure was printed. */
  readonly frames: number | null;
}

/** Lengths in pt; the columns on the right end so far from the plot. */
const SIZE = { top: 18, bottom: 27, row: 12.5, right: 150, alignment: 62, joints: 104, mm: 145 };

/** What the marks mean: those that there are. */
function key(measured: readonly ProtocolErrorRow[]): string {
  const interval = measured.some(({ ci_low }) => ci_low !== null) ? ", 95 % interval" : "";
  const filled = measured.length > 0 ? `; filled: measured${interval}` : "";
  return `hollow: as printed, on Human3.6M${filled}`;
}

/** Rough width of a label, pt. */
const widthOf = (text: string) => 0.52 * THEME.fontSize * text.length;

type Line = ProtocolErrorRow & { readonly mean_mm: number; readonly measured: boolean };

/** The name, in the colour of its mark, and of what was measured the data set. */
function label({ row, data, measured }: Line): string {
  if (!measured) return row.startsWith("Ours") ? `<b>${row}</b>` : row;
  const muted = `<span style="color:${THEME.muted}">, ${data}</span>`;
  return `<span style="color:${colourOf(row)}"><b>${row}</b></span>${muted}`;
}

const colourOf = (row: string) => rowColour(row.split(",")[0]);

/**
 * Table 2 under one protocol as a dot plot, the smallest mean error on top: published figures hollow and
 * grey, measured ones filled and coloured, with their interval and the name of the data behind their own;
 * how each was aligned and on how many joints stands beside it. Two columns wide.
 *
 * @param rows of one protocol; those without a mean are left out
 * @throws {UserError} when no row has a mean
 *
 * @example
 * ```ts
 * import { protocolTable, table2Figure } from "posemachine";
 * import { assert } from "@std/assert";
 * const { published, measured } = protocolTable("3", []);
 * const { description } = table2Figure([...published, ...measured], "3");
 * assert(description.startsWith("Table 2, Protocol #3: Ours 54.1 mm (Human3.6M, as printed), Tome"));
 * ```
 */
export function table2Figure(rows: readonly ProtocolErrorRow[], protocol: string): Figure {
  const lines = rows
    .flatMap((row): Line[] =>
      row.mean_mm === null ? [] : [
        { ...row, mean_mm: row.mean_mm, measured: row.frames !== null },
      ]
    )
    .toSorted((a, b) => a.mean_mm - b.mean_mm);
  if (lines.length === 0) throw new UserError(`No row of Protocol #${protocol} has a mean to draw`);
  const place = new Map(lines.map((line, i) => [line, lines.length - 1 - i]));
  const places = (some: readonly Line[]) => some.map((line) => place.get(line)!);
  const printed = lines.filter(({ measured }) => !measured);
  const measured = lines.filter((line) => line.measured);
  const ends = lines.flatMap(({ mean_mm, ci_low, ci_high }) => [
    mean_mm,
    ...ci_low !== null && ci_high !== null ? [ci_low, ci_high] : [],
  ]);
  const pad = Math.max(Math.max(...ends) - Math.min(...ends), 10) * 0.04;
  const range = [Math.min(...ends) - pad, Math.max(...ends) + pad];
  const marks = (some: readonly Line[], more: Trace): Trace => ({
    mode: "markers",
    x: some.map(({ mean_mm }) => mean_mm),
    y: places(some),
    text: some.map(({ row, data }) => `${row}, ${data}`),
    cliponaxis: false,
    hovertemplate: "%{text}: %{x} mm<extra></extra>",
    ...more,
  });
  const data: Trace[] = [
    marks(printed, {
      name: "as printed",
      marker: {
        size: px(4.5),
        symbol: "diamond-open",
        color: printed.map(({ row }) => row.startsWith("Ours") ? THEME.ink : THEME.published),
        line: { width: 1 },
      },
    }),
    ...measured.length === 0 ? [] : [marks(measured, {
      name: "measured",
      error_x: {
        array: measured.map(({ mean_mm, ci_high }) => (ci_high ?? mean_mm) - mean_mm),
        arrayminus: measured.map(({ mean_mm, ci_low }) => mean_mm - (ci_low ?? mean_mm)),
        ...{ color: THEME.ink, thickness: 0.9, width: 2.5 },
      },
      marker: { size: px(4.5), color: measured.map(({ row }) => colourOf(row)) },
    })],
  ];
  const small = { size: px(THEME.smallFontSize), color: THEME.muted };
  const column = (text: string, y: number, shift: number, more = {}) =>
    note(text, 1, y, { xanchor: "right", xshift: px(shift), font: small, ...more });
  const head = { yanchor: "middle", yshift: px(8) };
  const left = 8 +
    Math.max(
      ...lines.map(({ row, data, measured }) => widthOf(measured ? `${row}, ${data}` : row)),
    );
  const words = lines.map(({ row, mean_mm, data }) => `${row} ${mm(mean_mm)} mm (${data})`);
  return {
    data,
    layout: baseLayout("two", SIZE.top + SIZE.row * lines.length + SIZE.bottom, {
      margin: { l: px(left), r: px(SIZE.right), t: px(SIZE.top), b: px(SIZE.bottom) },
      xaxis: axis("MPJPE (mm)", { range, nticks: 8 }),
      yaxis: axis("", {
        range: [-0.6, lines.length - 0.4],
        tickvals: lines.map((_, i) => lines.length - 1 - i),
        ticktext: lines.map(label),
        showline: false,
        ticks: "",
      }),
      annotations: [
        note(key(measured), 0, 1, { ...head, xanchor: "left", xshift: px(4 - left), font: small }),
        column("alignment", 1, SIZE.alignment, head),
        column("joints", 1, SIZE.joints, head),
        column("mm", 1, SIZE.mm, head),
        ...lines.flatMap((line) => {
          const row = { yref: "y" };
          const y = place.get(line)!;
          return [
            column(line.alignment, y, SIZE.alignment, row),
            column(`${line.joints}`, y, SIZE.joints, row),
            column(mm(line.mean_mm), y, SIZE.mm, { ...row, font: { ...small, color: THEME.ink } }),
          ];
        }),
      ],
    }),
    description: `Table 2, Protocol #${protocol}: ${words.join(", ")}`,
  };
}
