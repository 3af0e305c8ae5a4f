import { Matrix, solve } from "ml-matrix";

/** How rotations are found. */
export interface RotationsConfig {
  /** Weight of the squared differences between neighbouring frames. */
  readonly gamma: number;
  /** At most so many steps. */
  readonly steps: number;
  /** It ends when the gradient is shorter. */
  readonly tolerance: number;
}

/** `rotation` [3, 3], row after row, times `shape` [3, P]. */
export function rotated(rotation: Float64Array, shape: Float64Array): Float64Array {
  const joints = shape.length / 3;
  const out = new Float64Array(shape.length);
  for (let row = 0; row < 3; row++) {
    for (let axis = 0; axis < 3; axis++) {
      const factor = rotation[3 * row + axis];
      for (let j = 0; j < joints; j++) out[row * joints + j] += factor * shape[axis * joints + j];
    }
  }
  return out;
}

/** The turn by the vector `w`, radians about it, after `rotation`. */
function turnedBy([x, y, z]: readonly number[], rotation: Float64Array): Float64Array {
  const angle = Math.hypot(x, y, z);
  const first = angle < 1e-8 ? 1 : Math.sin(angle) / angle;
  const second = angle < 1e-8 ? 0.5 : (1 - Math.cos(angle)) / angle ** 2;
  const [xx, yy, zz] = [x * x, y * y, z * z];
  const turn = Float64Array.of(
    ...[1 - second * (yy + zz), second * x * y - first * z, second * x * z + first * y],
    ...[second * x * y + first * z, 1 - second * (xx + zz), second * y * z - first * x],
    ...[second * x * z - first * y, second * y * z + first * x, 1 - second * (xx + yy)],
  );
  return rotated(turn, rotation);
}

/** Σ |frame - next frame|². */
export function roughness(frames: readonly Float64Array[]): number {
  let sum = 0;
  for (let f = 1; f < frames.length; f++) {
    for (let k = 0; k < frames[f].length; k++) sum += (frames[f][k] - frames[f - 1][k]) ** 2;
  }
  return sum;
}

/** ½ Σ |what is seen of the turned shapes - points|² + ½γ Σ |rotation - next one's|². */
function cost(
  rotations: readonly Float64Array[],
  shapes: readonly Float64Array[],
  points: readonly Float64Array[],
  gamma: number,
): number {
  let sum = 0;
  for (const [f, rotation] of rotations.entries()) {
    const seen = rotated(rotation, shapes[f]);
    for (let i = 0; i < points[f].length; i++) sum += (seen[i] - points[f][i]) ** 2 / 2;
  }
  return sum + gamma / 2 * roughness(rotations);
}

/** Gradient [3] and Gauss and Newton's matrix [3, 3] of one frame's points for a small turn. */
function pointsSystem(seen: Float64Array, points: Float64Array) {
  const joints = seen.length / 3;
  const gradient = [0, 0, 0];
  const matrix = Matrix.zeros(3, 3);
  for (let j = 0; j < joints; j++) {
    const [x, y, z] = [seen[j], seen[joints + j], seen[2 * joints + j]];
    // A turn by w moves (x, y) by w × (x, y, z): one row for each.
    for (
      const [row, left] of [[[0, z, -y], x - points[j]], [
        [-z, 0, x],
        y - points[joints + j],
      ]] as const
    ) {
      for (let a = 0; a < 3; a++) {
        gradient[a] += row[a] * left;
        for (let b = 0; b < 3; b++) matrix.set(a, b, matrix.get(a, b) + row[a] * row[b]);
      }
    }
  }
  return { gradient, matrix };
}

/** Diagonal and upper off-diagonal blocks of the whole system, and its gradient, frame after frame. */
interface Blocks {
  readonly gradient: number[][];
  readonly diagonal: Matrix[];
  readonly above: Matrix[];
}

