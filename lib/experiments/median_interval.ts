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
  // The k smallest are left out while fewer than k of n fair coins show heads with at most 2.5 %.
  let [left, term, below] = [0, 0.5 ** n, 0];
  for (let k = 1; k <= n; k++) {
    below += term; // P(fewer than k)
    if (below > 0.025) break;
    left = k - 1;
    term *= (n - k + 1) / k;
  }
  const middle = (n - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { median, low: sorted[left], high: sorted[n - 1 - left] };
}
