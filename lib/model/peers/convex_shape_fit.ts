// The convex relaxation by which Zhou, Zhu, Leonardos, Derpanis and Daniilidis begin (CVPR 2016, after Zhou
// et al., CVPR 2015): each pose of the dictionary gets a 2 x 3 matrix of its own in place of a common
// rotation, and the largest singular values' sum is penalised, so that few are used. Solved by the
// alternating direction method of multipliers.
import { EVD, Matrix } from "ml-matrix";
import { solvePositiveDefinite } from "../../engine/positive_definite.ts";
import { nearestRotation, scaleSingularValues, shrinkLargest } from "./planar_rotation.ts";
import { addTransposed, type ShapeDictionary, timesAtoms } from "./shape_dictionary.ts";

/** How a pose is fitted. */
export interface ConvexFitConfig {
  /** Weight of the largest singular values' sum. */
  readonly lambda: number;
  /** Weight of the outliers' absolute values. */
  readonly outliers: number;
  /** At most so many iterations. */
  readonly steps: number;
  /** It ends when both residuals, relative to the solution, are below. */
  readonly tolerance: number;
  /**
   * `each`: a system of 3K unknowns is solved in each iteration, as the released MATLAB code does;
   * `prepared`: the same solution by the identity of Woodbury from one of P unknowns, decomposed once.
   */
  readonly solve: "each" | "prepared";
}

/** What is the same for all poses that one dictionary is fitted to. */
export interface ConvexProblem {
  /** The dictionary. */
  readonly dictionary: ShapeDictionary;
  /** Products of the rows of the atoms [3K, P] with each other [3K, 3K]. */
  readonly products: Float64Array;
  /** Directions [P, P], column after column, of the atoms' P x P Gram matrix. */
  readonly directions: Float64Array;
  /** Its eigenvalues [P]. */
  readonly eigenvalues: Float64Array;
}

/** A fitted pose. */
export interface ConvexFit {
  /** [3, 3], row after row. */
  readonly rotation: Float64Array;
  /** Of the dictionary's poses. */
  readonly coefficients: Float64Array;
  /** What no pose explains [2, P]. */
  readonly outliers: Float64Array;
  /** Iterations taken. */
  readonly iterations: number;
}

/**
 * What is computed once for all poses that a dictionary is fitted to.
 *
 * @example
 * ```ts
 * import { convexProblem, createRng, shapeDictionary } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const rng = createRng(1);
 * const poses = Array.from({ length: 9 }, () => Float64Array.from({ length: 51 }, () => rng.normal()));
 * assertEquals(convexProblem(shapeDictionary(poses, 4)).eigenvalues.length, 17);
 * ```
 */
export function convexProblem(dictionary: ShapeDictionary): ConvexProblem {
  const { count, joints, atoms } = dictionary;
  const b = new Matrix(Array.from(
    { length: 3 * count },
    (_, row) => [...atoms.subarray(row * joints, (row + 1) * joints)],
  ));
  const { realEigenvalues, eigenvectorMatrix } = new EVD(b.transpose().mmul(b), {
    assumeSymmetric: true,
  });
  return {
    dictionary,
    products: Float64Array.from(b.mmul(b.transpose()).to1DArray()),
    directions: Float64Array.from(eigenvectorMatrix.transpose().to1DArray()),
    eigenvalues: Float64Array.from(realEigenvalues, (value) => Math.max(0, value)),
  };
}

/** `z` [2, 3K] times the inverse of the rows' products plus `mu`, in place: the system is solved. */
function solveAnew(z: Float64Array, { products }: ConvexProblem, mu: number) {
  const system = products.slice();
  const unknowns = z.length / 2;
  for (let i = 0; i < unknowns; i++) system[i * (unknowns + 1)] += mu;
  z.set(solvePositiveDefinite(system, z));
}

/** The same by way of P unknowns; `room` [2, P] is overwritten. */
function solvePrepared(z: Float64Array, problem: ConvexProblem, mu: number, room: Float64Array) {
  const { dictionary: { atoms, joints } } = problem;
  timesAtoms(z, atoms, joints, room);
  divide(room, problem, mu);
  addTransposed(room, atoms, joints, -1, z);
  for (let i = 0; i < z.length; i++) z[i] /= mu;
}

