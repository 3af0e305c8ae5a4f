import { EVD, Matrix } from "ml-matrix";
import { roughness } from "./camera_rotations.ts";
import type { ShapeDictionary } from "./shape_dictionary.ts";

/** How coefficients are found. */
export interface CoefficientsConfig {
  /** Weight of their absolute values. */
  readonly alpha: number;
  /** Weight of the squared differences between neighbouring frames. */
  readonly beta: number;
  /** At most so many steps. */
  readonly steps: number;
  /** It ends when a step changes the coefficients by less, relatively. */
  readonly tolerance: number;
}

/** What a camera sees of each of a dictionary's poses: [K, 2P], pose after pose. */
export function projectedAtoms(
  { count, joints, atoms }: ShapeDictionary,
  rotation: Float64Array,
): Float64Array {
  const seen = new Float64Array(count * 2 * joints);
  for (let k = 0; k < count; k++) {
    for (let row = 0; row < 2; row++) {
      const to = (2 * k + row) * joints;
      for (let axis = 0; axis < 3; axis++) {
        const factor = rotation[3 * row + axis], from = (3 * k + axis) * joints;
        for (let j = 0; j < joints; j++) seen[to + j] += factor * atoms[from + j];
      }
    }
  }
  return seen;
}

/** The largest eigenvalue of X'X. */
function steepness(x: Float64Array, size: number): number {
  const rows = new Matrix(
    Array.from({ length: x.length / size }, (_, k) => [...x.subarray(k * size, (k + 1) * size)]),
  );
  return Math.max(
    ...new EVD(rows.transpose().mmul(rows), { assumeSymmetric: true }).realEigenvalues,
  );
}

/** x c - points; `seen` [K, 2P]. */
function residual(seen: Float64Array, c: Float64Array, points: Float64Array): Float64Array {
  const out = points.map((value) => -value);
  for (let k = 0; k < c.length; k++) {
    if (c[k] === 0) continue;
    const at = k * out.length;
    for (let i = 0; i < out.length; i++) out[i] += c[k] * seen[at + i];
  }
  return out;
}

/**
 * For each frame the sparse coefficients c that minimise ½|X c - w|² + α|c|₁, and over all frames
 * ½β Σ|c - next c|²: proximal gradient steps with Nesterov's momentum, restarted when the cost grows; and
 * that cost. `seen` [K, 2P] and `points` [2P] a frame; `start` where it begins.
 */
export function sparseCoefficients(
  seen: readonly Float64Array[],
  points: readonly Float64Array[],
  start: readonly Float64Array[],
  { alpha, beta, steps, tolerance }: CoefficientsConfig,
): { coefficients: Float64Array[]; cost: number; steps: number } {
  const frames = seen.length;
  const size = points[0].length;
  const step = 1 / (Math.max(...seen.map((x) => steepness(x, size))) + 4 * beta);
  const cost = (c: readonly Float64Array[]) => {
    let sum = beta / 2 * roughness(c);
    for (let f = 0; f < frames; f++) {
      const left = residual(seen[f], c[f], points[f]);
      for (let i = 0; i < size; i++) sum += left[i] ** 2 / 2;
      for (let k = 0; k < c[f].length; k++) sum += alpha * Math.abs(c[f][k]);
    }
    return sum;
  };
  let c = start.map((each) => Float64Array.from(each)), ahead = c;
  let [momentum, last, taken] = [1, cost(c), 0];
  while (taken < steps) {
    taken++;
    const next = ahead.map((each, f) => {
      const left = residual(seen[f], each, points[f]);
      return each.map((value, k) => {
        let slope = 0;
        for (let i = 0, at = k * size; i < size; i++) slope += left[i] * seen[f][at + i];
        if (f > 0) slope += beta * (value - ahead[f - 1][k]);
        if (f < frames - 1) slope += beta * (value - ahead[f + 1][k]);
        const stepped = value - step * slope;
        return Math.sign(stepped) * Math.max(0, Math.abs(stepped) - step * alpha);
      });
    });
    const now = cost(next);
    if (now > last && momentum > 1) { // gone too far: again from the last place, without momentum
      [ahead, momentum] = [c, 1];
      continue;
    }
    last = now;
    const faster = (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2;
    const carry = (momentum - 1) / faster;
    ahead = next.map((each, f) => each.map((value, k) => value + carry * (value - c[f][k])));
    const done = relativeChange(c, next) < tolerance;
    [c, momentum] = [next, faster];
    if (done) break;
  }
  return { coefficients: c, cost: last, steps: taken };
}

/** How much `after` differs from `before`, relative to it. */
export function relativeChange(
  before: readonly Float64Array[],
  after: readonly Float64Array[],
): number {
  let [moved, size] = [0, 0];
  for (const [f, each] of before.entries()) {
    for (let k = 0; k < each.length; k++) {
      moved += (after[f][k] - each[k]) ** 2;
      size += each[k] ** 2;
    }
  }
  return moved === 0 ? 0 : Math.sqrt(moved / size);
}
