import { HUMANEVA_SEQUENCES, PUBLISHED_TABLE_3 } from "../evaluation/published_table3.ts";
import { publishedName } from "../evaluation/published_table2.ts";
import {
  type ComparisonColumns,
  type ComparisonOptions,
  type ComparisonRow,
  type Figures,
  measuredRows,
  type MeasuredScores,
  publishedRow,
} from "./comparison_rows.ts";

/** The data behind published figures of Table 3: a name that no measured data set has. */
export const AS_PRINTED_3 = "HumanEva-I, as printed";

/** A line of Table 3, published or measured; `data` says which. */
export interface Table3Row extends ComparisonRow {
  /** By the names of `HUMANEVA_SEQUENCES`, mm; null where nothing is printed or measured. */
  readonly sequences: Figures;
}

/** Table 3. */
export interface Table3 {
  /** What was printed, on the real HumanEva-I. */
  readonly published: readonly Table3Row[];
  /** What was measured, on whatever data. */
  readonly measured: readonly Table3Row[];
}

const COLUMNS: ComparisonColumns = {
  table: "Table 3",
  what: "sequences",
  names: HUMANEVA_SEQUENCES,
  of: ({ action, actor }) => `${action} ${actor}`,
};

/**
 * Joins the published rows of Table 3 with measured ones, as `protocolTable` does those of Table 2. There is
 * one motion in each column, so no row has an interval.
 *
 * @throws {UserError} when the scores give none of the rows, have a sequence that Table 3 lacks, one seed
 * twice, or different motions under one data set's name
 *
 * @example
 * ```ts
 * import { type Scores, table3 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const motions = ["S1", "S2"].map((actor) => ({ actor, action: "Jog", trial: 1, frames: 2 }));
 * const about = { protocol: "two takes", dataset: "a miniature", joints: ["Thorax"], motions };
 * const rows = [{ row: "ours", sums: Float64Array.of(160, 180), discarded: 0 }];
 * const scores: Scores = { variant: "ours", seed: 1, checkpoint: "ours-1@0123", ...about, rows };
 * const { measured: [ours] } = table3([{ scores, alignment: "translation", frameRule: "C1" }]);
 * assertEquals([ours.sequences["Jog S1"], ours.sequences["Jog S2"], ours.mean_mm], [80, 90, 85]);
 * assertEquals([ours.frame_rule, ours.ci_low], ["C1; 2 of 9 sequences", null]);
 * ```
 */
export function table3(
  measured: readonly MeasuredScores[],
  options: ComparisonOptions = {},
): Table3 {
  return {
    published: PUBLISHED_TABLE_3.map((row) => ({
      ...publishedRow({
        ...row,
        name: publishedName(row),
        data: AS_PRINTED_3,
        frames: "not stated",
      }),
      sequences: row.sequences,
    })),
    measured: measuredRows(COLUMNS, measured, options).map(({ figures, ...row }) => (
      { ...row, sequences: figures }
    )),
  };
}
