// The systems of equations by which one shape of a mixture, turned about the vertical, is fitted to a 2D
// pose: a weighted ridge regression a rotation. With 17 joints and 25 directions they are 80 x 29 with the
// scale unknown and 79 x 28 with it fixed, as in the released code of Tome, Russell and Agapito (CVPR 2017).
import { triangularize } from "./least_squares.ts";
import type { ShapeComponent } from "./shape_mixture.ts";

/** How shapes are fitted. */
export interface UprightFitConfig {
  /** Rotations about the vertical that are tried, evenly over the circle. */
  readonly rotations: number;
  /** What the directions' precisions are multiplied by. */
  readonly precisionScale: number;
  /** Precision of the person's place: tiny, but without any the depth would be undetermined. */
  readonly placePrecision: number;
  /** Weight of the joints' depths against their measurements; their rows are there with 0, too. */
  readonly depthWeight: number;
  /** A person is not smaller than this, half heights of the picture a mm. */
  readonly smallestScale: number;
}

/** A triangularised system, and what was turned along with it. */
export interface Factor {
  /** Column after column: the unknowns', then further ones. */
  readonly matrix: Float64Array;
  /** Length of a column. */
  readonly rows: number;
  /** How many unknowns there are. */
  readonly unknowns: number;
}

/** The k-th of `rotations` angles. */
export const angleOf = (k: number, rotations: number) => 2 * Math.PI * k / rotations;

/** A shape [K, 3] seen by a level camera after a turn about z: x right, y down, then the depth; [K, 3]. */
export function turned(shape: ArrayLike<number>, angle: number): Float64Array {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const out = new Float64Array(shape.length);
  for (let i = 0; i < out.length; i += 3) {
    out[i] = cos * shape[i] - sin * shape[i + 1];
    out[i + 1] = -shape[i + 2];
    out[i + 2] = sin * shape[i] + cos * shape[i + 1];
  }
  return out;
}

/** Of what the unknowns are factors, with the precision of each: the mean if `free`, place, directions. */
function terms(
  { mean, basis, precision }: ShapeComponent,
  { placePrecision, precisionScale }: UprightFitConfig,
  free: boolean,
): { shape: Float64Array; precision: number }[] {
  const place = [0, 1, 2].map((axis) => ({
    shape: mean.map((_, i) => i % 3 === axis ? 1 : 0),
    precision: placePrecision,
  }));
  const directions = Array.from(precision, (value, i) => ({
    shape: basis.subarray(i * mean.length, (i + 1) * mean.length),
    precision: value * precisionScale,
  }));
  return [...(free ? [{ shape: mean, precision: 0 }] : []), ...place, ...directions];
}

/** What each measurement is multiplied by: a joint's weight times the noise's precision; [K, 2]. */
export function rowWeights(
  { noisePrecision }: ShapeComponent,
  weights: Float64Array,
): Float64Array {
  return Float64Array.from(
    { length: 2 * weights.length },
    (_, row) => weights[row >> 1] * noisePrecision,
  );
}

/** The system of one rotation with room for `further` columns after the unknowns'. */
export function system(
  component: ShapeComponent,
  config: UprightFitConfig,
  { angle, weights, free, further }: {
    angle: number;
    weights: Float64Array;
    free: boolean;
    further: number;
  },
): Factor {
  const joints = weights.length;
  const columns = terms(component, config, free);
  const [unknowns, measured] = [columns.length, 2 * joints];
  const rows = measured + unknowns + joints;
  const matrix = new Float64Array(rows * (unknowns + further));
  const rowWeight = rowWeights(component, weights);
  for (const [c, { shape, precision }] of columns.entries()) {
    const [at, seen] = [c * rows, turned(shape, angle)];
    for (let joint = 0; joint < joints; joint++) {
      matrix[at + 2 * joint] = rowWeight[2 * joint] * seen[3 * joint];
      matrix[at + 2 * joint + 1] = rowWeight[2 * joint + 1] * seen[3 * joint + 1];
      matrix[at + measured + unknowns + joint] = config.depthWeight * component.noisePrecision *
        seen[3 * joint + 2];
    }
    matrix[at + measured + c] = precision;
  }
  return { matrix, rows, unknowns };
}

/** The factors of all rotations for these weights, good for any pose: what does not depend on it, once. */
export function prepareRotations(
  component: ShapeComponent,
  config: UprightFitConfig,
  weights: Float64Array,
  free: boolean,
): Factor[] {
  const measured = 2 * weights.length;
  return Array.from({ length: config.rotations }, (_, k) => {
    const angle = angleOf(k, config.rotations);
    const factor = system(component, config, { angle, weights, free, further: measured });
    const { matrix, rows, unknowns } = factor;
    for (let i = 0; i < measured; i++) matrix[(unknowns + i) * rows + i] = 1; // so Qᵀ's columns result
    triangularize(matrix, rows, unknowns);
    return factor;
  });
}
