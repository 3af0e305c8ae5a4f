import type { StepOptions } from "../correction/options.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Predictor } from "../evaluation/evaluate.ts";
import { jointErrors2d } from "../metrics_2d.ts";
import { type CorrectionTarget, correctionTrial, TARGETS } from "./correction_trial.ts";

/** What a correction that changes these weights does to the 3D pose and to its projection. */
export interface UpdateLine {
  /** The 2D pose that the correction aims at. */
  readonly target: CorrectionTarget;
  /** What the steps change; `nothing` is the row `w/o SSC test`. */
  readonly update: "nothing" | StepOptions["update"];
  /** The table's figure, mm. */
  readonly measured_mm: number;
  /** Mean distance of the robust joints from Ψ_C(p3d), mm. */
  readonly moved_mm: number;
  /** Mean distance of the projection, by the changed weights, from the 2D pose aimed at, px of the crop. */
  readonly to_target_px: number;
}

const UPDATES = ["nothing", "psiC", "psiP", "psiC+psiP"] as const;

/**
 * Updating Ψ_C alone, Ψ_P alone, both, or nothing. The answer is Ψ_C(p3d), so Ψ_P alone cannot change
 * it: the projection comes nearer to the 2D pose while the 3D pose stays where it was.
 *
 * @example
 * ```ts
 * import { correctionUpdates, disposeTree, openCheckpoint } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const part = { actions: ["Walking"], trials: 1, frames: 2 };
 * const { machine, dataset, predictor } = await openCheckpoint(part);
 * const [nothing, , psiP] = correctionUpdates(dataset, predictor);
 * assertEquals(psiP.measured_mm, nothing.measured_mm);
 * assertEquals(psiP.to_target_px < nothing.to_target_px, true);
 * disposeTree(machine.params);
 * ```
 */
export function correctionUpdates(dataset: Dataset, predictor: Predictor): UpdateLine[] {
  const trial = correctionTrial(dataset, predictor);
  const joints = dataset.skeleton.joints.length;
  const mean = (values: Float32Array | number[]) => {
    let sum = 0;
    for (const value of values) sum += value;
    return sum / values.length;
  };
  return TARGETS.flatMap((target) => {
    const target2d = trial.targets[target];
    return UPDATES.map((update) => {
      const { pose3d, projection, decisions } = trial.correct(target2d, {
        ...(update === "nothing" ? { steps: 0 } : { update }),
        project: true,
      });
      return {
        ...{ target, update, measured_mm: trial.error(pose3d) },
        moved_mm: mean(decisions.map(({ movement, discarded }) => discarded ? 0 : movement)),
        to_target_px: dataset.imageSize * mean(jointErrors2d(projection!, target2d, joints)),
      };
    });
  });
}
