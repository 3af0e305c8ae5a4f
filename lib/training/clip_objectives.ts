import * as tf from "@tensorflow/tfjs";
import type { Stills } from "../data/dataset.ts";
import { type LifterConfig, mapSize } from "../model/config.ts";
import type { Tree } from "../nn/tree.ts";
import { createRng } from "../random.ts";
import { type Frames, sampleClips } from "./frames.ts";
import type { Loss, Objective } from "./minimize.ts";
import type { StillSource } from "./pretrain_pose2d.ts";
import type { ClipRecipe } from "./recipe.ts";

/** One update's clips, by frame number, and stills. */
export interface ClipsAndStills {
  readonly indices: Int32Array;
  /** Absent when clips alone are trained on. */
  readonly stills?: Stills;
}

/** Where clips on fixed maps come from. */
export interface FixedMapsOptions {
  readonly config: LifterConfig;
  readonly recipe: ClipRecipe;
  readonly frames: Frames;
  /** Ψ_R's, computed once, [frames, g · g · channels]. */
  readonly maps: tf.Tensor2D;
  readonly seed: number;
}

/**
 * All but the loss of a step on clips of N frames while ω_R is fixed. The loss is told the clips' maps
 * [clips · N, g, g, channels] and their true 3D poses [clips · N, 3K], normalised.
 */
export function clipsOnFixedMaps<Params extends Tree>(
  { config, recipe, frames, maps, seed }: FixedMapsOptions,
  loss: (params: Params, f2d: tf.Tensor4D, truth3d: tf.Tensor2D) => Loss,
): Objective<Params, Int32Array> {
  const g = mapSize(config);
  return {
    updates: recipe.updates,
    rate: recipe.rate,
    images: recipe.clips * recipe.frames,
    batch: (update) => sampleClips(frames, recipe, createRng(seed, "transformer", update)),
    describe: (indices) => `the clips from frames ${clipStarts(indices, recipe.frames)}`,
    loss(params, indices) {
      const f2d = tf.reshape(tf.gather(maps, indices), [indices.length, g, g, -1]) as tf.Tensor4D;
      return loss(params, f2d, tf.gather(frames.pose3d, indices));
    },
  };
}

/** Where clips and stills come from. */
export interface ClipsAndStillsOptions {
  readonly recipe: ClipRecipe & { readonly stills: number };
  readonly frames: Frames;
  /** {I_i^2d}; absent when `recipe.stills` is 0. */
  readonly stills?: StillSource;
  readonly seed: number;
}

/** All but the loss of a step on clips of N frames and stills together. */
export function clipsAndStills<Params extends Tree>(
  { recipe, frames, stills, seed }: ClipsAndStillsOptions,
  loss: Objective<Params, ClipsAndStills>["loss"],
): Objective<Params, ClipsAndStills> {
  return {
    updates: recipe.updates,
    rate: recipe.rate,
    images: recipe.clips * recipe.frames + recipe.stills,
    batch: async (update) => ({
      indices: sampleClips(frames, recipe, createRng(seed, "finetune", update)),
      stills: await stills?.next(),
    }),
    describe({ indices, stills }) {
      const starts = clipStarts(indices, recipe.frames);
      return `the clips from frames ${starts} and ${stills?.count ?? 0} stills`;
    },
    loss,
  };
}

/** Where each clip of a batch begins, for a message. */
function clipStarts(indices: Int32Array, frames: number): string {
  return Array.from(indices).filter((_, i) => i % frames === 0).join(", ");
}
