import * as tf from "@tensorflow/tfjs";
import type { MachineConfig } from "../model/config.ts";
import { type PsiC, psiC, type PsiP, psiP } from "../model/projector.ts";
import { createRng } from "../random.ts";
import type { Frames } from "./frames.ts";
import { dropJoints, keptJoints } from "./joint_dropout.ts";
import { squaredError } from "./losses.ts";
import type { Objective } from "./minimize.ts";
import type { ProjectorRecipe } from "./recipe.ts";

/**
 * Step 3 of Algorithm 1: with ω_R and ω_T fixed, initialise ω_C and ω_P, Eq. (2):
 * min over {ω_C, ω_P} of Σ ‖p̂3d - p3d(gt)‖² + ‖Ψ_P(p̂3d; ω_P) - p2d(gt)‖², joints of p3d (input) and of
 * p2d (target) dropped with probability δ. A dropped joint of p3d is set to the projector's zero; one of
 * p2d is left out of the loss, where the paper would have it projected to zero.
 *
 * Beside Eq. (2), Ψ_P also sees the true poses, ‖Ψ_P(p3d(gt); ω_P) - p2d(gt)‖²: it should project right
 * where a correction ought to arrive, not only where Ψ_C starts.
 *
 * `poses` [frames, 3K] are Ψ_T's intermediate poses, computed once.
 */
export function initProjector(
  config: MachineConfig,
  recipe: ProjectorRecipe,
  frames: Frames,
  poses: tf.Tensor2D,
  seed: number,
): Objective<{ psiC: PsiC; psiP: PsiP }, Int32Array> {
  const { joints, projector } = config;
  return {
    updates: recipe.updates,
    rate: recipe.rate,
    schedule: recipe.schedule,
    images: recipe.poses,
    batch(update) {
      const rng = createRng(seed, "projector", update);
      return Int32Array.from({ length: recipe.poses }, () => rng.integer(0, frames.count));
    },
    describe: (indices) => `frames ${indices.subarray(0, 8).join(", ")}…`,
    loss(params, indices, update) {
      const rng = createRng(seed, "projector", "dropout", update);
      const keep = (coordinates: number) =>
        keptJoints(indices.length, joints, coordinates, recipe, rng);
      const p3d = dropJoints(tf.gather(poses, indices), keep(3), projector.centre);
      const truth3d = tf.gather(frames.pose3d, indices);
      const truth2d = tf.gather(frames.pose2d, indices);
      const kept2d = keep(2);
      const changed = psiC(params.psiC, projector, p3d);
      const pose3d = squaredError(changed, truth3d);
      const pose2d = squaredError(
        psiP(params.psiP, projector, changed, { training: true }),
        truth2d,
        kept2d,
      );
      const projected = squaredError(
        psiP(params.psiP, projector, truth3d, { training: true }),
        truth2d,
        kept2d,
      );
      return {
        total: tf.addN([pose3d, pose2d, projected]) as tf.Scalar,
        parts: { pose3d, pose2d, projected },
      };
    },
  };
}
