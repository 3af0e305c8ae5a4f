import { UserError } from "./errors.ts";
import { jointErrors2d } from "./metrics_2d.ts";
import { countFrames } from "./pose_shape.ts";

/** How far the joints that have another side are off, and whether it is for taking left for right. */
export interface LeftRightErrors {
  /** Mean distance from where the joint is. */
  readonly mean: number;
  /** Median distance. */
  readonly median: number;
  /** Mean distance from where the joint or that of the other side is, whichever is nearer. */
  readonly eitherSide: number;
  /** Share of the joints that are further off than the threshold. */
  readonly far: number;
  /** Share of those that are no further than the threshold from the joint of the other side. */
  readonly swapped: number;
}

/**
 * Tells a 2D pose that takes left for right from one that is merely inaccurate: both may have the same mean
 * error, but only the first is near the other side's joint where it is far from its own.
 *
 * @param predicted 2D poses [frames, K, 2], in shares of the crop or px
 * @param truth 2D poses [frames, K, 2]
 * @param mirror for each joint that of the other side; itself where it has none
 * @param threshold in the unit of the poses
 * @throws {UserError} when the arrays do not hold the same number of whole frames, or no joint has another side
 *
 * @example
 * ```ts
 * import { leftRightErrors } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const truth = Float32Array.of(10, 0, 30, 0), swapped = Float32Array.of(30, 0, 10, 0);
 * const { mean, eitherSide, far, swapped: share } = leftRightErrors(swapped, truth, [1, 0], 5);
 * assertEquals([mean, eitherSide, far, share], [20, 0, 1, 1]);
 * ```
 */
export function leftRightErrors(
  predicted: Float32Array,
  truth: Float32Array,
  mirror: readonly number[],
  threshold: number,
): LeftRightErrors {
  const joints = mirror.length;
  const frames = countFrames(predicted, truth, 2 * joints);
  const otherSide = Float32Array.from(truth, (_, i) => {
    const [frame, joint] = [Math.floor(i / (2 * joints)), Math.floor(i / 2) % joints];
    return truth[2 * (frame * joints + mirror[joint]) + i % 2];
  });
  const paired = [...mirror.keys()].filter((joint) => mirror[joint] !== joint);
  const of = (errors: Float32Array) => errors.filter((_, i) => paired.includes(i % joints));
  const own = of(jointErrors2d(predicted, truth, joints));
  const other = of(jointErrors2d(predicted, otherSide, joints));
  if (own.length === 0) {
    throw new UserError(
      `Of ${joints} joints in ${frames} poses none has another side: give poses, and a skeleton's mirror`,
    );
  }
  const far = [...own.keys()].filter((i) => own[i] > threshold);
  const swapped = far.filter((i) => other[i] <= threshold);
  const mean = (values: Float32Array) => values.reduce((a, b) => a + b) / values.length;
  const sorted = own.toSorted();
  const middle = (sorted.length - 1) / 2;
  return {
    mean: mean(own),
    median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2,
    eitherSide: mean(own.map((error, i) => Math.min(error, other[i]))),
    far: far.length / own.length,
    swapped: far.length === 0 ? 0 : swapped.length / far.length,
  };
}
