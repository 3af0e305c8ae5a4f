import { determinant, Matrix, SVD } from "ml-matrix";
import { countFrames } from "./pose_shape.ts";

/**
 * Poses moved onto the truth frame by frame with the best rotation, scale and translation in the least
 * squares sense (Procrustes analysis; a reflection is not allowed).
 *
 * @param predicted poses [frames, K, 3], mm
 * @param truth poses [frames, K, 3], mm
 *
 * @example
 * ```ts
 * import { alignProcrustes } from "posemachine";
 * import { assertAlmostEquals } from "@std/assert";
 * const truth = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3);
 * const turned = Float32Array.of(5, 5, 5, 5, 7, 5, 1, 5, 5, 5, 5, 11); // twice as large, a quarter turn
 * alignProcrustes(turned, truth, 4).forEach((x, i) => assertAlmostEquals(x, truth[i], 1e-5));
 * ```
 */
export function alignProcrustes(
  predicted: Float32Array,
  truth: Float32Array,
  joints: number,
): Float32Array {
  const frames = countFrames(predicted, truth, 3 * joints);
  const out = new Float32Array(predicted.length);
  for (let f = 0; f < frames; f++) {
    const [p] = centred(predicted, f, joints);
    const [t, tMean] = centred(truth, f, joints);
    const svd = new SVD(p.transpose().mmul(t)); // 3 x 3: PᵀT = U S Vᵀ
    const [u, v, s] = [svd.leftSingularVectors, svd.rightSingularVectors, svd.diagonal];
    const flip = determinant(u.mmul(v)) < 0 ? -1 : 1;
    const rotation = u.mmul(Matrix.diag([1, 1, flip])).mmul(v.transpose());
    const power = p.dot(p);
    const scale = power > 0 ? (s[0] + s[1] + flip * s[2]) / power : 1;
    const aligned = p.mmul(rotation);
    for (let i = 0; i < 3 * joints; i++) {
      out[3 * f * joints + i] = aligned.get(Math.floor(i / 3), i % 3) * scale + tMean[i % 3];
    }
  }
  return out;
}

/** One pose as a [K, 3] matrix about its mean, and that mean. */
function centred(poses: Float32Array, frame: number, joints: number): [Matrix, number[]] {
  const pose = Matrix.from1DArray(joints, 3, [
    ...poses.subarray(3 * frame * joints, 3 * (frame + 1) * joints),
  ]);
  const middle = pose.mean("column");
  return [pose.subRowVector(middle), middle];
}
