import type { ComparisonRow, Figures } from "./comparison_rows.ts";
import { textTable, wrapped } from "./text_table.ts";

/** A table that compares methods, for a terminal. */
export interface ComparisonText {
  readonly title: string;
  /** The published rows' data. */
  readonly printed: string;
  /** The columns' names. */
  readonly columns: readonly string[];
  readonly published: readonly (ComparisonRow & { readonly figures: Figures })[];
  readonly measured: readonly (ComparisonRow & { readonly figures: Figures })[];
  /** What else is to be known of the measured rows, if there are any. */
  readonly note?: string;
}

const mm = (value: number | null) => value?.toFixed(1) ?? "";

/**
 * What was printed, as it was, then what was measured, each line with its data, alignment and joints; and
 * column by column what was measured beside the paper's own row.
 */
export function comparisonText(
  { title, printed, columns, published, measured, note }: ComparisonText,
): string {
  const line = (row: ComparisonRow) => [
    row.row,
    row.data === printed ? `${row.mean_mm ?? "none printed"}` : mm(row.mean_mm),
    row.ci_low === null ? "" : `${mm(row.ci_low)} - ${mm(row.ci_high)}`,
    row.alignment,
    `${row.joints}`,
    row.data,
  ];
  const ours = published.filter(({ row }) => row.startsWith("Ours"));
  const shown = [...ours, ...measured]
    .filter(({ figures }) => Object.values(figures).some((value) => value !== null));
  const byColumn = [
    ["", ...shown.map(({ row }) => row)],
    ["", ...shown.map(({ alignment }) => alignment)],
    ["", ...shown.map(({ data }) => data)],
    ...columns.map((column) => [column, ...shown.map(({ figures }) => mm(figures[column]))]),
    ["mean", ...shown.map(({ mean_mm }) => mm(mean_mm))],
  ];
  return [
    `${title}, mean joint error in mm`,
    "",
    textTable([
      ["", "mean", "95 % interval", "alignment", "joints", "data"],
      ...published.map(line),
      ...measured.map(line),
    ]),
    "",
    ...shown.length > 0 ? [textTable(byColumn), ""] : [],
    ...measured.map(({ row, alignment, source, frame_rule, checkpoint }) =>
      wrapped(
        `${row} (${alignment}): ${source}. Frames: ${frame_rule}. Checkpoints: ${checkpoint}.`,
      )
    ),
    ...note !== undefined && measured.length > 0 ? [wrapped(note)] : [],
    wrapped(
      `'${printed}' is what papers print of the real data, under this protocol but with alignments, ` +
        `joints and frames of their own. Figures of other data cannot be compared with them.`,
    ),
  ].join("\n");
}
