import { UserError } from "./errors.ts";
import { countFrames } from "./pose_shape.ts";
import { alignProcrustes } from "./procrustes.ts";
import { jointIndex, type Skeleton } from "./skeleton.ts";

/**
 * Error of every joint in mm, [frames, K], after putting both roots (joint 0) at the origin: the
 * paper's "up to translation" (section 4.1). The root's own error is therefore always 0; the means
 * below count it, as the authors' released code does.
 *
 * @param predicted poses [frames, K, 3], mm
 * @param truth poses [frames, K, 3], mm
 *
 * @example
 * ```ts
 * import { jointErrors } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const predicted = Float32Array.of(9, 9, 9, 12, 9, 13); // one frame of two joints
 * const truth = Float32Array.of(0, 0, 0, 0, 0, 0);
 * assertEquals([...jointErrors(predicted, truth, 2)], [0, 5]);
 * ```
 */
export function jointErrors(
  predicted: Float32Array,
  truth: Float32Array,
  joints: number,
): Float32Array {
  const frames = countFrames(predicted, truth, 3 * joints);
  const errors = new Float32Array(frames * joints);
  for (let f = 0; f < frames; f++) {
    const root = 3 * f * joints;
    for (let j = 0; j < joints; j++) {
      const at = root + 3 * j;
      const x = predicted[at] - predicted[root] - (truth[at] - truth[root]);
      const y = predicted[at + 1] - predicted[root + 1] - (truth[at + 1] - truth[root + 1]);
      const z = predicted[at + 2] - predicted[root + 2] - (truth[at + 2] - truth[root + 2]);
      errors[f * joints + j] = Math.sqrt(x * x + y * y + z * z);
    }
  }
  return errors;
}

/**
 * MPJPE, mm: the mean of `jointErrors` over frames and joints.
 *
 * @example
 * ```ts
 * import { mpjpe } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(mpjpe(Float32Array.of(0, 0, 0, 3, 4, 0), new Float32Array(6), 2), 2.5);
 * ```
 */
export function mpjpe(predicted: Float32Array, truth: Float32Array, joints: number): number {
  return mean(jointErrors(predicted, truth, joints));
}

/**
 * Error of every joint in mm, [frames, K], after `alignProcrustes`. The root counts as any other joint: its
 * error is not 0.
 *
 * @param predicted poses [frames, K, 3], mm
 * @param truth poses [frames, K, 3], mm
 *
 * @example
 * ```ts
 * import { alignedJointErrors } from "posemachine";
 * import { assertAlmostEquals } from "@std/assert";
 * const truth = Float32Array.of(0, 0, 0, 100, 0, 0, 0, 200, 0, 0, 0, 300);
 * const larger = truth.map((x) => 2 * x + 7);
 * for (const mm of alignedJointErrors(larger, truth, 4)) assertAlmostEquals(mm, 0, 1e-3);
 * ```
 */
export function alignedJointErrors(
  predicted: Float32Array,
  truth: Float32Array,
  joints: number,
): Float32Array {
  const aligned = alignProcrustes(predicted, truth, joints);
  return Float32Array.from({ length: truth.length / 3 }, (_, joint) => {
    const [x, y, z] = [0, 1, 2].map((c) => aligned[3 * joint + c] - truth[3 * joint + c]);
    return Math.hypot(x, y, z);
  });
}

/**
 * P-MPJPE, mm: the mean of `alignedJointErrors` (elsewhere "reconstruction error", or "Protocol #2" in
 * papers that number otherwise than this one).
 *
 * @example
 * ```ts
 * import { pMpjpe } from "posemachine";
 * import { assertAlmostEquals } from "@std/assert";
 * const truth = Float32Array.of(0, 0, 0, 100, 0, 0, 0, 200, 0, 0, 0, 300);
 * assertAlmostEquals(pMpjpe(truth.map((x) => 2 * x + 7), truth, 4), 0, 1e-3);
 * ```
 */
export function pMpjpe(predicted: Float32Array, truth: Float32Array, joints: number): number {
  return mean(alignedJointErrors(predicted, truth, joints));
}

