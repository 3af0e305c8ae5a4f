import type { Dataset } from "../data/dataset.ts";
import type { Predictor } from "../evaluation/evaluate.ts";
import { depthErrors } from "../metrics_depth.ts";
import { type CorrectionTarget, correctionTrial, TARGETS } from "./correction_trial.ts";
import type { Columns } from "./result_file.ts";

/** Mean error of the poses across and along the line of sight, mm; averaged as the table's figure. */
export interface DepthLine {
  /** The 2D pose that the correction aims at; `none` for no correction. */
  readonly target: "none" | CorrectionTarget;
  /** In the image plane: the camera's x and y. */
  readonly plane_mm: number;
  /** Along depth: the camera's z. */
  readonly depth_mm: number;
  /** The table's figure, over all three. */
  readonly measured_mm: number;
}

/** Columns of `correction_depth.csv`. */
export const DEPTH_COLUMNS: Columns = {
  ...{ target: "text", plane_mm: "number", depth_mm: "number", measured_mm: "number" },
};

/**
 * Where the correction acts: the error in the image plane and along depth, before and after it. A 2D
 * pose says nothing of depth but through what Ψ_C and Ψ_P have learned of bodies.
 *
 * @example
 * ```ts
 * import { correctionDepth, disposeTree, openCheckpoint } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const part = { actions: ["Walking"], trials: 1, frames: 2 };
 * const { machine, dataset, predictor } = await openCheckpoint(part);
 * const lines = correctionDepth(dataset, predictor);
 * assertEquals(lines.map(({ target }) => target), ["none", "predicted", "truth"]);
 * disposeTree(machine.params);
 * ```
 */
export function correctionDepth(dataset: Dataset, predictor: Predictor): DepthLine[] {
  const trial = correctionTrial(dataset, predictor);
  const joints = dataset.skeleton.joints.length;
  return (["none", ...TARGETS] as const).map((target) => {
    const { pose3d } = target === "none"
      ? trial.correct(trial.targets.predicted, { steps: 0 })
      : trial.correct(trial.targets[target]);
    const measured_mm = trial.error(pose3d);
    const { plane, depth } = depthErrors(trial.millimetres(pose3d), trial.truth, joints);
    return { target, plane_mm: trial.mean(plane), depth_mm: trial.mean(depth), measured_mm };
  });
}
