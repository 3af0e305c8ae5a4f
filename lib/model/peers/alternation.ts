import { cameraRotations, type RotationsConfig, roughness } from "./camera_rotations.ts";
import { combined, type ShapeDictionary } from "./shape_dictionary.ts";
import {
  type CoefficientsConfig,
  projectedAtoms,
  sparseCoefficients,
} from "./sparse_coefficients.ts";

/** How rotations and coefficients are found in turn. */
export interface AlternationConfig {
  /** At most so many rounds. */
  readonly rounds: number;
  /** It ends when a round makes the cost smaller by less, relatively. */
  readonly tolerance: number;
  /** Of each round. */
  readonly coefficients: CoefficientsConfig;
  /** Of each round. */
  readonly rotations: RotationsConfig;
}

/** How some frames' poses lie, and of what they consist. */
export interface ShapeState {
  /** [3, 3] a frame, row after row. */
  readonly rotations: readonly Float64Array[];
  /** [K] a frame. */
  readonly coefficients: readonly Float64Array[];
}

/** Where it ends, and what it took; of many frames at once a step counts once. */
export interface Alternation extends ShapeState {
  /** Rounds. */
  readonly rounds: number;
  /** Steps towards rotations, over all rounds. */
  readonly rotationSteps: number;
  /** Steps towards coefficients. */
  readonly coefficientSteps: number;
}

/**
 * Fits the dictionary to `points` [2, P] a frame, about their middle: rotations with the coefficients held,
 * then coefficients with the rotations held, and so on.
 */
export function alternate(
  dictionary: ShapeDictionary,
  points: readonly Float64Array[],
  start: ShapeState,
  { rounds: most, tolerance, ...config }: AlternationConfig,
): Alternation {
  let { rotations, coefficients } = start;
  let [rounds, rotationSteps, coefficientSteps, before] = [0, 0, 0, Infinity];
  while (rounds < most) {
    rounds++;
    const shapes = coefficients.map((each) => combined(dictionary, each));
    const turned = cameraRotations(shapes, points, rotations, config.rotations);
    const seen = turned.rotations.map((rotation) => projectedAtoms(dictionary, rotation));
    const found = sparseCoefficients(seen, points, coefficients, config.coefficients);
    [rotations, coefficients] = [turned.rotations, found.coefficients];
    rotationSteps += turned.steps;
    coefficientSteps += found.steps;
    const now = found.cost + config.rotations.gamma / 2 * roughness(rotations);
    if (before - now < tolerance * now) break;
    before = now;
  }
  return { rotations, coefficients, rounds, rotationSteps, coefficientSteps };
}
