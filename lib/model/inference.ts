import * as tf from "@tensorflow/tfjs";
import type { Dataset, Sequence } from "../data/dataset.ts";
import { UserError } from "../errors.ts";
import type { LifterConfig } from "./config.ts";
import type { Lifter } from "./machine.ts";
import { pictures } from "./pictures.ts";
import { framesAtOnce, type PsiR, psiR } from "./pose2d_network.ts";
import { initialState, psiT, type PsiTState } from "./transformer.ts";

/** What the machine says of some frames before any correction, as tensors. */
export interface Intermediate {
  /** Ψ_R's maps f2d, [frames, g, g, channels]. */
  readonly maps: tf.Tensor4D;
  /** Ψ_R's 2D poses p2d, [frames, 2K], in [0,1] of the crop. */
  readonly pose2d: tf.Tensor2D;
  /** Ψ_T's intermediate 3D poses p3d, [frames, 3K], normalised. */
  readonly pose3d: tf.Tensor2D;
  /** What to pass in with the next frames of the same sequences. */
  readonly state: PsiTState;
}

/**
 * Runs Ψ_R and Ψ_T, Eq. (1), on the next frames of one or more sequences, so that a long video can be
 * streamed: pass each call's `state` to the next.
 *
 * `images`: RGB bytes [sequences · frames, size, size, 3], sequence after sequence. The caller frees what
 * comes back.
 *
 * @throws {UserError} when the bytes do not make whole pictures of the machine's size, or the machine has
 * no 2D head
 *
 * @example
 * ```ts
 * import { initMachine, intermediatePoses, preset } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const config = { ...preset("small"), imageSize: 16 };
 * const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
 * const machine = { config, params: initMachine(config, 1), normalization };
 * const frame = new Uint8Array(16 * 16 * 3);
 * const first = intermediatePoses(machine, frame);
 * const second = intermediatePoses(machine, frame, { state: first.state });
 * assertEquals(second.pose3d.shape, [1, 51]);
 * ```
 */
export function intermediatePoses(
  machine: Lifter,
  images: Uint8Array,
  { sequences = 1, state }: { sequences?: number; state?: PsiTState } = {},
): Intermediate {
  const { config, params } = machine;
  if (state && config.transformer.direction !== "forward") {
    throw new UserError(
      `The preset ${config.preset} sees whole clips, forwards and backwards: a video cannot be streamed ` +
        `through it; take a 'forward' transformer`,
    );
  }
  return tf.tidy(() => {
    const { maps, pose2d } = seenIn(machine, images, sequences);
    const before = state ?? initialState(config, sequences);
    const after = psiT(params.psiT, config, maps, { sequences, state: before });
    return { maps, pose2d, pose3d: after.pose3d, state: after.state };
  });
}

/** Something that begins with Ψ_R: a machine, or one that it is compared with. */
interface Seeing {
  readonly config: LifterConfig;
  readonly params: { readonly psiR: PsiR };
}

/** What Ψ_R sees in the pictures of some sequences; on as many at a time as memory allows. */
function seenIn(
  { config, params }: Seeing,
  images: Uint8Array,
  sequences: number,
): Required<ReturnType<typeof psiR>> {
  const { imageSize } = config;
  const picture = imageSize * imageSize * 3;
  const frames = images.length / picture;
  if (!Number.isInteger(frames / sequences) || frames === 0) {
    throw new UserError(
      `${images.length} bytes are not ${sequences} sequence(s) of whole ${imageSize}x${imageSize} RGB ` +
        `pictures (${picture} bytes each): crop and resize them to ${imageSize} px`,
    );
  }
  const bytes = framesAtOnce(config) * picture;
  const parts = Array.from({ length: Math.ceil(images.length / bytes) }, (_, i) =>
    tf.tidy(() => {
      const some = images.subarray(i * bytes, (i + 1) * bytes);
      return psiR(params.psiR, config, pictures(some, imageSize));
    }));
  if (!parts[0].pose2d) {
    throw new UserError(
      `The preset ${config.preset} has no 2D head: take the 2D pose from another network`,
    );
  }
  return {
    maps: tf.concat(parts.map(({ maps }) => maps)),
    pose2d: tf.concat(parts.map(({ pose2d }) => pose2d!)),
  };
}

