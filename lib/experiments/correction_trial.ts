import { type CorrectionOptions } from "../correction/options.ts";
import type { Correction } from "../correction/projector.ts";
import type { Dataset } from "../data/dataset.ts";
import { UserError } from "../errors.ts";
import { concatenated, mergeCorrection, type Predictor } from "../evaluation/evaluate.ts";
import { meansOf } from "../evaluation/means.ts";
import { jointErrors } from "../metrics.ts";
import { denormalize } from "../normalize.ts";

/** The 2D pose that a correction aims at: the network's own, or the true one (`w/ 2D GT`). */
export type CorrectionTarget = "predicted" | "truth";

/** Both, in the order in which tables and figures have them. */
export const TARGETS: readonly CorrectionTarget[] = ["predicted", "truth"];

/** What every analysis of the correction starts from: the poses inferred once, and the truth. */
export interface CorrectionTrial {
  /** 2D poses [frames, 2K], in [0,1] of the crop. */
  readonly targets: Readonly<Record<CorrectionTarget, Float32Array>>;
  /** True 3D poses [frames, 3K], mm. */
  readonly truth: Float32Array;
  /** The intermediate poses corrected towards `target2d`, by the predictor's settings and `change`. */
  correct(target2d: Float32Array, change?: Partial<CorrectionOptions>): Correction;
  /** Normalised poses [frames, 3K] in mm. */
  millimetres(pose3d: Float32Array): Float32Array;
  /** The table's figure of normalised poses, mm; null where one has run off to no number. */
  errorOrNull(pose3d: Float32Array): number | null;
  /**
   * The same for poses that should all be finite.
   *
   * @throws {UserError} when one is not
   */
  error(pose3d: Float32Array): number;
  /** Mean of joint errors [frames, K] as the table has it: every action counts the same. */
  mean(errors: Float32Array): number;
}

/** Infers a data set for the analyses of the correction. */
export function correctionTrial(dataset: Dataset, predictor: Predictor): CorrectionTrial {
  const joints = dataset.skeleton.joints.length;
  const { pose2d, pose3d: intermediate } = predictor.infer(dataset);
  const truth = concatenated(dataset, "pose3d", 3 * joints);
  const mean = (errors: Float32Array) => meansOf(dataset, errors).overall;
  const millimetres = (pose3d: Float32Array) => denormalize(predictor.normalization, pose3d);
  const errorOrNull = (pose3d: Float32Array) => {
    const error = mean(jointErrors(millimetres(pose3d), truth, joints));
    return Number.isFinite(error) ? error : null;
  };
  return {
    targets: { predicted: pose2d, truth: concatenated(dataset, "pose2d", 2 * joints) },
    truth,
    correct(target2d, change = {}) {
      const options = mergeCorrection(predictor.correction, change);
      return predictor.correct(intermediate, target2d, options);
    },
    millimetres,
    errorOrNull,
    error(pose3d) {
      const error = errorOrNull(pose3d);
      if (error !== null) return error;
      throw new UserError(
        "The correction ran off to poses that are no numbers: lower its rate or its steps",
      );
    },
    mean,
  };
}
