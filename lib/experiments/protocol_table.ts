import type { ProtocolNumber } from "../data/human36m/protocols.ts";
import { UserError } from "../errors.ts";
import type { BootstrapOptions } from "../evaluation/bootstrap.ts";
import type { Alignment, PublishedRow } from "../evaluation/published_row.ts";
import { PUBLISHED_TABLE_2, publishedName } from "../evaluation/published_table2.ts";
import type { Scores } from "../evaluation/scores.ts";
import { measuredLine } from "./protocol_table_measured.ts";

/** The data behind published figures: a name that no measured data set has. */
export const AS_PRINTED = "Human3.6M, as printed";

/** The rows that Table 2 has of the authors' own. */
export const TABLE_2_ROWS: readonly string[] = ["ours", "conference version"];

/** A line of Table 2 under one protocol, published or measured; `data` says which. */
export interface ProtocolTableRow {
  /** As Wang et al. number it. */
  readonly protocol: ProtocolNumber;
  /** The method, or the measured row and its training. */
  readonly row: string;
  /** Paper and table with what is odd there, or what was measured on what in one sentence. */
  readonly source: string;
  /** `Human3.6M, as printed`, or the name of the data set that was measured on. */
  readonly data: string;
  /** How a predicted pose is laid over the true one. */
  readonly alignment: Alignment;
  /** How many joints the error is a mean over, the root among them where it is measured. */
  readonly joints: number | "not stated";
  /** Which frames of which subjects and cameras. */
  readonly frame_rule: string;
  /** By the names of `ACTIONS`, mm; null where nothing is printed or measured. */
  readonly actions: Readonly<Record<string, number | null>>;
  /** The printed mean, or the unweighted mean of the measured actions, mm. */
  readonly mean_mm: number | null;
  /** Lower end of the 95 % interval over motions, mm; null where motions are too few. */
  readonly ci_low: number | null;
  /** Upper end, mm. */
  readonly ci_high: number | null;
  /** Frames measured, for each seed. */
  readonly frames: number | null;
  /** File names and first figures of their SHA-256, separated by spaces. */
  readonly checkpoint: string | null;
}

/** Scores with what their figures mean. */
export interface MeasuredScores {
  /** Of one checkpoint. */
  readonly scores: Scores;
  /** `translation` for those of `measure`, `Procrustes` for those of `alignedScores`. */
  readonly alignment: Alignment;
  /** Which frames of which subjects and cameras: see `frameRule`. */
  readonly frameRule: string;
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

/** Which rows, and how intervals are drawn. */
export interface ProtocolTableOptions extends BootstrapOptions {
  /** Names of the measured rows that are wanted. Default: `ours` and `conference version`. */
  readonly rows?: readonly string[];
}

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
  { rows = TABLE_2_ROWS, ...options }: ProtocolTableOptions = {},
): ProtocolTable {
  const all = measured.flatMap((each) =>
    each.scores.rows.filter(({ row }) => rows.includes(row)).map((row) => ({ ...each, row }))
  );
  if (measured.length > 0 && all.length === 0) {
    const given = new Set(measured.flatMap(({ scores }) => scores.rows.map(({ row }) => row)));
    throw new UserError(
      `The checkpoints give the rows ${[...given].join(", ")}: none of ${rows.join(", ")}`,
    );
  }
  const groups = Map.groupBy(
    all,
    ({ scores, alignment, frameRule, row }) =>
      JSON.stringify([scores.dataset, alignment, frameRule, scores.variant, row.row]),
  );
  return {
    protocol,
    published: PUBLISHED_TABLE_2.filter((row) => row.protocol === protocol).map(publishedLine),
    measured: [...groups.values()].map((seeds) => measuredLine(protocol, seeds, options)),
  };
}

function publishedLine(row: PublishedRow): ProtocolTableRow {
  const { protocol, source, note, alignment, joints, frames, actions, mean } = row;
  return {
    protocol,
    row: publishedName(row),
    source: note === undefined ? source : `${source}; note: ${note}`,
    data: AS_PRINTED,
    alignment,
    joints,
    frame_rule: frames,
    actions,
    mean_mm: mean,
    ci_low: null,
    ci_high: null,
    frames: null,
    checkpoint: null,
  };
}
