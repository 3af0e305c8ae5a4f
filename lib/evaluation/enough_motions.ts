import type { Motion } from "./motions.ts";

/** Resampling fewer motions than this says nothing of others that might have been recorded. */
const FEWEST_MOTIONS = 5;

/** Whether there are motions enough for an interval, two of each action at least: one alone adds no spread. */
export function enoughMotions(motions: readonly Motion[]): boolean {
  return motions.length >= FEWEST_MOTIONS &&
    [...Map.groupBy(motions, ({ action }) => action).values()].every(({ length }) => length > 1);
}
