/** The words for what a relation comes to, the surest first. */
export const HOLDS = [
  "yes",
  "not over actions",
  "not in every seed",
  "no",
  "reversed",
  "too few motions",
] as const;

/**
 * What a relation comes to.
 *
 * - `yes`: both intervals, over motions and over actions, are below 0 (the first alone where there are too few
 *   actions for the second), and so is each seed's own difference.
 * - `not over actions`, `not in every seed`: the interval over motions is below 0, but that over actions, or a
 *   seed's own difference, is not.
 * - `reversed`: as sure as `yes`, but above 0.
 * - `no`: neither is seen.
 */
export type Holds = typeof HOLDS[number];

/** The ends of an interval. */
interface Ends {
  readonly low: number;
  readonly high: number;
}

/** What a relation comes to, by its two intervals and each seed's difference. */
export function finding(
  overMotions: Ends,
  overActions: Ends | undefined,
  seeds: readonly { readonly difference_mm: number }[],
): Holds {
  const actions = overActions ?? overMotions;
  if (overMotions.high < 0) {
    if (seeds.some(({ difference_mm }) => difference_mm >= 0)) return "not in every seed";
    return actions.high < 0 ? "yes" : "not over actions";
  }
  const above = [overMotions.low, actions.low, ...seeds.map(({ difference_mm }) => difference_mm)];
  return above.every((mm) => mm > 0) ? "reversed" : "no";
}