/** `x` [2, P] times the inverse of the Gram matrix plus `mu`, in place. */
function divide(x: Float64Array, { directions, eigenvalues }: ConvexProblem, mu: number) {
  const joints = eigenvalues.length;
  for (let row = 0; row < 2; row++) {
    const y = x.slice(row * joints, (row + 1) * joints);
    x.fill(0, row * joints, (row + 1) * joints);
    for (let e = 0; e < joints; e++) {
      let along = 0;
      for (let j = 0; j < joints; j++) along += y[j] * directions[e * joints + j];
      along /= eigenvalues[e] + mu;
      for (let j = 0; j < joints; j++) x[row * joints + j] += along * directions[e * joints + j];
    }
  }
}

const norm = (x: Float64Array) => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * x[i];
  return Math.sqrt(sum);
};

const distance = (x: Float64Array, y: Float64Array) => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - y[i]) ** 2;
  return Math.sqrt(sum);
};

const soft = (x: number, by: number) => Math.sign(x) * Math.max(0, Math.abs(x) - by);

/** The rotation and the coefficients that come nearest to `points` [2, P]. */
export function fitConvex(
  problem: ConvexProblem,
  points: Float64Array,
  { lambda, outliers, steps, tolerance, solve }: ConvexFitConfig,
): ConvexFit {
  const { dictionary: { count, joints, atoms } } = problem;
  const inner = 3 * count;
  const z = new Float64Array(2 * inner), m = new Float64Array(2 * inner);
  const y = new Float64Array(2 * inner), before = new Float64Array(2 * inner);
  const e = new Float64Array(2 * joints), projected = new Float64Array(2 * joints);
  const rest = new Float64Array(2 * joints), left = new Float64Array(2 * joints);
  let mu = 2 * joints / points.reduce((sum, value) => sum + Math.abs(value), 0);
  let iterations = 0;
  while (iterations < steps) {
    iterations++;
    for (let row = 0; row < 2; row++) {
      let mean = 0;
      for (let j = row * joints; j < (row + 1) * joints; j++) {
        mean += (points[j] - projected[j] - e[j]) / joints;
      }
      for (let j = row * joints; j < (row + 1) * joints; j++) rest[j] = points[j] - mean;
    }
    before.set(z);
    for (let i = 0; i < z.length; i++) z[i] = mu * m[i] + y[i];
    for (let j = 0; j < rest.length; j++) left[j] = rest[j] - e[j];
    addTransposed(left, atoms, joints, 1, z);
    if (solve === "each") solveAnew(z, problem, mu);
    else solvePrepared(z, problem, mu, left);
    for (let i = 0; i < z.length; i++) m[i] = z[i] - y[i] / mu;
    const shrink = shrinkLargest(lambda / mu);
    for (let k = 0; k < count; k++) scaleSingularValues(m, 3 * k, inner, shrink);
    timesAtoms(z, atoms, joints, projected);
    for (let j = 0; j < e.length; j++) e[j] = soft(rest[j] - projected[j], outliers);
    for (let i = 0; i < y.length; i++) y[i] += mu * (m[i] - z[i]);
    const scale = norm(before);
    const [primal, dual] = [distance(m, z) / scale, mu * distance(z, before) / scale];
    if (primal < tolerance && dual < tolerance) break;
    if (primal > 10 * dual) mu *= 2;
    else if (dual > 10 * primal) mu /= 2;
  }
  return { ...common(m, count), outliers: e, iterations };
}

/**
 * One rotation for all blocks of [2, 3K], and how often each has it: the blocks' leading direction, made a
 * rotation. How exactly the released code finds it could not be found.
 */
function common(m: Float64Array, count: number) {
  const block = (k: number) =>
    [0, 1].flatMap((row) => [0, 1, 2].map((i) => m[(row * count + k) * 3 + i]));
  const gram = Matrix.zeros(6, 6);
  for (let k = 0; k < count; k++) {
    const column = Matrix.columnVector(block(k));
    gram.add(column.mmul(column.transpose()));
  }
  const leading = new EVD(gram, { assumeSymmetric: true }).eigenvectorMatrix.getColumn(5);
  const along = (rotation: ArrayLike<number>) =>
    Float64Array.from(
      { length: count },
      (_, k) => block(k).reduce((sum, value, i) => sum + value * rotation[i] / 2, 0),
    );
  // The direction's sign is free: people are mostly sums, not differences, of poses.
  const sign = along(leading).reduce((sum, value) => sum + value, 0) < 0 ? -1 : 1;
  const rotation = nearestRotation(leading.map((value) => sign * value));
  return { rotation, coefficients: along(rotation) };
}
