import * as tf from "@tensorflow/tfjs";
import { correctPoses } from "../correction/correct.ts";
import type { CorrectionMachine, Decision } from "../correction/projector.ts";
import { intermediatePoses } from "../model/inference.ts";
import { isMachine, type Lifter } from "../model/machine.ts";
import { framesAtOnce } from "../model/pose2d_network.ts";
import type { PsiTState } from "../model/transformer.ts";
import { denormalize } from "../normalize.ts";
import type { Skeleton } from "../skeleton.ts";
import { UserError } from "../errors.ts";
import type { CorrectionChange } from "./test_time.ts";

/** The poses of one frame. */
export interface StreamedPose<Frame> {
  /** What came in. */
  readonly frame: Frame;
  /** p2d [K, 2], in [0,1] of the crop: `fromCrop` places it in the whole picture. */
  readonly pose2d: Float32Array;
  /** The answer [K, 3]: corrected, or else the intermediate pose. In mm, root-relative, camera axes. */
  readonly pose3d: Float32Array;
  /** p3d [K, 3] before the correction, likewise. */
  readonly intermediate: Float32Array;
  /** What became of the correction; absent without one. */
  readonly decision?: Decision;
}

/** How {@link streamPoses} runs. */
export interface StreamOptions {
  /**
   * Correction settings that differ from `CORRECTION_DEFAULTS`; false for none. A machine without a
   * projector module has none.
   */
  readonly correction?: CorrectionChange | false;
  /**
   * Frames that are waited for and run in one go (default 16, fewer of large pictures; 1 for the shortest
   * delay). The poses are the same.
   */
  readonly framesAtOnce?: number;
}

const FRAMES_AT_ONCE = 16;

/**
 * The poses of a video of any length, frame after frame, in memory that does not grow with it: Ψ_R, Ψ_T
 * with its LSTMs' state carried on, the correction and the way back to millimetres.
 *
 * @param frames crops in order, `rgb` [size, size, 3] in 0..255 of the machine's size: what `videoCrops`
 * gives
 * @param skeleton the joints that the machine was trained with
 * @throws {UserError} when a crop is not of the machine's size, or the machine sees whole clips
 *
 * @example
 * ```ts
 * import { H36M_17, initMachine, preset, startEngine, streamPoses } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * await startEngine();
 * const config = { ...preset("small"), imageSize: 16 };
 * const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
 * const machine = { config, params: initMachine(config, 1), normalization };
 * const video = Array.from({ length: 20 }, (_, second) => ({ second, rgb: new Uint8Array(16 * 16 * 3) }));
 * for await (const { frame, pose3d } of streamPoses(machine, H36M_17, video)) {
 *   if (frame.second === 19) assertEquals(pose3d.length, 51);
 * }
 * ```
 */
export async function* streamPoses<Frame extends { readonly rgb: Uint8Array }>(
  machine: Lifter,
  skeleton: Skeleton,
  frames: AsyncIterable<Frame> | Iterable<Frame>,
  options: StreamOptions = {},
): AsyncGenerator<StreamedPose<Frame>, void, undefined> {
  const { framesAtOnce: together = FRAMES_AT_ONCE } = options;
  if (!Number.isInteger(together) || together < 1) {
    throw new UserError(`framesAtOnce is ${together}: expected a whole number from 1 on`);
  }
  const correct = corrector(machine, skeleton, options);
  let state: PsiTState | undefined;
  try {
    for await (const group of groups(frames, Math.min(together, framesAtOnce(machine.config)))) {
      const images = joined(group, machine.config.imageSize);
      const { maps, pose2d, pose3d, state: after } = intermediatePoses(machine, images, { state });
      if (state && state !== after) tf.dispose(state); // without LSTMs it is the same
      state = after;
      try {
        const corrected = correct?.(pose3d, pose2d);
        const [points, lifted] = [await pose2d.data(), await pose3d.data()] as Float32Array[];
        const millimetres = denormalize(machine.normalization, lifted);
        const answer = corrected && denormalize(machine.normalization, corrected.pose3d);
        yield* group.map((frame, i): StreamedPose<Frame> => ({
          frame,
          pose2d: row(points, i, group.length),
          pose3d: row(answer ?? millimetres, i, group.length),
          intermediate: row(millimetres, i, group.length),
          ...(corrected && { decision: corrected.decisions[i] }),
        }));
      } finally {
        tf.dispose([maps, pose2d, pose3d]);
      }
    }
  } finally {
    if (state) tf.dispose(state);
  }
}

/** The frame's numbers, in memory of their own: a kept pose keeps no other. */
function row(values: Float32Array, frame: number, frames: number): Float32Array {
  const columns = values.length / frames;
  return values.slice(frame * columns, (frame + 1) * columns);
}

function corrector(machine: Lifter, skeleton: Skeleton, { correction = {} }: StreamOptions) {
  if (correction === false || !isMachine(machine)) return undefined;
  const { params: { psiC, psiP }, config: { projector }, normalization } = machine;
  const whole: CorrectionMachine = { psiC, psiP, config: projector, normalization, skeleton };
  return (pose3d: tf.Tensor2D, pose2d: tf.Tensor2D) =>
    correctPoses(whole, pose3d, pose2d, correction);
}

/** So many at a time; the last ones, fewer. */
async function* groups<T>(items: AsyncIterable<T> | Iterable<T>, most: number) {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < most) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function joined(group: readonly { readonly rgb: Uint8Array }[], size: number): Uint8Array {
  const bytes = size * size * 3;
  const images = new Uint8Array(group.length * bytes);
  group.forEach(({ rgb }, i) => {
    if (rgb.length !== bytes) {
      throw new UserError(
        `A crop has ${rgb.length} bytes; the machine takes ${size}x${size} px, ${bytes} bytes: ` +
          `cut it with size ${size}`,
      );
    }
    images.set(rgb, i * bytes);
  });
  return images;
}
