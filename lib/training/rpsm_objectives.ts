// What the two steps after step 1 minimise when a recurrent 3D pose sequence machine is trained.
import * as tf from "@tensorflow/tfjs";
import { mapSize } from "../model/config.ts";
import { pictures } from "../model/pictures.ts";
import { psiR } from "../model/pose2d_network.ts";
import { rpsm, type RpsmParams, type RpsmStages } from "../model/rpsm.ts";
import type { RpsmConfig } from "../model/rpsm_config.ts";
import { createRng } from "../random.ts";
import type { FinetuneBatch } from "./finetune.ts";
import { type Frames, sampleClips } from "./frames.ts";
import { clipStarts } from "./init_transformer.ts";
import { squaredError } from "./losses.ts";
import type { Loss, Objective } from "./minimize.ts";
import type { StillSource } from "./pretrain_pose2d.ts";
import type { ClipRecipe, Recipe } from "./recipe.ts";
import { scaledFrames } from "./scaled_frames.ts";

/** Every stage's squared error, by its name. */
function stageErrors(poses3d: readonly tf.Tensor2D[], truth: tf.Tensor2D) {
  const errors = poses3d.map((pose, i) => [`stage${i + 1}`, squaredError(pose, truth)] as const);
  return Object.fromEntries(errors);
}

/**
 * With ω_R fixed, the sum over stages of ‖pose - p3d(gt)‖² on clips: those that step 2 of Algorithm 1
 * takes. `maps` [frames, g · g · channels] are Ψ_R's, computed once.
 */
export function rpsmObjective(
  config: RpsmConfig,
  recipe: ClipRecipe,
  frames: Frames,
  maps: tf.Tensor2D,
  seed: number,
): Objective<RpsmStages, Int32Array> {
  const g = mapSize(config);
  return {
    updates: recipe.updates,
    rate: recipe.rate,
    images: recipe.clips * recipe.frames,
    batch: (update) => sampleClips(frames, recipe, createRng(seed, "transformer", update)),
    describe: (indices) => `the clips from frames ${clipStarts(indices, recipe.frames)}`,
    loss(params, indices): Loss {
      const f2d = tf.reshape(tf.gather(maps, indices), [indices.length, g, g, -1]) as tf.Tensor4D;
      const of = { sequences: recipe.clips, mapsGradient: false };
      const truth = tf.gather(frames.pose3d, indices);
      const parts = stageErrors(rpsm(params, config, f2d, of).poses3d, truth);
      return { total: tf.addN(Object.values(parts)) as tf.Scalar, parts };
    },
  };
}

/**
 * Everything together: the same sum on clips, and Eq. (5) on clips and stills, which keep Ψ_R's 2D poses
 * right. Clips, scales and stills are those of step 4 of Algorithm 1.
 */
export function rpsmFinetuneObjective(
  config: RpsmConfig,
  recipe: Recipe["finetune"],
  frames: Frames,
  stills: StillSource | undefined,
  seed: number,
): Objective<RpsmParams, FinetuneBatch> {
  const { joints, imageSize } = config;
  return {
    updates: recipe.updates,
    rate: recipe.rate,
    images: recipe.clips * recipe.frames + recipe.stills,
    batch: async (update) => ({
      indices: sampleClips(frames, recipe, createRng(seed, "finetune", update)),
      stills: await stills?.next(),
    }),
    describe: ({ indices, stills }) =>
      `the clips from frames ${clipStarts(indices, recipe.frames)} and ${
        stills?.count ?? 0
      } stills`,
    loss(params, { indices, stills }, update): Loss {
      const rng = createRng(seed, "finetune", "chance", update);
      const clips = scaledFrames(frames, indices, recipe.frames, imageSize, rng);
      const seen = psiR(params.psiR, config, clips.images);
      const { poses3d } = rpsm(params.stages, config, seen.maps, { sequences: recipe.clips });
      const parts: Record<string, tf.Scalar> = {
        pose2d: squaredError(seen.pose2d!, clips.pose2d), // Eq. (5)
        ...stageErrors(poses3d, tf.gather(frames.pose3d, indices)),
      };
      if (stills) {
        const truth = tf.tensor2d(stills.pose2d, [stills.count, 2 * joints]);
        const { pose2d } = psiR(params.psiR, config, pictures(stills.images, imageSize));
        parts.stills2d = squaredError(pose2d!, truth); // Eq. (5)
      }
      return { total: tf.addN(Object.values(parts)) as tf.Scalar, parts };
    },
  };
}
