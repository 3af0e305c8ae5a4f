import { UserError } from "../errors.ts";
import { bootstrap, type BootstrapOptions, rowInterval } from "../evaluation/bootstrap.ts";
import { enoughMotions } from "../evaluation/enough_motions.ts";
import { meansOfSums } from "../evaluation/means.ts";
import type { Alignment } from "../evaluation/published_row.ts";
import type { Motion } from "../evaluation/motions.ts";
import { meanSums, motionSums, type RowScores, type Scores } from "../evaluation/scores.ts";

/** The rows that Tables 2 and 3 have of the authors' own. */
export const TABLE_2_ROWS: readonly string[] = ["ours", "conference version"];

/** A line of a table that compares methods, published or measured; `data` says which. */
export interface ComparisonRow {
  /** The method, or the measured row and its training. */
  readonly row: string;
  /** Paper and table with what is odd there, or what was measured on what in one sentence. */
  readonly source: string;
  /** `Human3.6M, as printed`, or the name of the data set that was measured on. */
  readonly data: string;
  /** How a predicted pose is laid over the true one. */
  readonly alignment: Alignment;
  /** How many joints the error is a mean over; source says whether the root is among them. */
  readonly joints: number | "not stated";
  /** Which frames of which subjects and cameras. */
  readonly frame_rule: string;
  /** The printed mean, or the unweighted mean of the measured columns, mm. */
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

/** Figures by a table's columns, mm; null where nothing is printed or measured. */
export type Figures = Readonly<Record<string, number | null>>;

/** Scores with what their figures mean. */
export interface MeasuredScores {
  /** Of one checkpoint. */
  readonly scores: Scores;
  /** `translation` for those of `measure`, `Procrustes` for those of `alignedScores`. */
  readonly alignment: Alignment;
  /** Which frames of which subjects and cameras: see `frameRule`. */
  readonly frameRule: string;
}

/** Which rows, and how intervals are drawn. */
export interface ComparisonOptions extends BootstrapOptions {
  /** Names of the measured rows that are wanted. Default: `ours` and `conference version`. */
  readonly rows?: readonly string[];
}

/** The columns of a table that compares methods. */
export interface ComparisonColumns {
  /** Such as `Table 2`. */
  readonly table: string;
  /** What a column stands for, in the plural. */
  readonly what: string;
  readonly names: readonly string[];
  /** The column that a motion counts in. */
  readonly of: (motion: Motion) => string;
}

type SeedRow = MeasuredScores & { readonly row: RowScores };

/** What the columns of a published row hold beside its figures. */
export function publishedRow(
  { name, data, frames, source, note, alignment, joints, mean }: {
    readonly name: string;
    readonly data: string;
    readonly frames: string;
    readonly source: string;
    readonly note?: string;
    readonly alignment: Alignment;
    readonly joints: number | "not stated";
    readonly mean: number | null;
  },
): ComparisonRow {
  return {
    row: name,
    source: note === undefined ? source : `${source}; note: ${note}`,
    ...{ data, alignment, joints, frame_rule: frames, mean_mm: mean },
    ...{ ci_low: null, ci_high: null, frames: null, checkpoint: null },
  };
}

/**
 * The measured lines of a table. Figures of several seeds of one training are averaged; rows of different
 * data, alignments or frames stay apart. A row has an interval where there are five motions or more, and two
 * or more of each column.
 *
 * @throws {UserError} when the scores give none of the rows, have a motion that the table lacks a column for,
 * one seed twice, or different motions under one data set's name
 */
export function measuredRows(
  columns: ComparisonColumns,
  measured: readonly MeasuredScores[],
  { rows = TABLE_2_ROWS, ...options }: ComparisonOptions,
): (ComparisonRow & { readonly figures: Figures })[] {
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
      JSON.stringify([
        ...[scores.dataset, alignment, frameRule, scores.variant, row.row],
        scores.actions !== undefined,
      ]),
  );
  return [...groups.values()].map((seeds) => measuredRow(columns, joinedActions(seeds), options));
}

