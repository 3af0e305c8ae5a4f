import type { Dataset, Sequence, StoredDataset } from "../data/dataset.ts";
import type { Inference } from "../model/inference.ts";
import type { Predictor } from "./evaluate.ts";

/** Pictures of so many bytes are in memory at a time; a longer sequence is still read whole. */
const BYTES_AT_ONCE = 2 ** 28;

/** A data set whose pictures have been seen, and a predictor that knows what was seen in them. */
export interface Inferred {
  /** Its sequences have no pictures any more, unless they were in memory from the start. */
  readonly dataset: Dataset;
  readonly predictor: Predictor;
}

/** How sequences on disk are run through. */
export interface InferStoredOptions {
  /** Bytes of pictures in memory at a time (default 2²⁸). */
  readonly bytesAtOnce?: number;
  /** Told how many frames are done, of how many. */
  readonly progress?: (done: number, total: number) => void;
}

/**
 * Runs a predictor over sequences on disk, some at a time, so that a data set may be larger than memory.
 * One that is in memory is left as it is.
 */
export async function inferStored(
  stored: StoredDataset,
  predictor: Predictor,
  { bytesAtOnce = BYTES_AT_ONCE, progress = () => {} }: InferStoredOptions = {},
): Promise<Inferred> {
  if (stored.sequences.every((sequence) => "images" in sequence)) {
    return { dataset: stored as Dataset, predictor };
  }
  const total = stored.sequences.reduce((sum, { frames }) => sum + frames, 0);
  const inferences: Inference[] = [], hourglass: Float32Array[] = [];
  let done = 0;
  for (const group of groups(stored, bytesAtOnce)) {
    const part: Dataset = { ...stored, sequences: await Promise.all(group.map(inMemory(stored))) };
    inferences.push(predictor.infer(part));
    if (predictor.hourglass) hourglass.push(predictor.hourglass(part));
    done += group.reduce((sum, { frames }) => sum + frames, 0);
    progress(done, total);
  }
  const joined = (key: keyof Inference) => joinedArrays(inferences.map((each) => each[key]));
  const inference: Inference = {
    pose2d: joined("pose2d"),
    pose3d: joined("pose3d"),
    singleFrame: joined("singleFrame"),
  };
  const other = joinedArrays(hourglass);
  const seen = new Uint8Array();
  return {
    dataset: { ...stored, sequences: stored.sequences.map((each) => ({ ...each, images: seen })) },
    predictor: {
      ...predictor,
      infer: () => inference,
      hourglass: predictor.hourglass && (() => other),
    },
  };
}

/** Sequences in order, as many together as fit. */
function groups(
  { sequences, imageSize }: StoredDataset,
  bytesAtOnce: number,
): StoredDataset["sequences"][] {
  const all: (StoredDataset["sequences"][number])[][] = [];
  let bytes = Infinity;
  for (const sequence of sequences) {
    const own = sequence.frames * imageSize * imageSize * 3;
    bytes += own;
    if (bytes > bytesAtOnce) {
      all.push([]);
      bytes = own;
    }
    all.at(-1)!.push(sequence);
  }
  return all;
}

function inMemory({ imageSize }: StoredDataset) {
  return async (sequence: StoredDataset["sequences"][number]): Promise<Sequence> => {
    if ("images" in sequence) return sequence;
    const images = new Uint8Array(sequence.frames * imageSize * imageSize * 3);
    await sequence.readPictures([...Array(sequence.frames).keys()], images);
    return { ...sequence, images };
  };
}

function joinedArrays(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
