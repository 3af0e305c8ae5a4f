import type { Camera } from "../../camera.ts";
import { type Limb, limbLengths } from "./limb_lengths.ts";

/** A pinhole camera's focal lengths and principal point, px. */
export type Pinhole = Pick<Camera, "focal" | "centre">;

/** Joints in the picture, with their depths beyond an unknown root's. */
export interface RelativePose {
  /** [K, 2], px of the camera's picture. */
  readonly pixels: Float64Array;
  /** [K], mm. */
  readonly depths: Float64Array;
}

/** The joints [K, 3], mm, camera axes, when the root is `root` mm away. */
export function backProject(
  { pixels, depths }: RelativePose,
  { focal, centre }: Pinhole,
  root: number,
): Float64Array {
  const points = new Float64Array(3 * depths.length);
  for (let joint = 0; joint < depths.length; joint++) {
    const z = depths[joint] + root;
    for (let axis = 0; axis < 2; axis++) {
      points[3 * joint + axis] = (pixels[2 * joint + axis] - centre[axis]) * z / focal[axis];
    }
    points[3 * joint + 2] = z;
  }
  return points;
}

/** How the search for the root's depth goes on. */
export interface RootSearch {
  /** Where it starts, mm. */
  readonly start: number;
  /** It ends when two candidates and their errors are this near, mm; MATLAB's default is 1e-4. */
  readonly tolerance: number;
  /** At most so many steps; MATLAB's default is 200 a variable. */
  readonly steps: number;
}

/**
 * The root's depth, mm, at which `limbs` come nearest to `lengths`, mm, in the least squares sense, by the
 * method of Nelder and Mead, as MATLAB's `fminsearch` has it, in one dimension; and how often the pose
 * was projected back for it.
 */
export function findRootDepth(
  pose: RelativePose,
  camera: Pinhole,
  lengths: Float64Array,
  limbs: readonly Limb[],
  { start, tolerance, steps }: RootSearch,
): { depth: number; evaluations: number } {
  let evaluations = 0;
  const at = (depth: number) => {
    evaluations++;
    const found = limbLengths(backProject(pose, camera, depth), limbs);
    return { depth, error: Math.hypot(...found.map((length, i) => length - lengths[i])) };
  };
  let [best, worst] = [at(start), at(1.05 * start)].sort((a, b) => a.error - b.error);
  for (let step = 0; step < steps; step++) {
    const width = Math.abs(worst.depth - best.depth);
    if (width <= tolerance && worst.error - best.error <= tolerance) break;
    // Of two candidates, the better one is the middle of all but the worst.
    const to = (factor: number) => at(best.depth + factor * (worst.depth - best.depth));
    const reflected = to(-1);
    if (reflected.error < best.error) {
      const expanded = to(-2);
      worst = expanded.error < reflected.error ? expanded : reflected;
    } else {
      worst = to(reflected.error < worst.error ? -0.5 : 0.5);
    }
    if (worst.error < best.error) [best, worst] = [worst, best];
  }
  return { depth: best.depth, evaluations };
}
