import type { Dataset } from "../data/dataset.ts";
import { jointSums, type Motion, motionsOf } from "./motions.ts";

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
  const index = motionsOf(dataset);
  return meansOfSums(index.motions, jointSums(dataset, index, errors));
}

/**
 * The same from the sums of each motion.
 *
 * @param sums joint errors summed over the frames of each motion [motions, K], mm
 *
 * @example
 * ```ts
 * import { meansOfSums } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const motion = { actor: "S9", trial: 1 };
 * const motions = [
 *   { ...motion, action: "Walking", frames: 1 },
 *   { ...motion, action: "Eating", frames: 2 },
 * ];
 * const means = meansOfSums(motions, Float64Array.of(20, 40, 120, 120)); // two joints
 * assertEquals(means.overall, 45);
 * assertEquals(means.joints, [40, 50]);
 * ```
 */
export function meansOfSums(motions: readonly Motion[], sums: Float64Array): Means {
  const joints = sums.length / motions.length;
  const totals = new Map<string, { frames: number; joints: Float64Array }>();
  motions.forEach(({ action, frames }, m) => {
    const total = totals.get(action) ?? { frames: 0, joints: new Float64Array(joints) };
    totals.set(action, total);
    total.frames += frames;
    for (let j = 0; j < joints; j++) total.joints[j] += sums[m * joints + j];
  });
  const actions = new Map<string, number>();
  const byJoint = new Array<number>(joints).fill(0);
  for (const [action, total] of totals) {
    actions.set(action, mean(total.joints) / total.frames);
    total.joints.forEach((sum, j) => byJoint[j] += sum / total.frames / totals.size);
  }
  return { overall: mean([...actions.values()]), actions, joints: byJoint };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
