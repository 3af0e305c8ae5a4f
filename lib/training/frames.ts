import * as tf from "@tensorflow/tfjs";
import type { Dataset } from "../data/dataset.ts";
import { UserError } from "../errors.ts";
import { type LifterConfig, mapSize } from "../model/config.ts";
import { pictures } from "../model/pictures.ts";
import { framesAtOnce, type PsiR, psiR } from "../model/pose2d_network.ts";
import { type PsiT, psiT } from "../model/transformer.ts";
import { fitNormalization, type Normalization, normalize } from "../normalize.ts";
import type { Rng } from "../random.ts";

/** A training set laid out frame after frame, sequence after sequence. */
export interface Frames {
  readonly count: number;
  /** First frame of each sequence, and how many it has. */
  readonly sequences: readonly { readonly start: number; readonly frames: number }[];
  /** Bytes of each frame's picture; views, not copies. */
  readonly images: readonly Uint8Array[];
  /** True 2D poses [frames, 2K] in [0,1] of the crop. */
  readonly pose2d: tf.Tensor2D;
  /** True 3D poses [frames, 3K], normalised. */
  readonly pose3d: tf.Tensor2D;
  readonly normalization: Normalization;
}

/** Lays out `dataset` and fits the 3D normalisation on it. The caller frees `pose2d` and `pose3d`. */
export function layOutFrames({ sequences, imageSize, skeleton }: Dataset): Frames {
  const joints = skeleton.joints.length;
  const normalization = fitNormalization(sequences.map((sequence) => sequence.pose3d), joints);
  const pictureBytes = imageSize * imageSize * 3;
  let start = 0;
  const layout = sequences.map(({ frames }) => ({ start: (start += frames) - frames, frames }));
  const concat = (arrays: Float32Array[], columns: number) => {
    const values = new Float32Array(start * columns);
    let at = 0;
    for (const array of arrays) {
      values.set(array, at);
      at += array.length;
    }
    return tf.tensor2d(values, [start, columns]);
  };
  return {
    count: start,
    sequences: layout,
    images: sequences.flatMap(({ images, frames }) =>
      Array.from(
        { length: frames },
        (_, i) => images.subarray(i * pictureBytes, (i + 1) * pictureBytes),
      )
    ),
    pose2d: concat(sequences.map((sequence) => sequence.pose2d), 2 * joints),
    pose3d: concat(
      sequences.map((sequence) => normalize(normalization, sequence.pose3d)),
      3 * joints,
    ),
    normalization,
  };
}

/** Bytes of the pictures of some frames, one after the other. */
export function picturesOf({ images }: Frames, indices: Int32Array): Uint8Array {
  const size = images[0].length;
  const bytes = new Uint8Array(indices.length * size);
  indices.forEach((index, i) => bytes.set(images[index], i * size));
  return bytes;
}

/** Frame numbers of `clips` clips of `frames` consecutive frames, each from a random sequence and place. */
export function sampleClips(
  { sequences }: Frames,
  { clips, frames }: { clips: number; frames: number },
  rng: Rng,
): Int32Array {
  const indices = new Int32Array(clips * frames);
  const short = sequences.find((sequence) => sequence.frames < frames);
  if (short) {
    throw new UserError(
      `A clip of ${frames} frames does not fit a sequence of ${short.frames}: shorten the recipe's clips`,
    );
  }
  for (let clip = 0; clip < clips; clip++) {
    const sequence = sequences[rng.integer(0, sequences.length)];
    const first = sequence.start + rng.integer(0, sequence.frames - frames + 1);
    for (let i = 0; i < frames; i++) indices[clip * frames + i] = first + i;
  }
  return indices;
}

/**
 * Ψ_R's maps of every frame, [frames, g · g · channels], for the steps in which ω_R is fixed. They are
 * kept in memory: 8 KB a frame at the small preset, 1 MB at the paper's.
 */
export function fixedMaps(params: PsiR, config: LifterConfig, frames: Frames): tf.Tensor2D {
  return tf.tidy(() => {
    const parts: tf.Tensor2D[] = [];
    const batch = framesAtOnce(config);
    for (let start = 0; start < frames.count; start += batch) {
      const count = Math.min(batch, frames.count - start);
      const indices = Int32Array.from({ length: count }, (_, i) => start + i);
      parts.push(tf.tidy(() => {
        const x = pictures(picturesOf(frames, indices), config.imageSize);
        return tf.reshape(psiR(params, config, x).maps, [count, -1]) as tf.Tensor2D;
      }));
    }
    return tf.concat(parts, 0);
  });
}

/** Ψ_T's intermediate poses of every frame, [frames, 3K], each sequence run from its start to its end. */
export function fixedPoses(
  params: PsiT,
  config: LifterConfig,
  { sequences }: Frames,
  maps: tf.Tensor2D,
): tf.Tensor2D {
  const g = mapSize(config);
  return tf.tidy(() =>
    tf.concat(sequences.map(({ start, frames }) =>
      tf.tidy(() => {
        const clip = tf.reshape(tf.slice(maps, [start, 0], [frames, -1]), [frames, g, g, -1]);
        return psiT(params, config, clip as tf.Tensor4D, { sequences: 1 }).pose3d;
      })
    ))
  );
}
