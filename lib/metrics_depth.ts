import { countFrames } from "./pose_shape.ts";

/** Joint errors split by what a camera sees of them; both [frames, K], mm. */
export interface DepthErrors {
  /** Distance across the line of sight: along the camera's x and y. */
  readonly plane: Float32Array;
  /** Distance along it: the camera's z. */
  readonly depth: Float32Array;
}

/**
 * The two parts of `jointErrors`, after the same alignment (both roots at the origin): what a 2D pose
 * can tell, and what it cannot. plane² + depth² is the square of the joint's error.
 *
 * @param predicted poses [frames, K, 3], mm, camera axes (x right, y down, z away)
 * @param truth poses [frames, K, 3], mm, in the same axes
 *
 * @example
 * ```ts
 * import { depthErrors } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const predicted = Float32Array.of(9, 9, 9, 12, 13, 21), truth = new Float32Array(6);
 * const { plane, depth } = depthErrors(predicted, truth, 2);
 * assertEquals([[...plane], [...depth]], [[0, 5], [0, 12]]);
 * ```
 */
export function depthErrors(
  predicted: Float32Array,
  truth: Float32Array,
  joints: number,
): DepthErrors {
  const frames = countFrames(predicted, truth, 3 * joints);
  const plane = new Float32Array(frames * joints), depth = new Float32Array(frames * joints);
  for (let i = 0; i < frames * joints; i++) {
    const [at, root] = [3 * i, 3 * (i - i % joints)];
    const [x, y, z] = [0, 1, 2].map((axis) =>
      predicted[at + axis] - predicted[root + axis] - (truth[at + axis] - truth[root + axis])
    );
    plane[i] = Math.hypot(x, y);
    depth[i] = Math.abs(z);
  }
  return { plane, depth };
}
