// Lifting a 2D pose by a mixture of upright shapes, as Tome, Russell and Agapito do it ("Lifting from the
// Deep", CVPR 2017): a grid of rotations about the vertical, for each of which the rest is linear.
import { type Limb, limbLengths } from "./limb_lengths.ts";
import type { ShapeMixture } from "./shape_mixture.ts";
import { fitRotations, type NormalizedPose, type UprightFit } from "./upright_fit.ts";
import { type Factor, prepareRotations, turned, type UprightFitConfig } from "./upright_system.ts";

/** How poses are lifted. */
export interface UprightLiftingConfig extends UprightFitConfig {
  /** Weight of what was seen against the shape's projection, where both are blended in the end. */
  readonly blend: number;
  /** Pairs of joints by which a pose is measured. */
  readonly limbs: readonly Limb[];
  /** Root of the summed squares of their lengths, mm, that each pose is scaled to. */
  readonly limbNorm: number;
}

/** Factors of every component's rotations, once with the scale unknown and once with the smallest. */
export interface PreparedLifting {
  /** The joints' weights that they hold for. */
  readonly weights: Float64Array;
  /** By component. */
  readonly free: readonly (readonly Factor[])[];
  /** By component. */
  readonly fixed: readonly (readonly Factor[])[];
}

/** A lifted pose. */
export interface LiftedPose {
  /** Joints [K, 3], mm, about the root; x right, y down, z away from the camera. */
  readonly pose3d: Float64Array;
  /** Where the shape's joints lie in the normalised picture [K, 2]. */
  readonly projection: Float64Array;
  /** Which component it is. */
  readonly component: number;
  /** How it lies. */
  readonly fit: UprightFit;
  /** Least squares problems that were solved for it. */
  readonly solves: number;
}

/** Triangularises all systems for these weights in advance. */
export function prepareLifting(
  mixture: ShapeMixture,
  config: UprightLiftingConfig,
  weights: Float64Array,
): PreparedLifting {
  const all = (free: boolean) =>
    mixture.map((component) => prepareRotations(component, config, weights, free));
  return { weights, free: all(true), fixed: all(false) };
}

/**
 * The likeliest upright 3D pose. Every component is fitted at every rotation with its scale unknown, and
 * once more with the smallest scale if it came out smaller; the best by residual and volume is taken.
 * `prepared` is made use of when it holds for the pose's weights.
 *
 * The released code differs in what costs no time: its third direction of the person's place repeats the
 * first, and a constant prior on the scale adds the same to each residual.
 */
export function liftUpright(
  mixture: ShapeMixture,
  config: UprightLiftingConfig,
  pose: NormalizedPose,
  prepared?: PreparedLifting,
): LiftedPose {
  const ready = prepared?.weights.every((weight, i) => weight === pose.weights[i])
    ? prepared
    : undefined;
  let solves = 0;
  const fits = mixture.map((component, c) => {
    const fitted = (free: boolean) => {
      solves += config.rotations;
      const factors = free ? ready?.free[c] : ready?.fixed[c];
      return fitRotations(component, config, pose, free, factors);
    };
    const free = fitted(true);
    const fit = free.scale < config.smallestScale ? fitted(false) : free;
    const left = component.mean.length - fit.coefficients.length;
    const volume = -component.precision.reduce((sum, value) => sum + Math.log(value), 0) -
      left * Math.log(component.noisePrecision);
    return { component: c, fit, score: fit.residual / 2 + volume * fit.scale ** 2 };
  });
  const { component, fit } = fits.reduce((a, b) => b.score < a.score ? b : a);
  const shape = composed(mixture, component, fit);
  const projection = shape.filter((_, i) => i % 3 < 2);
  return { pose3d: finished(shape, pose, config), projection, component, fit, solves };
}

/** The fitted shape as the camera sees it [K, 3], in half heights. */
function composed(mixture: ShapeMixture, component: number, fit: UprightFit): Float64Array {
  const { mean, basis } = mixture[component];
  const shape = mean.map((value, i) => {
    let sum = fit.scale * value + fit.coefficients[i % 3];
    for (let c = 3; c < fit.coefficients.length; c++) {
      sum += fit.coefficients[c] * basis[(c - 3) * mean.length + i];
    }
    return sum;
  });
  return turned(shape, fit.angle);
}

/** What was seen blended into the shape, scaled to mm, about the root. */
function finished(
  shape: Float64Array,
  { points, weights }: NormalizedPose,
  { blend, limbs, limbNorm }: UprightLiftingConfig,
): Float64Array {
  const blended = shape.map((value, i) => {
    if (i % 3 === 2) return value;
    const joint = Math.floor(i / 3);
    const weight = blend * weights[joint];
    return (value + weight * points[2 * joint + i % 3]) / (1 + weight);
  });
  const length = Math.hypot(...limbLengths(blended, limbs));
  return blended.map((value, i) => (value - blended[i % 3]) * limbNorm / length);
}
