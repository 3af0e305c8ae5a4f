import {
  bootstrap,
  type BootstrapOptions,
  differenceInterval,
  relativeInterval,
  rowInterval,
} from "../evaluation/bootstrap.ts";
import { enoughMotions } from "../evaluation/enough_motions.ts";
import { meansOfSums } from "../evaluation/means.ts";
import { meanSums, motionSums, type RowScores, type Scores } from "../evaluation/scores.ts";
import { UserError } from "../errors.ts";
import { seedInterval } from "../evaluation/seed_interval.ts";
import { finding, type Holds } from "./finding.ts";
import type { Experiment, Row } from "./row.ts";
import { TABLE_5 } from "./rows.ts";

/** One line of a table. All but `published_mm` is measured on the data set that was evaluated. */
export interface TableRow {
  /** The row's name. */
  readonly row: string;
  /** The paper's figure on the real Human3.6M, mm; null for rows that it does not have. */
  readonly published_mm: number | null;
  /** Mean joint error, mm; the mean over seeds. */
  readonly measured_mm: number;
  /** Lower end of the 95 % percentile interval of the paired bootstrap over motions, mm. */
  readonly ci_low: number;
  /** Upper end, mm. */
  readonly ci_high: number;
  /** The training seeds behind the figure, separated by spaces. */
  readonly seeds: string;
  /** Frames evaluated, for each seed. */
  readonly frames: number;
  /** File names and first figures of their SHA-256, separated by spaces. */
  readonly checkpoint: string;
}

/** What one seed's machine gives by itself. */
export interface SeedRow {
  /** The row's name. */
  readonly row: string;
  /** The seed of its training. */
  readonly seed: number;
  /** Mean joint error, mm. */
  readonly measured_mm: number;
  /** File name and first figures of its SHA-256. */
  readonly checkpoint: string;
}

/**
 * Whether a relation of Table 5 is seen here, over the seeds that both rows have. Differences are `row`
 * minus `than`: below 0 holds.
 */
export interface Relation {
  /** The row that should have the smaller error. */
  readonly row: string;
  /** The row that should have the larger one. */
  readonly than: string;
  /** `row` minus `than`, mm. */
  readonly difference_mm: number;
  /** Lower end of its paired 95 % interval, mm; motions are drawn within their actions. */
  readonly ci_low: number;
  /** Upper end, mm. */
  readonly ci_high: number;
  /** Lower end of the paired 95 % interval for which whole actions are drawn, mm; null with fewer than five. */
  readonly actions_low: number | null;
  /** Upper end, mm. */
  readonly actions_high: number | null;
  /** The difference in per cent of `than`. */
  readonly percent: number;
  /** Lower end of its paired 95 % interval, per cent. */
  readonly percent_low: number;
  /** Upper end, per cent. */
  readonly percent_high: number;
  /** The same difference in the paper, on the real Human3.6M, mm. */
  readonly published_difference_mm: number;
  /** And in per cent. */
  readonly published_percent: number;
  /** Each seed's own difference, mm. */
  readonly by_seed: readonly { readonly seed: number; readonly difference_mm: number }[];
  /** Lower end of the 95 % interval over trainings, by Student's t, mm; null with one seed. */
  readonly seeds_low: number | null;
  /** Upper end, mm. */
  readonly seeds_high: number | null;
  /** How sure it is that it is below 0. */
  readonly holds: Holds;
}

/** A table of the ablation study, all that is printed and written of it. */
export interface Table5 {
  /** Its rows and relations, those without a result among them. */
  readonly experiment: Experiment;
  /** What was measured on what, in one sentence. */
  readonly protocol: string;
  /** Name of the data set, e.g. `embedded benchmark`. */
  readonly dataset: string;
  /** Rows of the paper's table that have a result. */
  readonly rows: readonly TableRow[];
  /** Rows that are not in the paper. */
  readonly reference: readonly TableRow[];
  /** What each seed gives by itself. */
  readonly seeds: readonly SeedRow[];
  /** What the paper's table says of its rows, tested here, as far as both have a result. */
  readonly relations: readonly Relation[];
  /** Mean error of every row on each action, mm. */
  readonly actions: readonly { row: string; action: string; measured_mm: number }[];
  /** Mean error of every row at each joint, mm. */
  readonly joints: readonly { row: string; joint: string; measured_mm: number }[];
  /** Share of frames discarded by the τ rule, of rows that correct. */
  readonly discarded: ReadonlyMap<string, number>;
}

