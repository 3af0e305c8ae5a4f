import type { Clip } from "./clips.ts";

/**
 * The 15 actions of Human3.6M, in the order of its tables.
 *
 * @example
 * ```ts
 * import { ACTIONS } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(ACTIONS.length, 15);
 * ```
 */
export const ACTIONS: readonly string[] = [
  ...["Directions", "Discussion", "Eating", "Greeting", "Phoning", "Photo", "Posing", "Purchases"],
  ...["Sitting", "SittingDown", "Smoking", "Waiting", "WalkDog", "Walking", "WalkTogether"],
];

/** Actors of Protocol #1. */
export const TRAINING_ACTORS: readonly string[] = ["S1", "S5", "S6", "S7", "S8"];
export const TEST_ACTORS: readonly string[] = ["S9", "S11"];

/** CMU subjects whose clips only the test actors ever move by. */
const TEST_SUBJECTS = ["08", "12", "14"];

/** The side of the split that a clip belongs to. */
export function clipSide(clip: Pick<Clip, "subject">): "training" | "test" {
  return TEST_SUBJECTS.includes(clip.subject) ? "test" : "training";
}

/** The clips of one side of the split. */
export function clipsOfSide(clips: readonly Clip[], side: "training" | "test"): Clip[] {
  return clips.filter((clip) => clipSide(clip) === side);
}

/**
 * The clips that an action of an actor may draw from: those of the action on the actor's side of the
 * split, or all of that side where it has none (Phoning and SittingDown in training).
 */
export function clipsOfAction(clips: readonly Clip[], actor: string, action: string): Clip[] {
  const side = clipsOfSide(clips, TEST_ACTORS.includes(actor) ? "test" : "training");
  const own = side.filter((clip) => clip.action === action);
  return own.length > 0 ? own : side;
}
