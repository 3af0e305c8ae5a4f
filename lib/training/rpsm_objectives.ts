// What the two steps after step 1 minimise when a recurrent 3D pose sequence machine is trained.
import * as tf from "@tensorflow/tfjs";
import { pictures } from "../model/pictures.ts";
import { psiR } from "../model/pose2d_network.ts";
import { rpsm, type RpsmParams, type RpsmStages } from "../model/rpsm.ts";
import type { RpsmConfig } from "../model/rpsm_config.ts";
import { createRng } from "../random.ts";
import {
  type ClipsAndStills,
  clipsAndStills,
  type ClipsAndStillsOptions,
  clipsOnFixedMaps,
  type FixedMapsBatch,
  type FixedMapsOptions,
} from "./clip_objectives.ts";
import { squaredError } from "./losses.ts";
import type { Objective } from "./minimize.ts";
import { scaledFrames } from "./scaled_frames.ts";
import { visibleCoordinates } from "./visible_joints.ts";

/** Every stage's squared error, by its name. */
function stageErrors(poses3d: readonly tf.Tensor2D[], truth: tf.Tensor2D) {
  const errors = poses3d.map((pose, i) => [`stage${i + 1}`, squaredError(pose, truth)] as const);
  return Object.fromEntries(errors);
}

/**
 * With ω_R fixed, the sum over stages of ‖pose - p3d(gt)‖² on clips: those that step 2 of Algorithm 1
 * takes.
 */
export function rpsmObjective(
  options: FixedMapsOptions & { readonly config: RpsmConfig },
): Objective<RpsmStages, FixedMapsBatch> {
  const { config, recipe: { clips: sequences } } = options;
  return clipsOnFixedMaps(options, (params: RpsmStages, f2d, truth3d) => {
    const { poses3d } = rpsm(params, config, f2d, { sequences, mapsGradient: false });
    const parts = stageErrors(poses3d, truth3d);
    return { total: tf.addN(Object.values(parts)) as tf.Scalar, parts };
  });
}

/**
 * Everything together: the same sum on clips, and Eq. (5) on clips and stills, which keep Ψ_R's 2D poses
 * right. Clips, scales and stills are those of step 4 of Algorithm 1.
 */
export function rpsmFinetuneObjective(
  options: ClipsAndStillsOptions & { readonly config: RpsmConfig },
): Objective<RpsmParams, ClipsAndStills> {
  const { config, recipe, frames, seed } = options;
  const { joints, imageSize } = config;
  return clipsAndStills(options, (params: RpsmParams, { indices, images, stills }, update) => {
    const rng = createRng(seed, "finetune", "chance", update);
    const clips = scaledFrames(frames, indices, images, recipe.frames, imageSize, rng);
    const seen = psiR(params.psiR, config, clips.images);
    const { poses3d } = rpsm(params.stages, config, seen.maps, { sequences: recipe.clips });
    const parts: Record<string, tf.Scalar> = {
      pose2d: squaredError(seen.pose2d!, clips.pose2d), // Eq. (5)
      ...stageErrors(poses3d, tf.gather(frames.pose3d, indices)),
    };
    if (stills) {
      const truth = tf.tensor2d(stills.pose2d, [stills.count, 2 * joints]);
      const { pose2d } = psiR(params.psiR, config, pictures(stills.images, imageSize));
      parts.stills2d = squaredError(pose2d!, truth, visibleCoordinates(stills)); // Eq. (5)
    }
    return { total: tf.addN(Object.values(parts)) as tf.Scalar, parts };
  });
}