/** Drawing fewer actions than this says nothing of others. */
const FEWEST_ACTIONS = 5;

/** Which table, and how its intervals are drawn. */
export interface TabulateOptions extends BootstrapOptions {
  /** Default: {@link TABLE_5}. */
  readonly experiment?: Experiment;
}

/**
 * The table of what was measured: means over seeds, intervals, and which of the paper's relations are
 * seen. Rows without a result are left out; `experiment` has them all.
 *
 * @param scores of one checkpoint each, all on the same data set
 * @throws {UserError} when they are not, or when a row has one seed twice
 *
 * @example
 * ```ts
 * import { type Scores, tabulate } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const motions = [{ actor: "S9", action: "Eating", trial: 1, frames: 2 }];
 * const about = { protocol: "a take", dataset: "a take", joints: ["hip"], motions };
 * const seed = (seed: number, ours: number): Scores => ({
 *   ...{ variant: "ours", seed, checkpoint: `ours-${seed}`, ...about },
 *   rows: [
 *     { row: "ours", sums: Float64Array.of(2 * ours), discarded: 0 },
 *     { row: "w/o SSC test", sums: Float64Array.of(2 * 100), discarded: null },
 *   ],
 * });
 * const { rows, relations } = tabulate([seed(1, 96), seed(2, 98)]);
 * assertEquals([rows[0].measured_mm, rows[0].seeds], [97, "1 2"]);
 * assertEquals([relations[0].difference_mm, relations[0].holds], [-3, "too few motions"]);
 * ```
 */
export function tabulate(
  scores: readonly Scores[],
  { experiment = TABLE_5, ...options }: TabulateOptions = {},
): Table5 {
  const { motions, joints, protocol, dataset } = sameData(scores);
  const measured = bySeed(scores);
  const seedsOf = (name: string) => [...measured.get(name)?.keys() ?? []];
  const both = ([a, b]: Experiment["relations"][number]) =>
    seedsOf(a).filter((seed) => seedsOf(b).includes(seed));
  const relations = experiment.relations.filter((pair) => both(pair).length > 0);

  // A row once with all its seeds, and once with those that the other row of a relation has too.
  const wanted: Selection[] = [...measured.keys()].map((row) => ({ row, seeds: seedsOf(row) }));
  for (const pair of relations) wanted.push(...pair.map((row) => ({ row, seeds: both(pair) })));
  const sums = new Map(wanted.map(({ row, seeds }) => {
    const mean = meanSums(seeds.map((seed) => measured.get(row)!.get(seed)!));
    return [key(row, seeds), motionSums(motions, mean)];
  }));
  const drawn = bootstrap(motions, sums, options);
  const actions = new Set(motions.map(({ action }) => action)).size;
  const drawnActions = actions < FEWEST_ACTIONS
    ? undefined
    : bootstrap(motions, sums, { ...options, unit: "action" });

  const line = ({ name, published }: Row): TableRow => {
    const seeds = seedsOf(name);
    const { estimate, low, high } = rowInterval(drawn, key(name, seeds));
    return {
      row: name,
      published_mm: published?.mm ?? null,
      measured_mm: estimate,
      ci_low: low,
      ci_high: high,
      seeds: seeds.join(" "),
      frames: motions.reduce((sum, { frames }) => sum + frames, 0),
      checkpoint: seeds.map((seed) => measured.get(name)!.get(seed)!.checkpoint).join(" "),
    };
  };
  const found = ({ name }: Row) => measured.has(name);
  const own = [...measured].flatMap(([row, seeds]) =>
    [...seeds].map(([seed, { sums, checkpoint }]): SeedRow => (
      { row, seed, measured_mm: meansOfSums(motions, sums).overall, checkpoint }
    ))
  );
  const means = [...experiment.rows, ...experiment.reference].filter(found).map(({ name }) => ({
    row: name,
    ...meansOfSums(motions, meanSums([...measured.get(name)!.values()])),
  }));
  return {
    experiment,
    protocol,
    dataset,
    rows: experiment.rows.filter(found).map(line),
    reference: experiment.reference.filter(found).map(line),
    seeds: own,
    relations: relations.map(([row, than]) => {
      const seeds = both([row, than]);
      const pair = [key(row, seeds), key(than, seeds)] as const;
      const overMotions = differenceInterval(drawn, ...pair);
      const relative = relativeInterval(drawn, ...pair);
      const overActions = drawnActions && differenceInterval(drawnActions, ...pair);
      const alone = (name: string, seed: number) =>
        own.find((line) => line.row === name && line.seed === seed)!.measured_mm;
      const bySeed = seeds.map((seed) => (
        { seed, difference_mm: alone(row, seed) - alone(than, seed) }
      ));
      const overSeeds = seedInterval(bySeed.map(({ difference_mm }) => difference_mm));
      return {
        row,
        than,
        difference_mm: overMotions.estimate,
        ci_low: overMotions.low,
        ci_high: overMotions.high,
        actions_low: overActions?.low ?? null,
        actions_high: overActions?.high ?? null,
        percent: 100 * relative.estimate,
        percent_low: 100 * relative.low,
        percent_high: 100 * relative.high,
        ...publishedRelation(experiment, row, than),
        by_seed: bySeed,
        seeds_low: overSeeds?.low ?? null,
        seeds_high: overSeeds?.high ?? null,
        holds: enoughMotions(motions)
          ? finding(overMotions, overActions, bySeed)
          : "too few motions",
      };
    }),
    actions: means.flatMap(({ row, actions }) =>
      [...actions].map(([action, measured_mm]) => ({ row, action, measured_mm }))
    ),
    joints: means.flatMap(({ row, joints: errors }) =>
      errors.map((measured_mm, j) => ({ row, joint: joints[j], measured_mm }))
    ),
    discarded: new Map(
      [...measured].flatMap(([row, seeds]) => {
        const shares = [...seeds.values()].flatMap(({ discarded }) => discarded ?? []);
        return shares.length === 0 ? [] : [[row, shares.reduce((a, b) => a + b) / shares.length]];
      }),
    ),
  };
}

