import { CORRECTION_DEFAULTS } from "../correction/options.ts";
import type { Dataset } from "../data/dataset.ts";
import { UserError } from "../errors.ts";
import type { Predictor } from "../evaluation/evaluate.ts";
import { jointErrors2d } from "../metrics_2d.ts";
import { createRng } from "../random.ts";
import { correctionTrial } from "./correction_trial.ts";
import type { Columns } from "./result_file.ts";

/** Error of a correction towards a 2D pose of a known error. */
export interface NoiseLine {
  /** The true 2D pose with independent noise, or, to compare, the network's own. */
  readonly target: "noisy truth" | "predicted";
  /** Mean distance of that 2D pose from the true one, px of the crop. */
  readonly error_px: number;
  /** Whether the rule acts that discards corrections. */
  readonly tau: "on" | "off";
  /** The table's figure without correction, mm; the same in every line. */
  readonly before_mm: number;
  /** The table's figure with it, mm. */
  readonly measured_mm: number;
  /** Share of frames (0..1) whose correction is discarded. */
  readonly discarded: number;
}

/** Columns of `correction_noise.csv`. */
export const NOISE_COLUMNS: Columns = {
  ...{ target: "text", error_px: "number", tau: "text" },
  ...{ before_mm: "number", measured_mm: "number", discarded: "number" },
};

/** What noise is tried. */
export interface NoiseOptions {
  /** Mean distances that the noise moves a joint, px of the crop. */
  readonly sizes_px?: readonly number[];
  /** τ where the rule is on, mm. */
  readonly tau?: number;
  /** Of the noise, which is one draw at every size, so that a curve over sizes is smooth. */
  readonly seed?: number;
}

/** From none to a quarter of a crop of 64 px, far beyond the error of a 2D pose worth the name. */
const SIZES: readonly number[] = [0, 1, 2, 3, 4, 6, 8, 10, 12, 16];

/**
 * Gain of the correction against the error of the 2D pose that it aims at: the true one, moved by normal
 * noise of known size, independent between joints and frames. The network's own 2D pose stands beside it
 * with its own error; what differs between the two at the same size is what its errors have in common
 * with those of the 3D pose.
 *
 * @throws {UserError} for a size that is no distance
 *
 * @example
 * ```ts
 * import { correctionNoise, disposeTree, openCheckpoint } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const part = { actions: ["Walking"], trials: 1, frames: 2 };
 * const { machine, dataset, predictor } = await openCheckpoint(part);
 * const lines = correctionNoise(dataset, predictor, { sizes_px: [0, 2] });
 * assertEquals(lines.map(({ target, tau }) => `${target} ${tau}`), [
 *   "noisy truth on", "noisy truth off", "noisy truth on", "noisy truth off", // 0 px, 2 px
 *   "predicted on", "predicted off",
 * ]);
 * disposeTree(machine.params);
 * ```
 */
export function correctionNoise(
  dataset: Dataset,
  predictor: Predictor,
  { sizes_px = SIZES, tau = CORRECTION_DEFAULTS.tau!, seed = 1 }: NoiseOptions = {},
): NoiseLine[] {
  const bad = sizes_px.find((size) => !(size >= 0 && Number.isFinite(size)));
  if (bad !== undefined) {
    throw new UserError(`Noise of ${bad} px: expected a mean distance of 0 px or more`);
  }
  const trial = correctionTrial(dataset, predictor);
  const { predicted, truth } = trial.targets;
  const before_mm = trial.error(trial.correct(predicted, { steps: 0 }).initial);
  const noise = unitNoise(truth.length, seed);
  const targets = [
    ...sizes_px.map((size) => {
      const scale = size / dataset.imageSize;
      const moved = truth.map((value, i) => value + scale * noise[i]);
      return { target: "noisy truth", error_px: size, target2d: moved } as const;
    }),
    {
      target: "predicted",
      error_px: dataset.imageSize *
        mean(jointErrors2d(predicted, truth, dataset.skeleton.joints.length)),
      target2d: predicted,
    } as const,
  ];
  return targets.flatMap(({ target2d, ...line }) =>
    (["on", "off"] as const).map((rule) => {
      const change = { tau: rule === "on" ? tau : null };
      const { pose3d, decisions } = trial.correct(target2d, change);
      const discarded = decisions.filter((decision) => decision.discarded).length;
      return {
        ...{ ...line, tau: rule, before_mm, measured_mm: trial.error(pose3d) },
        discarded: discarded / decisions.length,
      };
    })
  );
}

/**
 * The size of noise, px, from which on a correction towards it does harm: where the curve first rises
 * through the error without correction, linearly between the sizes tried; null where it does not.
 *
 * @example
 * ```ts
 * import { breakEven, type NoiseLine } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const at = (error_px: number, measured_mm: number): NoiseLine => (
 *   { target: "noisy truth", error_px, tau: "on", before_mm: 94, measured_mm, discarded: 0 }
 * );
 * assertEquals(breakEven([at(0, 90), at(4, 93), at(8, 97)], "on"), 5);
 * assertEquals(breakEven([at(0, 90), at(4, 93)], "on"), null);
 * ```
 */
export function breakEven(lines: readonly NoiseLine[], tau: NoiseLine["tau"]): number | null {
  const curve = lines.filter((line) => line.target === "noisy truth" && line.tau === tau)
    .map(({ error_px, measured_mm, before_mm }) => ({ error_px, loss: measured_mm - before_mm }))
    .toSorted((a, b) => a.error_px - b.error_px);
  const after = curve.findIndex(({ loss }) => loss > 0);
  if (after < 0) return null;
  if (after === 0) return curve[0].error_px;
  const [low, high] = [curve[after - 1], curve[after]];
  return low.error_px + (high.error_px - low.error_px) * low.loss / (low.loss - high.loss);
}

/** Normal noise for points [points, 2] whose mean distance is 1. */
function unitNoise(length: number, seed: number): Float32Array {
  const rng = createRng(seed, "2D noise"); // as the row `w/ noisy 2D GT` draws it
  const deviation = 1 / Math.sqrt(Math.PI / 2); // of a coordinate: the distance is Rayleigh's
  return Float32Array.from({ length }, () => deviation * rng.normal());
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