/**
 * A model for each action ("individual action") is one row: of each seed, the motions of all its machines.
 *
 * @throws {UserError} when two machines of a seed have an action in common
 */
function joinedActions(all: readonly SeedRow[]): SeedRow[] {
  if (all[0].scores.actions === undefined) return [...all];
  return [...Map.groupBy(all, ({ scores }) => scores.seed).values()].map((machines) => {
    const inOrder = machines.toSorted((a, b) =>
      a.scores.actions![0] < b.scores.actions![0] ? -1 : 1
    );
    inOrder.slice(1).forEach(({ scores }, before) => {
      const { scores: other } = inOrder[before];
      const both = scores.actions!.filter((action) => other.actions!.includes(action));
      if (both.length === 0) return;
      throw new UserError(
        `${other.checkpoint} and ${scores.checkpoint} were both trained on ${
          both.join(", ")
        } with seed ` +
          `${scores.seed}: leave one out`,
      );
    });
    const [first] = inOrder;
    return {
      ...first,
      scores: {
        ...first.scores,
        checkpoint: inOrder.map(({ scores }) => scores.checkpoint).join(" "),
        motions: inOrder.flatMap(({ scores }) => scores.motions),
      },
      row: {
        ...first.row,
        sums: Float64Array.from(inOrder.flatMap(({ row }) => [...row.sums])),
      },
    };
  });
}

function measuredRow(
  columns: ComparisonColumns,
  unsorted: readonly SeedRow[],
  options: BootstrapOptions,
): ComparisonRow & { readonly figures: Figures } {
  const seeds = unsorted.toSorted((a, b) => a.scores.seed - b.scores.seed);
  checkSeeds(columns, seeds);
  const [{ scores, alignment, frameRule, row }] = seeds;
  const { variant } = scores;
  const motions = scores.motions.map((motion) => ({ ...motion, action: columns.of(motion) }));
  const sums = meanSums(seeds.map((seed) => seed.row));
  const { overall, actions: means } = meansOfSums(motions, sums);
  const interval = enoughMotions(motions)
    ? rowInterval(bootstrap(motions, new Map([["", motionSums(motions, sums)]]), options), "")
    : null;
  const { names, what } = columns;
  const part = means.size < names.length ? `; ${means.size} of ${names.length} ${what}` : "";
  const trained = row.row === variant ? variant : `${row.row}, trained as ${variant}`;
  return {
    row: scores.actions ? `${trained}, individual action` : trained,
    source: scores.protocol,
    data: scores.dataset,
    alignment,
    joints: scores.joints.length,
    frame_rule: frameRule + part,
    figures: Object.fromEntries(names.map((name) => [name, means.get(name) ?? null])),
    mean_mm: overall,
    ci_low: interval?.low ?? null,
    ci_high: interval?.high ?? null,
    frames: motions.reduce((sum, { frames }) => sum + frames, 0),
    checkpoint: seeds.map(({ scores, row }) => row.checkpoint ?? scores.checkpoint).join(" "),
  };
}

function checkSeeds({ table, names, of }: ComparisonColumns, seeds: readonly SeedRow[]): void {
  const [{ scores: first, row }] = seeds;
  const unknown = first.motions.find((motion) => !names.includes(of(motion)));
  if (unknown) {
    throw new UserError(
      `${first.dataset} has the action '${of(unknown)}', which ${table} has no column for: ` +
        `expected some of ${names.join(", ")}`,
    );
  }
  seeds.slice(1).forEach(({ scores }, before) => {
    const { scores: other } = seeds[before];
    if (scores.seed === other.seed) {
      throw new UserError(
        `Row '${row.row}' on ${scores.dataset} has two results of seed ${scores.seed}, from ` +
          `${other.checkpoint} and from ${scores.checkpoint}: leave one out`,
      );
    }
    const about = ({ joints, motions }: Scores) => JSON.stringify([joints, motions]);
    if (about(scores) !== about(other)) {
      throw new UserError(
        `${scores.checkpoint} and ${other.checkpoint} were evaluated on different motions or joints ` +
          `of ${scores.dataset}: evaluate both on the same`,
      );
    }
  });
}