/**
 * N-MPJPE, mm: the mean joint error after putting both roots at the origin and giving each predicted
 * pose its best scale, <predicted, truth> / <predicted, predicted>.
 *
 * @example
 * ```ts
 * import { nMpjpe } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const truth = Float32Array.of(0, 0, 0, 100, 0, 0);
 * assertEquals(nMpjpe(truth.map((x) => x / 2), truth, 2), 0);
 * ```
 */
export function nMpjpe(predicted: Float32Array, truth: Float32Array, joints: number): number {
  const frames = countFrames(predicted, truth, 3 * joints);
  const scaled = new Float32Array(predicted.length);
  for (let f = 0; f < frames; f++) {
    const root = 3 * f * joints;
    let [product, power] = [0, 0];
    for (let i = root; i < root + 3 * joints; i++) {
      const own = predicted[i] - predicted[root + (i - root) % 3];
      product += own * (truth[i] - truth[root + (i - root) % 3]);
      power += own * own;
    }
    const scale = power > 0 ? product / power : 1;
    for (let i = root; i < root + 3 * joints; i++) scaled[i] = scale * predicted[i];
  }
  return mpjpe(scaled, truth, joints);
}

/**
 * Velocity error (MPJVE), mm a frame: how far each joint's step from one frame to the next, relative to
 * the root's, is from the true step. For one sequence of at least two frames.
 *
 * @example
 * ```ts
 * import { velocityError } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const still = Float32Array.of(0, 0, 0, 7, 0, 0, 0, 0, 0, 7, 0, 0); // two frames of two joints
 * const moves = Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0);
 * assertEquals(velocityError(still, moves, 2), 5); // the root never errs, the other joint by 10
 * ```
 */
export function velocityError(
  predicted: Float32Array,
  truth: Float32Array,
  joints: number,
): number {
  const frames = countFrames(predicted, truth, 3 * joints);
  if (frames < 2) throw new UserError(`A velocity needs at least 2 frames, got ${frames}`);
  const step = (poses: Float32Array) => poses.slice(3 * joints).map((value, i) => value - poses[i]);
  return mpjpe(step(predicted), step(truth), joints);
}

/**
 * PCKh: the fraction (0..1) of joints whose 2D error is at most `threshold` head segments. MPII's
 * segment is 0.6 of the diagonal of a head box; there are no boxes here, so it is the true 2D length of
 * the bone that ends in the head (Neck/Nose to Head of H36M-17): shorter, hence stricter, and not
 * comparable with MPII's figures. As on MPII, pelvis and thorax do not count.
 *
 * @param predicted 2D poses [frames, K, 2], in any unit
 * @param truth 2D poses [frames, K, 2], in the same unit
 *
 * @example
 * ```ts
 * import { H36M_17, pckh } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const truth = Float32Array.from({ length: 34 }, (_, i) => i * i);
 * assertEquals(pckh(truth, truth, H36M_17), 1);
 * ```
 */
export function pckh(
  predicted: Float32Array,
  truth: Float32Array,
  skeleton: Skeleton,
  threshold = 0.5,
): number {
  const joints = skeleton.joints.length;
  const frames = countFrames(predicted, truth, 2 * joints);
  const head = jointIndex(skeleton, "Head");
  const excluded = ["Hip", "Thorax"].map((joint) => jointIndex(skeleton, joint));
  let hits = 0;
  for (let f = 0; f < frames; f++) {
    const distance = (poses: Float32Array, a: number, others: Float32Array, b: number) => {
      const [i, k] = [2 * (f * joints + a), 2 * (f * joints + b)];
      return Math.hypot(poses[i] - others[k], poses[i + 1] - others[k + 1]);
    };
    const segment = distance(truth, head, truth, skeleton.parents[head]);
    for (let j = 0; j < joints; j++) {
      if (excluded.includes(j)) continue;
      if (distance(predicted, j, truth, j) <= threshold * segment) hits++;
    }
  }
  return hits / (frames * (joints - excluded.length));
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
