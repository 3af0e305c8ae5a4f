import { UserError } from "../errors.ts";
import { createRng } from "../random.ts";
import type { Motion } from "./motions.ts";

/** How the bootstrap draws. */
export interface BootstrapOptions {
  /** Number of resamples; the ends of a 95 % interval rest on 250 of the default 10,000. */
  readonly resamples?: number;
  /** Of the draws. Default 1. */
  readonly seed?: number;
}

/** What is drawn whole: a motion within its action, or an action with all its motions. */
export type BootstrapUnit = "motion" | "action";

/** The table's figure of every row, computed anew on every resample. */
export interface Bootstrap {
  /** On the motions as they are, mm, one a row. */
  readonly estimates: ReadonlyMap<string, number>;
  /** On each resample, mm; entry r of every row comes from the same draw, hence "paired". */
  readonly replicates: ReadonlyMap<string, Float64Array>;
}

/** An estimate with a percentile interval. */
export interface Interval {
  /** On the motions as they are, mm. */
  readonly estimate: number;
  /** Lower end, mm. */
  readonly low: number;
  /** Upper end, mm. */
  readonly high: number;
}

/**
 * A paired bootstrap over motions. A motion (actor, action, trial) is drawn whole: its frames follow
 * each other and its four cameras see the same pose, so they are no independent evidence. The statistic
 * is the paper's: mean error of each action, then the plain mean over actions.
 *
 * Actions are fixed by the protocol, so motions are drawn within their action, n - 1 from n with
 * replacement: with the few motions an action has, n from n would understate the spread by a factor of
 * sqrt(1 - 1/n) (McCarthy and Snowden, 1985). An action with one motion adds no spread.
 *
 * Such an interval is about other motions like these, and takes those of an action as independent. Where
 * they may not be, as when an action's motions are stretches of one recording, draw whole actions, again
 * n - 1 from n: that interval is about other actions, and usually wider.
 *
 * @param motions what was filmed, one entry a motion
 * @param rows for each row the sum over each motion's frames of the frame's mean joint error, mm
 *
 * @example
 * ```ts
 * import { bootstrap, differenceInterval, type Motion } from "posemachine";
 * import { assert, assertEquals } from "@std/assert";
 * const motions: Motion[] = [1, 2, 3, 4].map((trial) => (
 *   { actor: "S9", action: "Walking", trial, frames: 10 }
 * ));
 * const result = bootstrap(motions, new Map([
 *   ["a", Float64Array.of(700, 900, 800, 1000)],
 *   ["b", Float64Array.of(710, 910, 810, 1010)], // 1 mm worse on every motion
 * ]));
 * const { estimate, low, high } = differenceInterval(result, "b", "a");
 * assertEquals([estimate, low, high].map(Math.round), [1, 1, 1]);
 * assert(result.replicates.get("a")!.some((mm) => mm > 90));
 * ```
 */
export function bootstrap(
  motions: readonly Motion[],
  rows: ReadonlyMap<string, Float64Array>,
  { resamples = 10_000, seed = 1, unit = "motion" }: BootstrapOptions & { unit?: BootstrapUnit } =
    {},
): Bootstrap {
  check(motions, rows, resamples);
  const strata = [...Map.groupBy(motions.keys(), (m) => motions[m].action).values()];
  const rng = createRng(seed, "bootstrap");
  const names = [...rows.keys()];
  const sums = [...rows.values()];
  const replicates = names.map(() => new Float64Array(resamples));
  const totals = new Float64Array(names.length);
  const add = (members: readonly number[], draws: number, draw: (i: number) => number) => {
    totals.fill(0);
    let frames = 0;
    for (let i = 0; i < draws; i++) {
      const motion = members[draw(i)];
      frames += motions[motion].frames;
      for (let row = 0; row < sums.length; row++) totals[row] += sums[row][motion];
    }
    return frames;
  };
  const means = strata.map((members) => {
    const frames = add(members, members.length, (i) => i);
    return totals.map((total) => total / frames);
  });
  const drawMotions = (r: number) => {
    for (const members of strata) {
      const n = members.length;
      const frames = add(members, Math.max(1, n - 1), () => rng.integer(0, n));
      for (let row = 0; row < names.length; row++) {
        replicates[row][r] += totals[row] / frames / strata.length;
      }
    }
  };
  const drawActions = (r: number) => {
    const draws = Math.max(1, means.length - 1);
    for (let i = 0; i < draws; i++) {
      const action = means[rng.integer(0, means.length)];
      for (let row = 0; row < names.length; row++) replicates[row][r] += action[row] / draws;
    }
  };
  const draw = unit === "motion" ? drawMotions : drawActions;
  for (let r = 0; r < resamples; r++) draw(r);
  const estimates = new Array<number>(names.length).fill(0);
  for (const action of means) action.forEach((mm, row) => estimates[row] += mm / means.length);
  return {
    estimates: new Map(names.map((name, row) => [name, estimates[row]])),
    replicates: new Map(names.map((name, row) => [name, replicates[row]])),
  };
}