function blocks(
  rotations: readonly Float64Array[],
  shapes: readonly Float64Array[],
  points: readonly Float64Array[],
  gamma: number,
): Blocks {
  const systems = rotations.map((rotation, f) =>
    pointsSystem(rotated(rotation, shapes[f]), points[f])
  );
  const above: Matrix[] = [];
  for (let f = 1; f < rotations.length; f++) {
    // D = R Rp': its antisymmetric part is the slope of |R - Rp|²/2, its trace the curvature of both ends.
    const [r, p] = [rotations[f], rotations[f - 1]];
    const d = Matrix.zeros(3, 3);
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) {
        d.set(a, b, [0, 1, 2].reduce((sum, i) => sum + r[3 * a + i] * p[3 * b + i], 0));
      }
    }
    const slope = [d.get(2, 1) - d.get(1, 2), d.get(0, 2) - d.get(2, 0), d.get(1, 0) - d.get(0, 1)];
    for (let a = 0; a < 3; a++) {
      systems[f].gradient[a] += gamma * slope[a];
      systems[f - 1].gradient[a] -= gamma * slope[a];
      for (const each of [f, f - 1]) {
        systems[each].matrix.set(a, a, systems[each].matrix.get(a, a) + 2 * gamma);
      }
    }
    above.push(Matrix.sub(d, Matrix.eye(3).mul(d.trace())).mul(gamma));
  }
  return {
    gradient: systems.map(({ gradient }) => gradient),
    diagonal: systems.map(({ matrix }) => matrix),
    above,
  };
}

/** The step that solves (H + damping) w = -gradient: elimination of block after block, and back. */
function dampedStep({ gradient, diagonal, above }: Blocks, damping: number): number[][] {
  const left: Matrix[] = [], right: Matrix[] = [];
  for (let f = 0; f < diagonal.length; f++) {
    let matrix = Matrix.add(diagonal[f], Matrix.eye(3).mul(damping));
    let column = Matrix.columnVector(gradient[f].map((value) => -value));
    if (f > 0) {
      const factor = above[f - 1].transpose();
      matrix = Matrix.sub(matrix, factor.mmul(solve(left[f - 1], above[f - 1])));
      column = Matrix.sub(column, factor.mmul(solve(left[f - 1], right[f - 1])));
    }
    left.push(matrix);
    right.push(column);
  }
  const steps: Matrix[] = [];
  for (let f = diagonal.length - 1; f >= 0; f--) {
    const known = steps[f + 1] ? above[f].mmul(steps[f + 1]) : Matrix.zeros(3, 1);
    steps[f] = solve(left[f], Matrix.sub(right[f], known));
  }
  return steps.map((step) => step.to1DArray());
}

/**
 * For each frame the rotation [3, 3] whose first two rows bring `shapes[f]` [3, P] nearest to `points[f]`
 * [2, P], smooth over frames.
 *
 * The released code uses Manopt's trust regions with truncated conjugate gradients; here are Gauss and
 * Newton's steps with the damping of Levenberg and Marquardt, which a trust region also amounts to, solved
 * directly: the matrix has blocks of 3 x 3 on its diagonal and beside it.
 */
export function cameraRotations(
  shapes: readonly Float64Array[],
  points: readonly Float64Array[],
  start: readonly Float64Array[],
  { gamma, steps, tolerance }: RotationsConfig,
): { rotations: Float64Array[]; steps: number } {
  let rotations = [...start];
  let [smallest, damping, taken] = [cost(rotations, shapes, points, gamma), 1e-3, 0];
  let system = blocks(rotations, shapes, points, gamma);
  while (taken < steps && Math.hypot(...system.gradient.flat()) > tolerance) {
    taken++;
    const step = dampedStep(system, damping);
    const next = rotations.map((rotation, f) => turnedBy(step[f], rotation));
    const now = cost(next, shapes, points, gamma);
    if (!(now < smallest)) {
      damping *= 10;
      if (damping > 1e10) break; // no step is small enough to help: rounding
      continue;
    }
    [rotations, smallest, damping] = [next, now, Math.max(damping / 10, 1e-12)];
    system = blocks(rotations, shapes, points, gamma);
  }
  return { rotations, steps: taken };
}
