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

/**
 * The percentage of correct parts (PCP) of each limb, as a share: in how many of the poses are its two
 * ends, on average, no further from where they should be than `threshold` times its true length. (The
 * stricter PCP asks it of each end; a limb seen end on is short, and hard to get right.)
 *
 * @param predicted 2D poses [frames, K, 2]
 * @param truth 2D poses [frames, K, 2]; NaN where a joint is not known
 * @param limbs pairs of joints
 * @returns one number a limb; NaN where no pose has both ends
 * @throws {UserError} when the arrays do not hold the same number of whole frames
 *
 * @example
 * ```ts
 * import { pcp } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const truth = Float32Array.of(0, 0, 0, 10, 10, 10);
 * const predicted = Float32Array.of(0, 0, 0, 14, 10, 18); // off by 0, 4 and 8
 * assertEquals(pcp(predicted, truth, 3, [[0, 1], [1, 2]]), [1, 0]);
 * ```
 */
export function pcp(
  predicted: Float32Array,
  truth: Float32Array,
  joints: number,
  limbs: readonly (readonly [number, number])[],
  threshold = 0.5,
): number[] {
  const errors = jointErrors2d(predicted, truth, joints);
  return limbs.map(([from, to]) => {
    let known = 0, correct = 0;
    for (let joint = 0; joint < errors.length; joint += joints) {
      const [a, b] = [joint + from, joint + to];
      const length = Math.hypot(truth[2 * a] - truth[2 * b], truth[2 * a + 1] - truth[2 * b + 1]);
      if (Number.isNaN(length)) continue;
      known++;
      if ((errors[a] + errors[b]) / 2 <= threshold * length) correct++;
    }
    return correct / known;
  });
}

/**
 * Whether two predictions of the same 2D poses err together: the correlation of their errors, over all
 * coordinates, about zero. 1: always the same error; 0: independent ones.
 *
 * @param a 2D poses [frames, K, 2]
 * @param b other predictions of them, of the same length
 * @param truth what both should have been
 * @throws {RangeError} when the arrays differ in length
 *
 * @example
 * ```ts
 * import { errorCorrelation2d } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const truth = Float32Array.of(0, 0, 0, 0), a = Float32Array.of(1, 1, -1, 1);
 * assertEquals(errorCorrelation2d(a, a.map((error) => 2 * error), truth), 1);
 * assertEquals(errorCorrelation2d(a, Float32Array.of(1, -1, 1, 1), truth), 0);
 * ```
 */
export function errorCorrelation2d(a: Float32Array, b: Float32Array, truth: Float32Array): number {
  if (a.length !== truth.length || b.length !== truth.length) {
    throw new RangeError(
      `${a.length} and ${b.length} predicted coordinates of ${truth.length}: expected as many of each`,
    );
  }
  let both = 0, ofA = 0, ofB = 0;
  for (let i = 0; i < truth.length; i++) {
    const errorA = a[i] - truth[i], errorB = b[i] - truth[i];
    both += errorA * errorB;
    ofA += errorA * errorA;
    ofB += errorB * errorB;
  }
  return both / Math.sqrt(ofA * ofB);
}
