import * as tf from "@tensorflow/tfjs";
import type { StoredDataset } from "../data/dataset.ts";
import { UserError } from "../errors.ts";
import { fitNormalization, type Normalization, normalize } from "../normalize.ts";
import type { Rng } from "../random.ts";

/** A training set laid out frame after frame, sequence after sequence. */
export interface Frames {
  readonly count: number;
  /** First frame of each sequence, and how many it has. */
  readonly sequences: readonly { readonly start: number; readonly frames: number }[];
  /** Bytes of the pictures of some frames, RGB, one after the other. */
  readonly pictures: (indices: Int32Array) => Promise<Uint8Array>;
  /** True 2D poses [frames, 2K] in [0,1] of the crop. */
  readonly pose2d: tf.Tensor2D;
  /** True 3D poses [frames, 3K], normalised. */
  readonly pose3d: tf.Tensor2D;
  readonly normalization: Normalization;
}

/** Lays out `dataset` and fits the 3D normalisation on it. The caller frees `pose2d` and `pose3d`. */
export function layOutFrames({ sequences, imageSize, skeleton }: StoredDataset): Frames {
  const joints = skeleton.joints.length;
  const normalization = fitNormalization(sequences.map((sequence) => sequence.pose3d), joints);
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
    pictures: picturesOf(sequences, layout, imageSize * imageSize * 3),
    pose2d: concat(sequences.map((sequence) => sequence.pose2d), 2 * joints),
    pose3d: concat(
      sequences.map((sequence) => normalize(normalization, sequence.pose3d)),
      3 * joints,
    ),
    normalization,
  };
}

/** Reads pictures of `size` bytes, those of a row of frames of one sequence together. */
function picturesOf(
  sequences: StoredDataset["sequences"],
  layout: Frames["sequences"],
  size: number,
): Frames["pictures"] {
  const sequenceOf = layout.flatMap(({ frames }, i) => new Array<number>(frames).fill(i));
  return async (indices) => {
    const bytes = new Uint8Array(indices.length * size);
    const reads: Promise<void>[] = [];
    for (let from = 0, to = 0; from < indices.length; from = to) {
      const owner = sequenceOf[indices[from]];
      while (to < indices.length && sequenceOf[indices[to]] === owner) to++;
      const sequence = sequences[owner];
      const frames = indices.subarray(from, to).map((index) => index - layout[owner].start);
      const part = bytes.subarray(from * size, to * size);
      if ("readPictures" in sequence) reads.push(sequence.readPictures(frames, part));
      else {
        frames.forEach((frame, i) =>
          part.set(sequence.images.subarray(frame * size, (frame + 1) * size), i * size)
        );
      }
    }
    await Promise.all(reads);
    return bytes;
  };
}

/**
 * Frame numbers of `clips` clips of `frames` consecutive frames, each from a random place of a random
 * sequence that is long enough: where motion capture lost a marker, pieces of a recording may be short.
 */
export function sampleClips(
  { sequences }: Frames,
  { clips, frames }: { clips: number; frames: number },
  rng: Rng,
): Int32Array {
  const indices = new Int32Array(clips * frames);
  const enough = sequences.filter((sequence) => sequence.frames >= frames);
  if (enough.length === 0) {
    const longest = sequences.reduce((most, { frames }) => Math.max(most, frames), 0);
    throw new UserError(
      `A clip of ${frames} frames does not fit a sequence of ${longest}, the longest there is. ` +
        `Prepare more frames a second, or train on shorter clips: --set transformer.frames=${longest} ` +
        `--set finetune.frames=${longest}`,
    );
  }
  for (let clip = 0; clip < clips; clip++) {
    const sequence = enough[rng.integer(0, enough.length)];
    const first = sequence.start + rng.integer(0, sequence.frames - frames + 1);
    for (let i = 0; i < frames; i++) indices[clip * frames + i] = first + i;
  }
  return indices;
}
