import { UserError } from "./errors.ts";

/** What is known of each coordinate over the training frames, mm; 3K numbers each. */
export interface Normalization {
  /** Smallest value. */
  readonly min: readonly number[];
  /** Largest value, always above `min`. */
  readonly max: readonly number[];
  /** Mean value: what the mean-pose row predicts. */
  readonly mean?: readonly number[];
}

/** A coordinate that never changes (the root's own) still gets a range, mm, to divide by. */
const SMALLEST_RANGE = 1e-3;

/**
 * Measures the range of every coordinate of training poses ("max-min normalization", section 4.1).
 * The root is the origin of every pose, so its range would be zero: `max` is at least `min` + 0.001 mm,
 * which makes the normalised root 0 and lets it move by no more than a micrometre.
 *
 * @param poses arrays of poses [frames, K, 3], mm, root-relative, camera axes; one array a sequence
 * @throws {UserError} when there is no frame, or a length or a value is not right
 *
 * @example
 * ```ts
 * import { fitNormalization } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const norm = fitNormalization([Float32Array.of(0, 0, 0, -10, 5, 2), Float32Array.of(0, 0, 0, 10, 7, 1)], 2);
 * assertEquals(norm.min, [0, 0, 0, -10, 5, 1]);
 * assertEquals(norm.max, [0.001, 0.001, 0.001, 10, 7, 2]);
 * assertEquals(norm.mean, [0, 0, 0, 0, 6, 1.5]);
 * ```
 */
export function fitNormalization(poses: readonly Float32Array[], joints: number): Normalization {
  const columns = 3 * joints;
  const min = new Array<number>(columns).fill(Infinity);
  const max = new Array<number>(columns).fill(-Infinity);
  const sum = new Array<number>(columns).fill(0);
  let frames = 0;
  for (const array of poses) {
    checkLength(array, columns);
    for (let i = 0; i < array.length; i++) {
      const value = array[i];
      if (!Number.isFinite(value)) {
        throw new UserError(
          `Coordinate ${i % columns} of frame ${Math.floor(i / columns)} is ${value}: ` +
            `poses to fit a normalisation on must be finite`,
        );
      }
      const c = i % columns;
      if (value < min[c]) min[c] = value;
      if (value > max[c]) max[c] = value;
      sum[c] += value;
    }
    frames += array.length / columns;
  }
  if (frames === 0) {
    throw new UserError("Cannot fit a normalisation on 0 frames: give training poses");
  }
  return {
    min,
    max: max.map((value, c) => Math.max(value, min[c] + SMALLEST_RANGE)),
    mean: sum.map((value) => value / frames),
  };
}

/**
 * Poses [frames, K, 3] from mm to [0,1] of the training range (beyond it for poses never seen).
 *
 * @example
 * ```ts
 * import { normalize } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const norm = { min: [-100, 0, 100], max: [100, 50, 300] };
 * assertEquals([...normalize(norm, Float32Array.of(0, 50, 150))], [0.5, 1, 0.25]);
 * ```
 */
export function normalize(norm: Normalization, poses: Float32Array): Float32Array {
  const columns = checkNormalization(norm);
  checkLength(poses, columns);
  return poses.map((value, i) => {
    const c = i % columns;
    return (value - norm.min[c]) / (norm.max[c] - norm.min[c]);
  });
}

/**
 * Poses [frames, K, 3] from [0,1] of the training range back to mm.
 *
 * @example
 * ```ts
 * import { denormalize } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const norm = { min: [-100, 0, 100], max: [100, 50, 300] };
 * assertEquals([...denormalize(norm, Float32Array.of(0.5, 1, 0.25))], [0, 50, 150]);
 * ```
 */
export function denormalize(norm: Normalization, poses: Float32Array): Float32Array {
  const columns = checkNormalization(norm);
  checkLength(poses, columns);
  return poses.map((value, i) => {
    const c = i % columns;
    return value * (norm.max[c] - norm.min[c]) + norm.min[c];
  });
}

function checkLength(poses: Float32Array, columns: number): void {
  if (poses.length % columns !== 0) {
    throw new UserError(
      `Expected poses [frames, ${columns / 3}, 3], got ${poses.length} numbers: ` +
        `not a multiple of ${columns}`,
    );
  }
}

function checkNormalization({ min, max }: Normalization): number {
  const bad = max.findIndex((value, c) => !(value > min[c]));
  if (min.length !== max.length || min.length === 0 || bad >= 0) {
    throw new UserError(
      `Normalisation with ${min.length} minima and ${max.length} maxima` +
        (bad >= 0 ? `, ${min[bad]} to ${max[bad]} at coordinate ${bad}` : "") +
        `: expected 3K of each, every maximum above its minimum`,
    );
  }
  return min.length;
}
