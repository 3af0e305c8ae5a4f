import { backSubstitute, triangularize } from "./least_squares.ts";
import type { ShapeComponent } from "./shape_mixture.ts";
import {
  angleOf,
  type Factor,
  rowWeights,
  system,
  turned,
  type UprightFitConfig,
} from "./upright_system.ts";

/** A 2D pose about its middle: y down, half the height of what is seen is 1. */
export interface NormalizedPose {
  /** [K, 2]. */
  readonly points: Float64Array;
  /** How much each joint counts [K]; 0 for one that was not seen. */
  readonly weights: Float64Array;
}

/** The best rotation of one shape. */
export interface UprightFit {
  /** Angle about the vertical, radians. */
  readonly angle: number;
  /** Half heights of the picture a mm. */
  readonly scale: number;
  /** The person's place, 3, and how far it is along each direction, in half heights. */
  readonly coefficients: Float64Array;
  /** Sum of squares that is left. */
  readonly residual: number;
}

/** Qᵀb and the residual by a prepared factor: |b|² - |Qᵀb|². */
function project({ matrix, rows, unknowns }: Factor, b: Float64Array) {
  const y = new Float64Array(unknowns);
  let residual = 0;
  for (let m = 0; m < b.length; m++) {
    const at = (unknowns + m) * rows;
    for (let i = 0; i < unknowns; i++) y[i] += b[m] * matrix[at + i];
    residual += b[m] ** 2;
  }
  for (let i = 0; i < unknowns; i++) residual -= y[i] ** 2;
  return { y, residual: Math.max(0, residual) };
}

/** The same by triangularising [A b]. */
function solve(
  component: ShapeComponent,
  config: UprightFitConfig,
  options: { angle: number; weights: Float64Array; free: boolean },
  b: Float64Array,
) {
  const factor = system(component, config, { ...options, further: 1 });
  const { matrix, rows, unknowns } = factor;
  const last = matrix.subarray(unknowns * rows);
  last.set(b);
  triangularize(matrix, rows, unknowns);
  let residual = 0;
  for (let i = unknowns; i < rows; i++) residual += last[i] ** 2;
  return { factor, y: last.slice(0, unknowns), residual };
}

/**
 * The rotation at which `component` comes nearest to `pose`, with its scale unknown (`free`) or the
 * smallest. One least squares problem a rotation, solved anew, or by `prepared` factors for the same
 * weights: the same numbers, for a hundredth of the work.
 */
export function fitRotations(
  component: ShapeComponent,
  config: UprightFitConfig,
  { points, weights }: NormalizedPose,
  free: boolean,
  prepared?: readonly Factor[],
): UprightFit {
  const { rotations, smallestScale } = config;
  const rowWeight = rowWeights(component, weights);
  let best: { angle: number; factor: Factor; y: Float64Array; residual: number } | undefined;
  for (let k = 0; k < rotations; k++) {
    const angle = angleOf(k, rotations);
    const fixed = free ? undefined : turned(component.mean, angle);
    const b = points.map((value, row) => {
      const known = fixed ? smallestScale * fixed[3 * (row >> 1) + row % 2] : 0;
      return rowWeight[row] * (value - known);
    });
    const found = prepared
      ? { factor: prepared[k], ...project(prepared[k], b) }
      : solve(component, config, { angle, weights, free }, b);
    if (!best || found.residual < best.residual) best = { angle, ...found };
  }
  const { angle, factor, y, residual } = best!;
  const x = backSubstitute(factor.matrix, factor.rows, y);
  return free
    ? { angle, residual, scale: x[0], coefficients: x.subarray(1) }
    : { angle, residual, scale: smallestScale, coefficients: x };
}
