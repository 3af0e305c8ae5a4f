import { type Crop, squareCrop } from "../../camera.ts";
import { UserError } from "../../errors.ts";
import { KTH_14 } from "./joints.ts";
import type { KthView } from "./texts.ts";

/** A square has this many times the longer side of its joints' box, as on the embedded benchmark. */
const SCALE = 1.3;

/**
 * A square round the joints of each frame of a camera, px; null where fewer than two are known.
 *
 * @example
 * ```ts
 * import { kthCrops } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const points = new Float32Array(2 * 28).fill(NaN); // two frames, of the first two joints
 * points.set([10, 20, 30, 120]);
 * assertEquals(kthCrops({ points }), [{ left: -45, top: 5, side: 130 }, null]);
 * ```
 */
export function kthCrops({ points }: Pick<KthView, "points">): (Crop | null)[] {
  const width = 2 * KTH_14.joints.length;
  return Array.from({ length: points.length / width }, (_, frame) => {
    const pose = points.subarray(frame * width, (frame + 1) * width);
    const known = pose.filter((_, i) => Number.isFinite(pose[i]) && Number.isFinite(pose[i ^ 1]));
    return known.length < 4 ? null : squareCrop(known, SCALE);
  });
}

/**
 * Where affine cameras see points: px = M [X, Y, Z, 1], each frame with its own camera.
 *
 * @param matrices [frames, 2, 4]
 * @param points [frames, n, 3]
 * @returns [frames, n, 2], px
 * @throws {UserError} when there is not the same number of points for each camera
 *
 * @example
 * ```ts
 * import { projectAffine } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const camera = Float32Array.of(10, 0, 0, 50, 0, 0, -10, 80); // from the front, Z up
 * assertEquals([...projectAffine(camera, Float32Array.of(1, 2, 3, 0, 0, 0))], [60, 50, 50, 80]);
 * ```
 */
export function projectAffine(matrices: Float32Array, points: Float32Array): Float32Array {
  const frames = matrices.length / 8, each = points.length / 3 / frames;
  if (!Number.isInteger(frames) || !Number.isInteger(each)) {
    throw new UserError(
      `${points.length} coordinates are not the same number of points [n, 3] for each of ${frames} cameras`,
    );
  }
  const out = new Float32Array(frames * each * 2);
  for (let i = 0; i < out.length; i++) {
    const point = i >> 1, row = 8 * Math.floor(point / each) + 4 * (i & 1);
    const [x, y, z] = points.subarray(3 * point, 3 * point + 3);
    out[i] = matrices[row] * x + matrices[row + 1] * y + matrices[row + 2] * z + matrices[row + 3];
  }
  return out;
}
