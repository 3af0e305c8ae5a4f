// The fit of Zhou, Zhu, Leonardos, Derpanis and Daniilidis (CVPR 2016) to the heat maps of a sequence, after
// the released code (em/PoseFromVideo.m): each frame alone, then expectation maximisation over all.
import { alternate, type AlternationConfig, type ShapeState } from "./alternation.ts";
import { rotated } from "./camera_rotations.ts";
import { type ConvexFitConfig, type ConvexProblem, fitConvex } from "./convex_shape_fit.ts";
import { heatMapMaxima, heatMapMeans, type HeatMaps } from "./heat_map_means.ts";
import { combined } from "./shape_dictionary.ts";
import { relativeChange } from "./sparse_coefficients.ts";

/** How a sequence is fitted. */
export interface SequenceFitConfig {
  /** How each frame begins. */
  readonly convex: ConvexFitConfig;
  /** How each frame goes on. */
  readonly refinement: AlternationConfig;
  /** The maximisation, over all frames together. */
  readonly maximization: AlternationConfig;
  /** At most so many rounds of expectation and maximisation. */
  readonly rounds: number;
  /** They end when one changes the coefficients by less, relatively. */
  readonly tolerance: number;
  /** σ of the Gaussian about a projection, in the maps' unit. */
  readonly sigma: number;
}

/** How much work a fit was. */
export interface FitWork {
  /** Iterations of the convex start, over all frames. */
  readonly convex: number;
  /** Rounds of refinement, over all frames. */
  readonly refinement: number;
  /** Rounds of expectation and maximisation. */
  readonly expectation: number;
  /** Rounds within the maximisations. */
  readonly maximization: number;
  /** Steps towards coefficients, wherever; of many frames at once each counts once. */
  readonly coefficients: number;
  /** Steps towards rotations, likewise. */
  readonly rotations: number;
}

/** The poses of a sequence. */
export interface SequenceFit {
  /** [3, P] a frame about its middle: x right, y down, z away, in the maps' unit. */
  readonly poses: Float64Array[];
  /** Where they are projected to, [2, P] a frame. */
  readonly projections: Float64Array[];
  /** What it took. */
  readonly work: FitWork;
}

/** The two means of points [2, P]. */
function middleOf(points: Float64Array): readonly [number, number] {
  const joints = points.length / 2;
  const mean = (from: number) =>
    points.subarray(from, from + joints).reduce((sum, value) => sum + value, 0) / joints;
  return [mean(0), mean(joints)];
}

/** `points` [2, P] moved by `times` `middle`. */
function moved(points: Float64Array, middle: readonly [number, number], times: 1 | -1) {
  return points.map((value, i) => value + times * middle[i < points.length / 2 ? 0 : 1]);
}

/** Each frame's poses about their middles. */
function posesOf({ dictionary }: ConvexProblem, { rotations, coefficients }: ShapeState) {
  return rotations.map((rotation, f) => rotated(rotation, combined(dictionary, coefficients[f])));
}

/**
 * Fits a dictionary to heat maps: their maxima by the convex relaxation, refined by finding rotations and
 * coefficients in turn; then places expected from maps and projections, and poses refined to fit those,
 * smooth over frames.
 *
 * The perspective fit that may follow in the released code is not here.
 *
 * @example
 * ```ts
 * import { convexProblem, createRng, fitSequence, shapeDictionary, ZHOU_2016 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const rng = createRng(1);
 * const poses = Array.from({ length: 9 }, () => Float64Array.from({ length: 51 }, () => rng.normal()));
 * const problem = convexProblem(shapeDictionary(poses, 4));
 * const values = Float32Array.from({ length: 2 * 16 * 16 * 17 }, () => rng.uniform());
 * const { work } = fitSequence(problem, { values, size: 16, joints: 17, width: 6 }, ZHOU_2016.fit);
 * assertEquals(work.convex > 2, true);
 * ```
 */
export function fitSequence(
  problem: ConvexProblem,
  maps: HeatMaps,
  { convex, refinement, maximization, rounds, tolerance, sigma }: SequenceFitConfig,
): SequenceFit {
  const work = {
    ...{ convex: 0, refinement: 0, expectation: 0, maximization: 0 },
    ...{ coefficients: 0, rotations: 0 },
  };
  let points = heatMapMaxima(maps);
  const starts = points.map((each) => {
    const about = moved(each, middleOf(each), -1);
    const { rotation, coefficients, outliers, iterations } = fitConvex(problem, about, convex);
    const inliers = about.map((value, i) => value - outliers[i]);
    const middle = moved(inliers, middleOf(inliers), -1);
    const found = alternate(
      problem.dictionary,
      [middle],
      { rotations: [rotation], coefficients: [coefficients] },
      refinement,
    );
    work.convex += iterations;
    work.refinement += found.rounds;
    work.coefficients += found.coefficientSteps;
    work.rotations += found.rotationSteps;
    return found;
  });
  let state: ShapeState = {
    rotations: starts.map(({ rotations }) => rotations[0]),
    coefficients: starts.map(({ coefficients }) => coefficients[0]),
  };
  const joints = maps.joints;
  const projections = () =>
    posesOf(problem, state).map((pose, f) =>
      moved(pose.subarray(0, 2 * joints), middleOf(points[f]), 1)
    );
  for (let round = 0; round < rounds; round++) {
    points = projections().map((projected, f) => heatMapMeans(maps, f, projected, sigma));
    const about = points.map((each) => moved(each, middleOf(each), -1));
    const before = state.coefficients;
    const found = alternate(problem.dictionary, about, state, maximization);
    state = found;
    work.expectation++;
    work.maximization += found.rounds;
    work.coefficients += found.coefficientSteps;
    work.rotations += found.rotationSteps;
    if (relativeChange(before, state.coefficients) < tolerance) break;
  }
  return { poses: posesOf(problem, state), projections: projections(), work };
}
