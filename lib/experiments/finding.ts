/** The words for what a relation comes to, the surest first. */
export const HOLDS = [
  "yes",
  "not over actions",
  "not in every seed",
  "no",
  "too few motions",
] as const;

/**
 * What a relation comes to.
 *
 * - `yes`: both intervals, over motions and over actions, are below 0 (the first alone where there are too few
 *   actions for the second), and so is each seed's own difference.
 * - `not over actions`, `not in every seed`: the interval over motions is below 0, but that over actions, or a
 *   seed's own difference, is not.
 * - `no`: the interval over motions is not below 0.
 */
export type Holds = typeof HOLDS[number];

/** What a relation comes to, by the upper ends of its two intervals and each seed's difference. */
export function finding(
  overMotions: number,
  overActions: number | undefined,
  seeds: readonly { readonly difference_mm: number }[],
): Holds {
  if (overMotions >= 0) return "no";
  if (seeds.some(({ difference_mm }) => difference_mm >= 0)) return "not in every seed";
  return (overActions ?? overMotions) < 0 ? "yes" : "not over actions";
}
