import { type MedianInterval, medianInterval } from "./median_interval.ts";

/** Does its work once, to the end, and says in ms how long it took where it has a clock of its own. */
export type Work = () => void | number | Promise<void | number>;

/** A median of times, ms, with its interval and what it is the median of. */
export interface Timing extends MedianInterval {
  /** One a round, in order. */
  readonly samples: readonly number[];
}

/** How {@link timeInTurns} measures. */
export interface TurnsOptions {
  /** Times that each work is measured (default 11; from 6 on the interval is of 95 %). */
  readonly rounds?: number;
  /** Rounds before, which do not count (default 1). */
  readonly warmUps?: number;
}

/**
 * Times several works side by side: in every round each has its turn, so that what slows the machine down
 * for a while slows all of them, and their ratios hold.
 *
 * @example
 * ```ts
 * import { timeInTurns } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const turns: string[] = [];
 * const works = { a: () => void turns.push("a"), b: () => (turns.push("b"), 7) };
 * const { b } = await timeInTurns(works, { rounds: 2, warmUps: 0 });
 * assertEquals(turns.join(""), "abab");
 * assertEquals(b.samples, [7, 7]); // by its own clock
 * ```
 */
export async function timeInTurns<Name extends string>(
  works: Readonly<Record<Name, Work>>,
  { rounds = 11, warmUps = 1 }: TurnsOptions = {},
): Promise<Record<Name, Timing>> {
  const entries = Object.entries<Work>(works);
  const samples = entries.map((): number[] => []);
  for (let round = -warmUps; round < rounds; round++) {
    for (const [i, [, work]] of entries.entries()) {
      const began = performance.now();
      const own = await work();
      const time = own ?? performance.now() - began;
      if (round >= 0) samples[i].push(time);
    }
  }
  return Object.fromEntries(
    entries.map(([name], i) => [name, timing(samples[i])]),
  ) as Record<Name, Timing>;
}

/** Of times in ms, one a round. */
export function timing(samples: readonly number[]): Timing {
  return { ...medianInterval(samples), samples };
}

/**
 * How many times as fast `ours` is as `theirs`, both from one run of {@link timeInTurns}: the ratio
 * within each round, its median and interval.
 *
 * @example
 * ```ts
 * import { speedRatio, timing } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(speedRatio(timing([1, 2, 4]), timing([2, 4, 8])).median, 2);
 * ```
 */
export function speedRatio(ours: Timing, theirs: Timing): Timing {
  return timing(ours.samples.map((time, round) => theirs.samples[round] / time));
}
