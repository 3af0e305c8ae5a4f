import { ACTIONS } from "../data/benchmark/actions.ts";
import type { ProtocolNumber } from "../data/human36m/protocols.ts";
import { UserError } from "../errors.ts";
import { PUBLISHED_TABLE_2, publishedName } from "../evaluation/published_table2.ts";
import type { Scores } from "../evaluation/scores.ts";
import {
  type ComparisonColumns,
  type ComparisonOptions,
  type ComparisonRow,
  type Figures,
  measuredRows,
  type MeasuredScores,
  publishedRow,
} from "./comparison_rows.ts";

/** The data behind published figures: a name that no measured data set has. */
export const AS_PRINTED = "Human3.6M, as printed";

/** A line of Table 2 under one protocol, published or measured; `data` says which. */
export interface ProtocolTableRow extends ComparisonRow {
  /** As Wang et al. number it. */
  readonly protocol: ProtocolNumber;
  /** By the names of `ACTIONS`, mm; null where nothing is printed or measured. */
  readonly actions: Figures;
}

/** Table 2 under one protocol. */
export interface ProtocolTable {
  /** As Wang et al. number it. */
  readonly protocol: ProtocolNumber;
  /** What was printed, on the real Human3.6M. */
  readonly published: readonly ProtocolTableRow[];
  /** What was measured, on whatever data. */
  readonly measured: readonly ProtocolTableRow[];
}

const COLUMNS: ComparisonColumns = {
  table: "Table 2",
  what: "actions",
  names: ACTIONS,
  of: ({ action }) => action,
};

/**
 * Joins the published rows of Table 2 with measured ones. Figures of several seeds of one training are
 * averaged; rows of different data, alignments or frames stay apart. A row has an interval where there are
 * five motions or more, and two or more of each action.
 *
 * @throws {UserError} when the scores give none of the rows, are of another protocol, have an action that
 * Table 2 lacks, one seed twice, or different motions under one data set's name
 *
 * @example
 * ```ts
 * import { protocolTable, type Scores } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const motions = [1, 2].map((trial) => ({ actor: "S11", action: "Eating", trial, frames: 2 }));
 * const about = { protocol: "two takes", dataset: "a miniature", joints: ["hip"], motions };
 * const rows = [{ row: "ours", sums: Float64Array.of(160, 180), discarded: 0 }];
 * const scores: Scores = { variant: "ours", seed: 1, checkpoint: "ours-1@0123", ...about, rows };
 * const frames = { alignment: "translation", frameRule: "S11, 1 frame in 64" } as const;
 * const { published, measured: [ours] } = protocolTable("3", [{ scores, ...frames }]);
 * assertEquals([published[0].row, published[0].mean_mm], ["Ours", 54.14]);
 * assertEquals([ours.data, ours.mean_mm, ours.ci_low, ours.ci_high], ["a miniature", 85, null, null]);
 * assertEquals([ours.actions.Eating, ours.actions.Walking], [85, null]);
 * assertEquals(ours.frame_rule, "S11, 1 frame in 64; 1 of 15 actions");
 * ```
 */
export function protocolTable(
  protocol: ProtocolNumber,
  measured: readonly MeasuredScores[],
  options: ComparisonOptions = {},
): ProtocolTable {
  for (const { scores } of measured) checkProtocol(protocol, scores);
  return {
    protocol,
    published: PUBLISHED_TABLE_2.filter((row) => row.protocol === protocol).map((row) => ({
      protocol,
      ...publishedRow({ ...row, name: publishedName(row), data: AS_PRINTED }),
      actions: row.actions,
    })),
    measured: measuredRows(COLUMNS, measured, options).map(({ figures, ...row }) => (
      { protocol, ...row, actions: figures }
    )),
  };
}

function checkProtocol(protocol: ProtocolNumber, { protocol: sentence, checkpoint }: Scores): void {
  const number = /^Protocol #(\d)/.exec(sentence)?.[1] ?? protocol;
  if (number === protocol) return;
  throw new UserError(
    `${checkpoint} was evaluated under Protocol #${number}, and this is the table of ` +
      `Protocol #${protocol}: evaluate it with --protocol ${protocol}`,
  );
}
