import { EVD, Matrix } from "ml-matrix";
import { farApart, inBodyAxes, squaredDistance } from "./body_axes.ts";

/** One of the Gaussians, in a body's own axes: x to its left, y to its back, z up. */
export interface ShapeComponent {
  /** Mean pose [K, 3], mm. */
  readonly mean: Float64Array;
  /** Directions of length 1 in which poses vary [bases, K, 3]. */
  readonly basis: Float64Array;
  /** One over each direction's standard deviation, in heights of half a person [bases]. */
  readonly precision: Float64Array;
  /** The same of what the directions leave over. */
  readonly noisePrecision: number;
}

/** A mixture of probabilistic principal components: what upright 3D poses look like. */
export type ShapeMixture = readonly ShapeComponent[];

/** How large a mixture is. */
export interface ShapeMixtureSize {
  /** Gaussians. */
  readonly components: number;
  /** Directions of each. */
  readonly bases: number;
}

/** Half the height of a person, mm: what one unit of a normalised picture is. */
const HALF_HEIGHT = 850;

/** Nothing is more certain than this, mm: poses of a few figures may not vary at all in a direction. */
const LEAST_DEVIATION = 1;

/** Rounds of assigning poses to the nearest mean; by then hardly one changes its place. */
const ROUNDS = 20;

/**
 * A mixture learned from `poses`, each [17, 3], mm, z up: they are turned to their own axes, assigned to
 * the nearest of `components` means, and each group's principal components taken.
 *
 * @throws {RangeError} when there are fewer poses than components
 *
 * @example
 * ```ts
 * import { createRng, shapeMixture } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const rng = createRng(1);
 * const poses = Array.from({ length: 90 }, () => Float64Array.from({ length: 51 }, () => 300 * rng.normal()));
 * const mixture = shapeMixture(poses, { components: 3, bases: 25 });
 * assertEquals(mixture.map(({ basis }) => basis.length), [25 * 51, 25 * 51, 25 * 51]);
 * ```
 */
export function shapeMixture(
  poses: readonly ArrayLike<number>[],
  { components, bases }: ShapeMixtureSize,
): ShapeMixture {
  const shapes = poses.map(inBodyAxes);
  let means = farApart(shapes, components);
  let groups: Float64Array[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    groups = means.map(() => []);
    for (const shape of shapes) {
      const distances = means.map((mean) => squaredDistance(shape, mean));
      groups[distances.indexOf(Math.min(...distances))].push(shape);
    }
    means = groups.map((group, c) => group.length > 0 ? meanOf(group) : means[c]);
  }
  return groups.map((group, c) => component(group, means[c], bases));
}

function meanOf(shapes: readonly Float64Array[]): Float64Array {
  return shapes[0].map((_, i) => shapes.reduce((sum, shape) => sum + shape[i], 0) / shapes.length);
}

function component(
  group: readonly Float64Array[],
  mean: Float64Array,
  bases: number,
): ShapeComponent {
  const size = mean.length;
  const covariance = Matrix.zeros(size, size);
  for (const shape of group) {
    const centred = Matrix.columnVector([...shape.map((value, i) => value - mean[i])]);
    covariance.add(centred.mmul(centred.transpose()));
  }
  covariance.div(Math.max(1, group.length));
  const { realEigenvalues: variances, eigenvectorMatrix: directions } = new EVD(covariance, {
    assumeSymmetric: true,
  });
  // Their variances ascend.
  const order = Array.from({ length: bases }, (_, i) => size - 1 - i);
  const left = variances.slice(0, size - bases).reduce((sum, variance) => sum + variance, 0);
  const precision = (variance: number) =>
    HALF_HEIGHT / Math.max(LEAST_DEVIATION, Math.sqrt(Math.max(0, variance)));
  return {
    mean,
    basis: Float64Array.from(order.flatMap((i) => directions.getColumn(i))),
    precision: Float64Array.from(order, (i) => precision(variances[i])),
    noisePrecision: precision(left / (size - bases)),
  };
}
