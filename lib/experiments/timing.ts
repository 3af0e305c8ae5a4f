/** Does its work once, to the end, and says in ms how long it took where it has a clock of its own. */
export type Work = () => void | number | Promise<void | number>;

/** A median of times and what is known of it. */
export interface Timing {
  /** Median, ms. */
  readonly median: number;
  /** Lower end of the median's 95 % interval, ms. */
  readonly low: number;
  /** Upper end, ms. */
  readonly high: number;
  /** Every measured time in order, ms. */
  readonly samples: readonly number[];
}

/** How {@link timeInTurns} measures. */
export interface TurnsOptions {
  /** Times that each work is measured (default 11; an interval of less than 6 is their range). */
  readonly rounds?: number;
  /** Rounds before, which do not count (default 1). */
  readonly warmUp?: number;
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
 * const { b } = await timeInTurns(works, { rounds: 2, warmUp: 0 });
 * assertEquals(turns.join(""), "abab");
 * assertEquals(b.samples, [7, 7]); // by its own clock
 * ```
 */
export async function timeInTurns<Name extends string>(
  works: Readonly<Record<Name, Work>>,
  { rounds = 11, warmUp = 1 }: TurnsOptions = {},
): Promise<Record<Name, Timing>> {
  const entries = Object.entries<Work>(works);
  const samples = entries.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round++) {
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

/**
 * The median of some numbers with an interval that holds the true median with 95 % or more, whatever
 * their distribution: between the k-th smallest and the k-th largest, as the binomial distribution has
 * it. Of less than six numbers it is their range, which is less sure than that.
 *
 * @throws {RangeError} when there is no number
 *
 * @example
 * ```ts
 * import { timing } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const { median, low, high } = timing([5, 1, 2, 9, 3, 4, 8, 6, 7]);
 * assertEquals([median, low, high], [5, 2, 8]);
 * ```
 */
export function timing(samples: readonly number[]): Timing {
  const count = samples.length;
  if (count === 0) throw new RangeError("There is no median of no numbers");
  const sorted = samples.toSorted((a, b) => a - b);
  const median = (sorted[(count - 1) >> 1] + sorted[count >> 1]) / 2;
  // Outside the k outermost on one side: P(binomial(count, 1/2) < k), which is to be at most 0.025.
  let rank = 0, term = 0.5 ** count, below = term;
  while (below <= 0.025) {
    rank += 1;
    term *= (count - rank + 1) / rank;
    below += term;
  }
  const k = Math.max(rank, 1);
  return { median, low: sorted[k - 1], high: sorted[count - k], samples };
}

/**
 * How many times as fast `ours` is as `theirs`, by works of {@link timeInTurns} of one run: the ratio
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
