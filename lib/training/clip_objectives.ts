import * as tf from "@tensorflow/tfjs";
import type { Stills } from "../data/dataset.ts";
import type { Tree } from "../nn/tree.ts";
import { createRng } from "../random.ts";
import type { FixedMaps } from "./fixed_features.ts";
import { type Frames, sampleClips } from "./frames.ts";
import type { Objective } from "./minimize.ts";
import type { Loss } from "./adam_update.ts";
import type { StillSource } from "./pretrain_pose2d.ts";
import type { ClipRecipe } from "./recipe.ts";

/** One update's clips, by frame number, and stills. */
export interface ClipsAndStills {
  readonly indices: Int32Array;
  /** Pictures of the clips' frames. */
  readonly images: Uint8Array;
  /** Absent when clips alone are trained on. */
  readonly stills?: Stills;
}

/** One update's clips, by frame number, and what their maps are made from. */
export interface FixedMapsBatch {
  readonly indices: Int32Array;
  readonly prepared: Uint8Array | undefined;
}

/** Where clips on fixed maps come from. */
export interface FixedMapsOptions {
  readonly recipe: ClipRecipe;
  readonly frames: Frames;
  readonly maps: FixedMaps;
  readonly seed: number;
}

/**
 * All but the loss of a step on clips of N frames while ω_R is fixed. The loss is told the clips' maps
 * [clips · N, g, g, channels] and their true 3D poses [clips · N, 3K], normalised.
 */
export function clipsOnFixedMaps<Params extends Tree>(
  { recipe, frames, maps, seed }: FixedMapsOptions,
  loss: (params: Params, f2d: tf.Tensor4D, truth3d: tf.Tensor2D) => Loss,
): Objective<Params, FixedMapsBatch> {
  return {
    updates: recipe.updates,
    rate: recipe.rate,
    schedule: recipe.schedule,
    images: recipe.clips * recipe.frames,
    async batch(update) {
      const indices = sampleClips(frames, recipe, createRng(seed, "transformer", update));
      return { indices, prepared: await maps.prepare(indices) };
    },
    describe: ({ indices }) => `the clips from frames ${clipStarts(indices, recipe.frames)}`,
    loss: (params, { indices, prepared }) =>
      loss(params, maps.of(indices, prepared), tf.gather(frames.pose3d, indices)),
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
    schedule: recipe.schedule,
    images: recipe.clips * recipe.frames + recipe.stills,
    async batch(update) {
      const indices = sampleClips(frames, recipe, createRng(seed, "finetune", update));
      const [images, next] = await Promise.all([frames.pictures(indices), stills?.next()]);
      return { indices, images, stills: next };
    },
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
