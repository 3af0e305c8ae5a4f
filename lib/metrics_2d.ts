import { countFrames } from "./pose_shape.ts";

/**
 * Distance of every joint from where it should be in the picture, [frames, K], in the unit of the
 * poses: shares of the crop, as the machine has them, unless they were brought to px before.
 *
 * @param predicted 2D poses [frames, K, 2]
 * @param truth 2D poses [frames, K, 2]
 * @throws {UserError} when the arrays do not hold the same number of whole frames
 *
 * @example
 * ```ts
 * import { jointErrors2d } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const predicted = Float32Array.of(0, 0, 6, 8), truth = Float32Array.of(0, 0, 3, 4);
 * assertEquals([...jointErrors2d(predicted, truth, 2)], [0, 5]);
 * ```
 */
export function jointErrors2d(
  predicted: Float32Array,
  truth: Float32Array,
  joints: number,
): Float32Array {
  const frames = countFrames(predicted, truth, 2 * joints);
  return Float32Array.from(
    { length: frames * joints },
    (_, i) => Math.hypot(predicted[2 * i] - truth[2 * i], predicted[2 * i + 1] - truth[2 * i + 1]),
  );
}
