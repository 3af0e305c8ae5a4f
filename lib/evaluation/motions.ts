import type { Dataset } from "../data/dataset.ts";
import { UserError } from "../errors.ts";

/** One take of one actor: what all cameras saw of it is one draw of chance, not four. */
export interface Motion {
  /** The subject, e.g. `S9`. */
  readonly actor: string;
  /** The action, e.g. `Walking`. */
  readonly action: string;
  /** Trial number, from 1. */
  readonly trial: number;
  /** Frames over all cameras. */
  readonly frames: number;
}

/** The motions of a data set, and which sequence shows which. */
export interface MotionIndex {
  /** In order of their first sequence. */
  readonly motions: readonly Motion[];
  /** Index into `motions` of each sequence of the data set. */
  readonly ofSequence: readonly number[];
}

/**
 * Groups the sequences of a data set by (actor, action, trial).
 *
 * @example
 * ```ts
 * import { type Dataset, H36M_17, motionsOf, type Sequence } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const view = (camera: number) =>
 *   ({ actor: "S9", action: "Walking", trial: 1, camera, frames: 91 }) as Sequence;
 * const dataset: Dataset = {
 *   name: "two cameras", skeleton: H36M_17, imageSize: 64, fps: 10, sequences: [view(0), view(1)],
 * };
 * assertEquals(motionsOf(dataset).motions, [
 *   { actor: "S9", action: "Walking", trial: 1, frames: 182 },
 * ]);
 * ```
 */
export function motionsOf(dataset: Dataset): MotionIndex {
  const numbers = new Map<string, number>();
  const motions: { actor: string; action: string; trial: number; frames: number }[] = [];
  const ofSequence = dataset.sequences.map(({ actor, action, trial, frames }) => {
    const key = JSON.stringify([actor, action, trial]);
    let motion = numbers.get(key);
    if (motion === undefined) {
      motion = motions.push({ actor, action, trial, frames: 0 }) - 1;
      numbers.set(key, motion);
    }
    motions[motion].frames += frames;
    return motion;
  });
  return { motions, ofSequence };
}

/** Number of frames of all sequences of a data set together. */
export function frameCount(dataset: Dataset): number {
  return dataset.sequences.reduce((sum, { frames }) => sum + frames, 0);
}

/**
 * Joint errors summed over each motion's frames: all that a mean over any set of motions needs, of
 * frames or of joints.
 *
 * @param errors joint errors [frames, K], mm, frames in the order of the data set's sequences
 * @returns sums [motions, K], mm
 */
export function jointSums(
  dataset: Dataset,
  { motions, ofSequence }: MotionIndex,
  errors: Float32Array,
): Float64Array {
  const joints = dataset.skeleton.joints.length;
  if (errors.length !== frameCount(dataset) * joints || errors.length === 0) {
    throw new UserError(
      `${errors.length} joint errors for ${frameCount(dataset)} frames of ${joints} joints: ` +
        `expected one a frame and joint, and at least one frame`,
    );
  }
  const sums = new Float64Array(motions.length * joints);
  let at = 0;
  dataset.sequences.forEach(({ frames }, s) => {
    const first = ofSequence[s] * joints;
    for (let f = 0; f < frames; f++) {
      for (let j = 0; j < joints; j++) sums[first + j] += errors[at++];
    }
  });
  return sums;
}
