/**
 * Two-sided 95 % points of Student's t for 1, 2, … degrees of freedom, from any printed table. More degrees
 * take the last, which is a little wide for them.
 */
const STUDENT_T = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/**
 * The 95 % interval of the mean over all trainings that a few of them, with seeds of their own, leave open:
 * mean ± t s / √n. It takes what chance does to a training as normally distributed, which so few
 * cannot show; undefined for fewer than two.
 *
 * @example
 * ```ts
 * import { seedInterval } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const { low, high } = seedInterval([1, 2, 3])!;
 * assertEquals([low, high].map((mm) => mm.toFixed(2)), ["-0.48", "4.48"]);
 * ```
 */
export function seedInterval(
  values: readonly number[],
): { readonly low: number; readonly high: number } | undefined {
  const n = values.length;
  if (n < 2) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = STUDENT_T[Math.min(n - 1, STUDENT_T.length) - 1] * Math.sqrt(squares / (n - 1) / n);
  return { low: mean - half, high: mean + half };
}