/** The published difference between two rows, in mm and in per cent of the second. */
export function publishedRelation(
  { rows, reference }: Experiment,
  row: string,
  than: string,
): { published_difference_mm: number; published_percent: number } {
  const all = [...rows, ...reference];
  const published = (name: string): number => {
    const { published, readingOf } = all.find((row) => row.name === name)!;
    return published?.mm ?? all.find((row) => row.name === readingOf)!.published!.mm;
  };
  const published_difference_mm = published(row) - published(than);
  return {
    published_difference_mm,
    published_percent: 100 * published_difference_mm / published(than),
  };
}

interface Selection {
  readonly row: string;
  readonly seeds: readonly number[];
}

const key = (row: string, seeds: readonly number[]) => JSON.stringify([row, seeds]);

type SeedScores = Required<RowScores>;

/** Every row's scores by seed, seeds in their order. */
function bySeed(scores: readonly Scores[]): Map<string, Map<number, SeedScores>> {
  const measured = new Map<string, Map<number, SeedScores>>();
  for (const { seed, checkpoint, rows } of scores.toSorted((a, b) => a.seed - b.seed)) {
    for (const row of rows) {
      const seeds = measured.get(row.row) ?? new Map<number, SeedScores>();
      measured.set(row.row, seeds);
      const other = seeds.get(seed);
      if (other) {
        throw new UserError(
          `Row '${row.row}' has two results of seed ${seed}, from ${other.checkpoint} and from ` +
            `${checkpoint}: leave one out`,
        );
      }
      seeds.set(seed, { checkpoint, ...row });
    }
  }
  return measured;
}

/** Checks that all scores are of the same motions, and says of which. */
function sameData(scores: readonly Scores[]): Scores {
  if (scores.length === 0) {
    throw new UserError("There is nothing to tabulate: evaluate at least one checkpoint");
  }
  const about = ({ dataset, joints, motions }: Scores) =>
    JSON.stringify([dataset, joints, motions]);
  const other = scores.find((one) => about(one) !== about(scores[0]));
  if (!other) return scores[0];
  throw new UserError(
    `${other.checkpoint} was evaluated on other data than ${scores[0].checkpoint} ` +
      `(${other.protocol}; ${scores[0].protocol}): evaluate both on the same motions`,
  );
}