/** The 2D and intermediate 3D poses of a whole data set, frame after frame, sequence after sequence. */
export interface Inference {
  /** p2d [frames, 2K] in [0,1] of the crop. */
  readonly pose2d: Float32Array;
  /** p3d [frames, 3K], normalised, each sequence run from its first frame to its last. */
  readonly pose3d: Float32Array;
  /** p3d [frames, 3K], normalised, each frame on its own (row `w/ single frame`). */
  readonly singleFrame: Float32Array;
}

/** Sequences side by side: a recurrent step costs the same for eight as for one. */
const SIDE_BY_SIDE = 8;

/** Consecutive sequences of equal length, at most {@link SIDE_BY_SIDE} a group. */
function groups(sequences: readonly Sequence[]): Sequence[][] {
  const out: Sequence[][] = [];
  for (const sequence of sequences) {
    const last = out.at(-1);
    if (last && last.length < SIDE_BY_SIDE && last[0].frames === sequence.frames) {
      last.push(sequence);
    } else out.push([sequence]);
  }
  return out;
}

/**
 * Runs Ψ_R and Ψ_T over every sequence of `dataset`, and Ψ_T over every frame alone.
 *
 * @param onFrames told how many frames are done
 * @throws {UserError} when the data set's pictures or joints do not fit the machine
 *
 * @example
 * ```ts
 * import { benchmark, inferDataset, initMachine, preset } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const config = { ...preset("small"), imageSize: 16 };
 * const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
 * const machine = { config, params: initMachine(config, 1), normalization };
 * const data = await benchmark({
 *   split: "test", actors: ["S9"], actions: ["Walking"], trials: 1, frames: 2, imageSize: 16,
 *   workers: 1, cache: false,
 * });
 * assertEquals(inferDataset(machine, data).pose3d.length, 4 * 2 * 51);
 * ```
 */
export function inferDataset(
  machine: Lifter,
  dataset: Dataset,
  onFrames?: (done: number) => void,
): Inference {
  const { config, params } = machine;
  const lift = (maps: tf.Tensor4D, sequences: number) =>
    psiT(params.psiT, config, maps, { sequences }).pose3d;
  return inferSequences(machine, lift, dataset, onFrames);
}

/**
 * The same for whatever begins with Ψ_R: `lift` makes normalised 3D poses [frames, 3K] of the maps
 * [frames, g, g, channels] of so many sequences side by side.
 */
export function inferSequences(
  machine: Seeing,
  lift: (maps: tf.Tensor4D, sequences: number) => tf.Tensor2D,
  dataset: Dataset,
  onFrames: (done: number) => void = () => {},
): Inference {
  const { config } = machine;
  const joints = dataset.skeleton.joints.length;
  if (dataset.imageSize !== config.imageSize || joints !== config.joints) {
    throw new UserError(
      `${dataset.name} has ${dataset.imageSize} px pictures and ${joints} joints, the machine takes ` +
        `${config.imageSize} px and ${config.joints}: make the data with imageSize ${config.imageSize}`,
    );
  }
  const frames = dataset.sequences.reduce((sum, sequence) => sum + sequence.frames, 0);
  const pose2d = new Float32Array(frames * 2 * joints);
  const pose3d = new Float32Array(frames * 3 * joints);
  const singleFrame = new Float32Array(frames * 3 * joints);
  let done = 0;
  for (const group of groups(dataset.sequences)) {
    const images = new Uint8Array(group.length * group[0].images.length);
    group.forEach(({ images: part }, i) => images.set(part, i * part.length));
    tf.tidy(() => {
      const seen = seenIn(machine, images, group.length);
      const count = seen.maps.shape[0];
      pose2d.set(seen.pose2d.dataSync(), done * 2 * joints);
      pose3d.set(lift(seen.maps, group.length).dataSync(), done * 3 * joints);
      singleFrame.set(lift(seen.maps, count).dataSync(), done * 3 * joints);
      done += count;
    });
    onFrames(done);
  }
  return { pose2d, pose3d, singleFrame };
}
