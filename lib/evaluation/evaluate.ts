import { correctionOptions } from "../correction/options.ts";
import type { Correction } from "../correction/projector.ts";
import type { Dataset } from "../data/dataset.ts";
import { UserError } from "../errors.ts";
import type { Inference } from "../model/inference.ts";
import { chosenJoints } from "../joint_conversion.ts";
import { jointErrors } from "../metrics.ts";
import { denormalize, type Normalization } from "../normalize.ts";
import { createRng } from "../random.ts";
import { frameCount } from "./motions.ts";
import type { CorrectionChange, TestTime } from "./test_time.ts";

/** A trained machine as evaluation sees it. `machinePredictor` makes one. */
export interface Predictor {
  /** Range and mean of the training poses, mm. */
  readonly normalization: Normalization;
  /** Where the data set's joints are among the machine's, when it has others: see `convertedPredictor`. */
  readonly joints?: readonly number[];
  /** The correction settings that hold where a row does not change them. */
  readonly correction: CorrectionChange;
  /** 2D and intermediate 3D poses of every frame. */
  infer(dataset: Dataset): Inference;
  /** 2D poses [frames, 2K] that a separate hourglass network predicts, where there is one. */
  readonly hourglass?: (dataset: Dataset) => Float32Array;
  /** The self-supervised correction of poses [frames, 3K] towards 2D poses [frames, 2K]. */
  correct(pose3d: Float32Array, target2d: Float32Array, options: CorrectionChange): Correction;
}

/** One row's answers on a data set. */
export interface RowResult {
  /** The row's name in the table. */
  readonly name: string;
  /** Poses [frames, 3K], mm, root as predicted. */
  readonly poses: Float32Array;
  /** Joint errors [frames, K], mm, up to translation. */
  readonly errors: Float32Array;
  /** Share of frames whose correction was discarded by the τ rule; null where nothing is corrected. */
  readonly discarded: number | null;
}

/**
 * Runs a machine over a data set, once, and gives every row its poses and errors.
 *
 * @param tests what each row does at test time, by row name
 * @throws {UserError} when the data set is empty, has other joints than the machine, or when a
 * prediction is not finite
 *
 * @example
 * ```ts
 * import { evaluateRows, H36M_17, type Predictor, type Sequence } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const pose3d = Float32Array.from({ length: 51 }, (_, i) => i < 3 ? 0 : 100);
 * const sequences = [{ frames: 1, pose3d } as Sequence];
 * const dataset = { name: "one frame", skeleton: H36M_17, imageSize: 64, fps: 10, sequences };
 * const range = { min: Array(51).fill(0), max: Array(51).fill(200), mean: [...pose3d] };
 * const predictor = { normalization: range } as unknown as Predictor; // the mean pose asks no machine
 * const [row] = evaluateRows(dataset, predictor, { "mean pose": { answer: "mean pose" } });
 * assertEquals(row.errors, new Float32Array(17));
 * ```
 */
export function evaluateRows(
  dataset: Dataset,
  predictor: Predictor,
  tests: Readonly<Record<string, TestTime>>,
): RowResult[] {
  const joints = dataset.skeleton.joints.length;
  const frames = frameCount(dataset);
  if (frames === 0) throw new UserError(`${dataset.name} has no frames to evaluate on`);
  const own = predictor.normalization.min.length / 3;
  if ((predictor.joints?.length ?? own) !== joints) {
    throw new UserError(
      `The machine predicts ${own} joints, ` +
        `but ${dataset.skeleton.name} of ${dataset.name} has ${joints}: use a data set with its joints`,
    );
  }
  const truth = concatenated(dataset, "pose3d", 3 * joints);
  const once = inferOnce(predictor);
  const results: RowResult[] = [];
  for (const [name, test] of Object.entries(tests)) {
    const { pose3d, discarded } = answer(test, { dataset, predictor: once, frames, joints });
    const all = denormalize(predictor.normalization, pose3d);
    const poses = predictor.joints
      ? chosenJoints(all, { frames, joints: own }, predictor.joints)
      : all;
    checkFinite(name, poses, 3 * joints);
    results.push({ name, poses, errors: jointErrors(poses, truth, joints), discarded });
  }
  return results;
}

/** The same predictor, keeping what it inferred, so that a data set runs once. */
export function inferOnce(predictor: Predictor): Predictor {
  return {
    ...predictor,
    infer: oncePerDataset(predictor.infer),
    hourglass: predictor.hourglass && oncePerDataset(predictor.hourglass),
  };
}

function oncePerDataset<T extends object>(run: (dataset: Dataset) => T): (dataset: Dataset) => T {
  const kept = new WeakMap<Dataset, T>();
  return (dataset) => {
    const known = kept.get(dataset) ?? run(dataset);
    kept.set(dataset, known);
    return known;
  };
}

type Target = Extract<TestTime, { readonly answer: "corrected" }>["target"];

