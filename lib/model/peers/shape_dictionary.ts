import { farApart, inBodyAxes } from "./body_axes.ts";

/** Poses of which others are sparse sums. */
export interface ShapeDictionary {
  /** Number of poses. */
  readonly count: number;
  /** Joints of each, P. */
  readonly joints: number;
  /** [count, 3, P]: rows of x, y and z; each pose about its middle and of norm 1. */
  readonly atoms: Float64Array;
}

/**
 * `count` of `poses`, each [17, 3], z up, far apart from each other, as a dictionary. The published ones
 * were learned by sparse coding; what is asked of a dictionary here is that poses be sparse sums of it.
 *
 * @throws {RangeError} when there are fewer poses
 *
 * @example
 * ```ts
 * import { createRng, shapeDictionary } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const rng = createRng(1);
 * const poses = Array.from({ length: 9 }, () => Float64Array.from({ length: 51 }, () => rng.normal()));
 * assertEquals(shapeDictionary(poses, 4).atoms.length, 4 * 51);
 * ```
 */
export function shapeDictionary(
  poses: readonly ArrayLike<number>[],
  count: number,
): ShapeDictionary {
  const chosen = farApart(poses.map(inBodyAxes), count);
  const joints = chosen[0].length / 3;
  const atoms = new Float64Array(count * 3 * joints);
  for (const [k, pose] of chosen.entries()) {
    const atom = atoms.subarray(k * 3 * joints, (k + 1) * 3 * joints);
    for (let axis = 0; axis < 3; axis++) {
      let mean = 0;
      for (let j = 0; j < joints; j++) mean += pose[3 * j + axis] / joints;
      for (let j = 0; j < joints; j++) atom[axis * joints + j] = pose[3 * j + axis] - mean;
    }
    const norm = Math.hypot(...atom);
    for (let i = 0; i < atom.length; i++) atom[i] /= norm;
  }
  return { count, joints, atoms };
}

/** The sum [3, P] of a dictionary's poses, each `coefficients[k]` times. */
export function combined(
  { count, joints, atoms }: ShapeDictionary,
  coefficients: ArrayLike<number>,
): Float64Array {
  const shape = new Float64Array(3 * joints);
  for (let k = 0; k < count; k++) {
    const c = coefficients[k];
    if (c === 0) continue;
    const at = k * shape.length;
    for (let i = 0; i < shape.length; i++) shape[i] += c * atoms[at + i];
  }
  return shape;
}

/** `left` [2, 3K] times the atoms [3K, P], into `to` [2, P]. */
export function timesAtoms(
  left: Float64Array,
  atoms: Float64Array,
  joints: number,
  to: Float64Array,
) {
  const inner = atoms.length / joints;
  to.fill(0);
  for (let row = 0; row < 2; row++) {
    for (let i = 0; i < inner; i++) {
      const value = left[row * inner + i];
      if (value === 0) continue;
      for (let j = 0; j < joints; j++) to[row * joints + j] += value * atoms[i * joints + j];
    }
  }
}

/** `factor` times `left` [2, P] times the transposed atoms is added to `to` [2, 3K]. */
export function addTransposed(
  left: Float64Array,
  atoms: Float64Array,
  joints: number,
  factor: number,
  to: Float64Array,
) {
  const inner = atoms.length / joints;
  for (let row = 0; row < 2; row++) {
    for (let i = 0; i < inner; i++) {
      let sum = 0;
      for (let j = 0; j < joints; j++) sum += left[row * joints + j] * atoms[i * joints + j];
      to[row * inner + i] += factor * sum;
    }
  }
}
