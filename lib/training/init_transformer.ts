import * as tf from "@tensorflow/tfjs";
import { type LifterConfig, mapSize } from "../model/config.ts";
import { type PsiT, psiT } from "../model/transformer.ts";
import { createRng } from "../random.ts";
import { type Frames, sampleClips } from "./frames.ts";
import { squaredError } from "./losses.ts";
import type { Objective } from "./minimize.ts";
import type { ClipRecipe } from "./recipe.ts";

/**
 * Step 2 of Algorithm 1: with ω_R fixed, initialise ω_T on clips of N frames, Eq. (6):
 * min over ω_T of Σ ‖Ψ_T(f2d; ω_T, H) - p3d(gt)‖².
 *
 * `maps` [frames, g · g · channels] are Ψ_R's, computed once: so this step, and the next, go without the
 * random scaling of section 4.1.
 */
export function initTransformer(
  config: LifterConfig,
  recipe: ClipRecipe,
  frames: Frames,
  maps: tf.Tensor2D,
  seed: number,
): Objective<PsiT, Int32Array> {
  const g = mapSize(config);
  return {
    updates: recipe.updates,
    rate: recipe.rate,
    images: recipe.clips * recipe.frames,
    batch: (update) => sampleClips(frames, recipe, createRng(seed, "transformer", update)),
    describe: (indices) => `the clips from frames ${clipStarts(indices, recipe.frames)}`,
    loss(params, indices) {
      const f2d = tf.reshape(tf.gather(maps, indices), [indices.length, g, g, -1]) as tf.Tensor4D;
      const { pose3d } = psiT(params, config, f2d, {
        sequences: recipe.clips,
        mapsGradient: false,
      });
      return { total: squaredError(pose3d, tf.gather(frames.pose3d, indices)), parts: {} };
    },
  };
}

/** Where each clip of a batch begins, for a message. */
export function clipStarts(indices: Int32Array, frames: number): string {
  return Array.from(indices).filter((_, i) => i % frames === 0).join(", ");
}
