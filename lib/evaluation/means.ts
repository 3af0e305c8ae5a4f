import type { Dataset } from "../data/dataset.ts";
import { UserError } from "../errors.ts";
import { frameCount } from "./motions.ts";

/** Mean errors of one row, mm. */
export interface Means {
  /** The table's figure: the unweighted mean of `actions`, which is also the mean of `joints`. */
  readonly overall: number;
  /** Mean over all frames and joints of each action, in order of first appearance. */
  readonly actions: ReadonlyMap<string, number>;
  /** Mean of each joint: over the frames of an action, then over actions. */
  readonly joints: readonly number[];
}

/**
 * Averages joint errors as the paper does: every action counts the same, however many frames it has.
 * (Its Table 2 shows this: 63.67 mm is the plain mean of the fifteen per-action figures.)
 *
 * @param errors joint errors [frames, K], mm, frames in the order of the data set's sequences
 *
 * @example
 * ```ts
 * import { type Dataset, meansOf, RELEASED_16, type Sequence } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const take = (action: string, frames: number) => ({ action, frames }) as Sequence;
 * const dataset: Dataset = {
 *   name: "two actions", skeleton: RELEASED_16, imageSize: 64, fps: 10,
 *   sequences: [take("Walking", 1), take("Eating", 2)],
 * };
 * const errors = Float32Array.from({ length: 3 * 16 }, (_, i) => i < 16 ? 30 : 60);
 * assertEquals(meansOf(dataset, errors).overall, 45); // by frames it would be 50
 * ```
 */
export function meansOf(dataset: Dataset, errors: Float32Array): Means {
  const joints = dataset.skeleton.joints.length;
  if (errors.length !== frameCount(dataset) * joints || errors.length === 0) {
    throw new UserError(
      `${errors.length} joint errors for ${frameCount(dataset)} frames of ${joints} joints: ` +
        `expected one a frame and joint, and at least one frame`,
    );
  }
  const sums = new Map<string, { frames: number; joints: Float64Array }>();
  let at = 0;
  for (const { action, frames } of dataset.sequences) {
    const sum = sums.get(action) ?? { frames: 0, joints: new Float64Array(joints) };
    sums.set(action, sum);
    sum.frames += frames;
    for (const end = at + frames * joints; at < end; at++) sum.joints[at % joints] += errors[at];
  }
  const actions = new Map<string, number>();
  const byJoint = new Array<number>(joints).fill(0);
  for (const [action, sum] of sums) {
    actions.set(action, mean(sum.joints) / sum.frames);
    sum.joints.forEach((value, j) => byJoint[j] += value / sum.frames / sums.size);
  }
  return { overall: mean([...actions.values()]), actions, joints: byJoint };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