interface Context {
  readonly dataset: Dataset;
  readonly predictor: Predictor;
  readonly frames: number;
  readonly joints: number;
}

/** Normalised poses [frames, 3K] that a row answers with. */
function answer(
  test: TestTime,
  context: Context,
): { pose3d: Float32Array; discarded: number | null } {
  const { dataset, predictor, frames } = context;
  if (test.answer === "mean pose") {
    return { pose3d: meanPose(predictor.normalization, frames), discarded: null };
  }
  const { pose2d, ...intermediate } = predictor.infer(dataset);
  const pose3d = intermediate[test.mode === "frame" ? "singleFrame" : "pose3d"];
  if (test.answer === "intermediate") return { pose3d, discarded: null };
  if (test.answer === "regressed") {
    const { initial } = predictor.correct(pose3d, pose2d, { steps: 0 });
    return { pose3d: initial, discarded: null };
  }
  const target = targetPoses(test.target, pose2d, context);
  const options = mergeCorrection(predictor.correction, test.change ?? {});
  const correction = predictor.correct(pose3d, target, options);
  const discarded = correction.decisions.filter((decision) => decision.discarded).length;
  return { pose3d: correction.pose3d, discarded: discarded / frames };
}

/** The 2D poses [frames, 2K] that a correction aims at; `predicted` are those of Ψ_R. */
function targetPoses(
  target: Target,
  predicted: Float32Array,
  { dataset, predictor, joints }: Context,
): Float32Array {
  if (target === "predicted") return predicted;
  if (target === "hourglass") {
    if (predictor.hourglass) return predictor.hourglass(dataset);
    throw new UserError(
      "A row is corrected towards an hourglass's 2D poses, and there is no hourglass: train one with " +
        "'deno task train --variant hourglass --seed 1', or leave the row out",
    );
  }
  if (predictor.joints) {
    throw new UserError(
      `A row is corrected towards true 2D poses, of which ${dataset.name} has not all of the machine's ` +
        `joints: leave the row out`,
    );
  }
  const truth = concatenated(dataset, "pose2d", 2 * joints);
  if (target === "noisy truth") addNoise(truth, meanDistance(predicted, truth));
  return truth;
}

/**
 * The chosen correction with a row's change applied. The released code's variant shares no setting with
 * the others, so it takes nothing over.
 *
 * @throws {UserError} naming an unknown setting or a wrong value
 */
export function mergeCorrection(
  chosen: CorrectionChange,
  change: CorrectionChange,
): CorrectionChange {
  return correctionOptions(change.method === "released" ? change : { ...chosen, ...change });
}

/**
 * One array of a data set, all sequences one after the other.
 *
 * @example
 * ```ts
 * import { benchmark, concatenated } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const part = { actors: ["S9"], actions: ["Walking"], trials: 1, frames: 2, imageSize: 16 };
 * const data = await benchmark({ split: "test", ...part, workers: 1, cache: false });
 * assertEquals(concatenated(data, "pose2d", 34).length, 4 * 2 * 34);
 * ```
 */
export function concatenated(
  dataset: Dataset,
  what: "pose2d" | "pose3d",
  columns: number,
): Float32Array {
  const out = new Float32Array(frameCount(dataset) * columns);
  let at = 0;
  for (const sequence of dataset.sequences) {
    if (sequence[what].length !== sequence.frames * columns) {
      throw new UserError(
        `${sequence.id} has ${sequence[what].length} numbers of ${what} ` +
          `for ${sequence.frames} frames: expected ${columns} a frame`,
      );
    }
    out.set(sequence[what], at);
    at += sequence[what].length;
  }
  return out;
}

/** Mean distance between the points of two arrays [points, 2]. */
function meanDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 2) sum += Math.hypot(a[i] - b[i], a[i + 1] - b[i + 1]);
  return 2 * sum / a.length;
}

/** Moves points [points, 2] by independent normal noise of the given mean distance; seeded. */
function addNoise(points: Float32Array, distance: number): void {
  const rng = createRng(1, "2D noise");
  const deviation = distance / Math.sqrt(Math.PI / 2); // of a coordinate: the distance is Rayleigh's
  for (let i = 0; i < points.length; i++) points[i] += deviation * rng.normal();
}

function meanPose({ min, max, mean }: Normalization, frames: number): Float32Array {
  if (!mean) {
    throw new UserError(
      "The normalisation of this machine holds no mean pose: fit it with fitNormalization",
    );
  }
  return Float32Array.from(
    { length: frames * mean.length },
    (_, i) => {
      const c = i % mean.length;
      return (mean[c] - min[c]) / (max[c] - min[c]);
    },
  );
}

function checkFinite(row: string, poses: Float32Array, columns: number): void {
  const bad = poses.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new UserError(
      `Row '${row}' predicts ${poses[bad]} in frame ${Math.floor(bad / columns)}: ` +
        `lower the correction rate, or check the checkpoint`,
    );
  }
}
