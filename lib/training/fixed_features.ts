// What Ψ_R and Ψ_T give while they are fixed, for the steps that come after them.
import * as tf from "@tensorflow/tfjs";
import { type LifterConfig, mapSize } from "../model/config.ts";
import { pictures } from "../model/pictures.ts";
import { framesAtOnce, type PsiR, psiR } from "../model/pose2d_network.ts";
import { type PsiT, psiT } from "../model/transformer.ts";
import type { Frames } from "./frames.ts";

/** Ψ_R's maps of frames of a training set, for the steps in which ω_R is fixed. */
export interface FixedMaps {
  /** What {@link FixedMaps.of} needs of some frames: their pictures, unless maps are kept. */
  prepare(indices: Int32Array): Promise<Uint8Array | undefined>;
  /** Maps [frames, g, g, channels] of frames that were prepared. */
  of(indices: Int32Array, prepared: Uint8Array | undefined): tf.Tensor4D;
  /** Frees what is kept. */
  dispose(): void;
}

/** Maps are kept in memory up to this many bytes: 8 KB a frame at the small preset, 1 MB at the paper's. */
const MOST_KEPT = 2 ** 31;

/** Ψ_R's maps, computed once where they fit into memory and whenever they are asked for otherwise. */
export async function fixedMaps(
  params: PsiR,
  config: LifterConfig,
  frames: Frames,
  mostKept = MOST_KEPT,
): Promise<FixedMaps> {
  const bytes = 4 * frames.count * mapSize(config) ** 2 * config.pose2d.channels.at(-1)!;
  if (bytes > mostKept) {
    return {
      prepare: frames.pictures,
      of: (_, images) => mapsOf(params, config, images!),
      dispose() {},
    };
  }
  const parts: tf.Tensor2D[] = [];
  const batch = framesAtOnce(config);
  for (let start = 0; start < frames.count; start += batch) {
    const count = Math.min(batch, frames.count - start);
    const images = await frames.pictures(Int32Array.from({ length: count }, (_, i) => start + i));
    parts.push(tf.tidy(() => tf.reshape(mapsOf(params, config, images), [count, -1])));
  }
  const all = tf.concat(parts, 0);
  tf.dispose(parts);
  return keptMaps(config, all);
}

/** Maps [frames, g · g · channels] that were computed before; freed by `dispose`. */
export function keptMaps(config: LifterConfig, all: tf.Tensor2D): FixedMaps {
  const g = mapSize(config);
  return {
    prepare: () => Promise.resolve(undefined),
    of: (indices) => tf.reshape(tf.gather(all, indices), [indices.length, g, g, -1]) as tf.Tensor4D,
    dispose: () => all.dispose(),
  };
}

/** Ψ_R's maps of pictures given as bytes, as many at a time as memory allows. */
function mapsOf(params: PsiR, config: LifterConfig, images: Uint8Array): tf.Tensor4D {
  const x = pictures(images, config.imageSize);
  const batch = framesAtOnce(config);
  if (x.shape[0] <= batch) return psiR(params, config, x).maps;
  const parts: tf.Tensor4D[] = [];
  for (let start = 0; start < x.shape[0]; start += batch) {
    const count = Math.min(batch, x.shape[0] - start);
    const part = tf.slice(x, [start, 0, 0, 0], [count, -1, -1, -1]);
    parts.push(tf.tidy(() => psiR(params, config, part).maps));
  }
  return tf.concat(parts, 0);
}

/** Ψ_T's intermediate poses of every frame, [frames, 3K], each sequence run from its start to its end. */
export async function fixedPoses(
  params: PsiT,
  config: LifterConfig,
  { sequences }: Frames,
  maps: FixedMaps,
): Promise<tf.Tensor2D> {
  const parts: tf.Tensor2D[] = [];
  for (const { start, frames } of sequences) {
    const indices = Int32Array.from({ length: frames }, (_, i) => start + i);
    const prepared = await maps.prepare(indices);
    parts.push(
      tf.tidy(() => psiT(params, config, maps.of(indices, prepared), { sequences: 1 }).pose3d),
    );
  }
  const poses = tf.concat(parts, 0);
  tf.dispose(parts);
  return poses;
}
