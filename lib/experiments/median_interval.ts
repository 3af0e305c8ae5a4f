/** A median and an interval that holds the true one. */
export interface MedianInterval {
  /** Of the values. */
  readonly median: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
}

/**
 * The median with its 95 % interval by order statistics: between which of the sorted values the true median
 * lies does not depend on how values are distributed. Of fewer than six values no interval is as sure; then it
 * is from the smallest to the largest.
 *
 * @throws {RangeError} when there is no value
 *
 * @example
 * ```ts
 * import { medianInterval } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(medianInterval([5, 1, 4, 2, 3, 6, 8, 7, 9]), { median: 5, low: 2, high: 8 });
 * ```
 */
export function medianInterval(values: readonly number[]): MedianInterval {
  if (values.length === 0) throw new RangeError("No value has no median");
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  const { left } = leftOut(n);
  const middle = (n - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { median, low: sorted[left], high: sorted[n - 1 - left] };
}

/**
 * With which probability the interval of {@link medianInterval} holds the true median of what `values` values
 * were drawn from: 95 % or more from six on, 75 % of three.
 *
 * @example
 * ```ts
 * import { intervalCoverage } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals([intervalCoverage(3), intervalCoverage(6)], [0.75, 0.96875]);
 * ```
 */
export function intervalCoverage(values: number): number {
  return 1 - 2 * leftOut(values).outside;
}

/**
 * How many of `n` sorted values are left out on either side, and how surely the median lies beyond one end:
 * fewer than so many and one of n fair coins then show heads, which happens with at most 2.5 % from six on.
 */
function leftOut(n: number): { left: number; outside: number } {
  let [left, term, below] = [0, 0.5 ** n, 0];
  let outside = term;
  for (let k = 1; k <= n; k++) {
    below += term; // P(fewer than k)
    if (below > 0.025) break;
    [left, outside] = [k - 1, below];
    term *= (n - k + 1) / k;
  }
  return { left, outside };
}