/**
 * The percentile interval of one row's figure, mm; `level` 0.95 leaves 2.5 % on either side.
 *
 * @example
 * ```ts
 * import { bootstrap, rowInterval } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const motions = [{ actor: "S9", action: "Eating", trial: 1, frames: 2 }];
 * const result = bootstrap(motions, new Map([["ours", Float64Array.of(160)]]), { resamples: 10 });
 * assertEquals(rowInterval(result, "ours"), { estimate: 80, low: 80, high: 80 });
 * ```
 */
export function rowInterval(result: Bootstrap, row: string, level = 0.95): Interval {
  const [estimate, replicates] = find(result, row);
  return { estimate, ...percentiles(replicates, level) };
}

/**
 * The percentile interval of how much larger `row`'s figure is than `than`'s, mm, draw by draw.
 *
 * @example
 * ```ts
 * import { bootstrap, differenceInterval } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const motions = [{ actor: "S9", action: "Eating", trial: 1, frames: 2 }];
 * const rows = new Map([["ours", Float64Array.of(160)], ["mean pose", Float64Array.of(500)]]);
 * const result = bootstrap(motions, rows, { resamples: 10 });
 * assertEquals(differenceInterval(result, "ours", "mean pose").estimate, -170);
 * ```
 */
export function differenceInterval(
  result: Bootstrap,
  row: string,
  than: string,
  level = 0.95,
): Interval {
  const [a, ra] = find(result, row);
  const [b, rb] = find(result, than);
  return { estimate: a - b, ...percentiles(ra.map((value, r) => value - rb[r]), level) };
}

/**
 * The percentile interval of how much larger `row`'s figure is than `than`'s, as a share of `than`'s,
 * draw by draw: -0.3 where `row` is 30 % below.
 *
 * @example
 * ```ts
 * import { bootstrap, relativeInterval } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const motions = [{ actor: "S9", action: "Eating", trial: 1, frames: 2 }];
 * const rows = new Map([["ours", Float64Array.of(150)], ["mean pose", Float64Array.of(600)]]);
 * const result = bootstrap(motions, rows, { resamples: 10 });
 * assertEquals(relativeInterval(result, "ours", "mean pose").estimate, -0.75);
 * ```
 */
export function relativeInterval(
  result: Bootstrap,
  row: string,
  than: string,
  level = 0.95,
): Interval {
  const [a, ra] = find(result, row);
  const [b, rb] = find(result, than);
  return { estimate: a / b - 1, ...percentiles(ra.map((value, r) => value / rb[r] - 1), level) };
}

function find({ estimates, replicates }: Bootstrap, row: string): [number, Float64Array] {
  const estimate = estimates.get(row);
  if (estimate === undefined) {
    throw new UserError(
      `No row '${row}' was bootstrapped: expected one of ${[...estimates.keys()].join(", ")}`,
    );
  }
  return [estimate, replicates.get(row)!];
}

/** Quantiles with linear interpolation between order statistics, as numpy's default. */
function percentiles(values: Float64Array, level: number): { low: number; high: number } {
  const sorted = values.toSorted();
  const quantile = (q: number) => {
    const at = q * (sorted.length - 1);
    const below = Math.floor(at);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  };
  return { low: quantile((1 - level) / 2), high: quantile((1 + level) / 2) };
}

function check(
  motions: readonly Motion[],
  rows: ReadonlyMap<string, Float64Array>,
  resamples: number,
): void {
  if (motions.length === 0) throw new UserError("Cannot resample 0 motions: the data set is empty");
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new UserError(`resamples is ${resamples}: expected a whole number, 1 or more`);
  }
  for (const [row, sums] of rows) {
    const bad = sums.findIndex((sum) => !Number.isFinite(sum));
    if (sums.length === motions.length && bad < 0) continue;
    throw new UserError(
      `Row '${row}' has ${sums.length} sums for ${motions.length} motions` +
        (bad >= 0 ? `, and number ${bad} is ${sums[bad]}` : "") +
        `: expected a finite one for each`,
    );
  }
}
