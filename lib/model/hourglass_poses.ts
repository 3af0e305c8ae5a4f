import * as tf from "@tensorflow/tfjs";
import type { Dataset } from "../data/dataset.ts";
import { UserError } from "../errors.ts";
import { heatMapPoses } from "./heat_map_poses.ts";
import { type HourglassParams, stackedHourglass } from "./hourglass.ts";
import { heatMapSize, type HourglassConfig } from "./hourglass_config.ts";
import type { Hourglass } from "./hourglass_file.ts";
import { pictures } from "./pictures.ts";

/** What the features of one module may take of memory, bytes; about ten such live at a time. */
const FEATURE_BYTES = 2 ** 24;

/**
 * The 2D poses [frames, 2K], in [0,1] of the crop, that the last stack sees in `images`, RGB bytes
 * [frames, size, size, 3]; as many frames at a time as memory allows.
 *
 * @throws {UserError} when the bytes do not make whole pictures of the network's size
 *
 * @example
 * ```ts
 * import { createRng, HOURGLASS_SMALL, hourglassPoses, initHourglass } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const config = { ...HOURGLASS_SMALL, imageSize: 32 };
 * const params = initHourglass(config, createRng(1));
 * assertEquals(hourglassPoses(params, config, new Uint8Array(2 * 32 * 32 * 3)).length, 2 * 34);
 * ```
 */
export function hourglassPoses(
  params: HourglassParams,
  config: HourglassConfig,
  images: Uint8Array,
): Float32Array {
  const { imageSize, joints, features } = config;
  const size = heatMapSize(config);
  const picture = imageSize * imageSize * 3;
  const frames = images.length / picture;
  if (!Number.isInteger(frames)) {
    throw new UserError(
      `${images.length} bytes are no whole ${imageSize}x${imageSize} RGB pictures (${picture} bytes ` +
        `each): crop and resize them to ${imageSize} px`,
    );
  }
  const atOnce = Math.max(1, Math.floor(FEATURE_BYTES / (4 * size * size * features)));
  const poses = new Float32Array(frames * 2 * joints);
  for (let first = 0; first < frames; first += atOnce) {
    const some = images.subarray(first * picture, (first + atOnce) * picture);
    const maps = tf.tidy(() => {
      const heat = stackedHourglass(params, config, pictures(some, imageSize));
      return heat[heat.length - 1].dataSync<"float32">();
    });
    poses.set(heatMapPoses(maps, size, joints), first * 2 * joints);
  }
  return poses;
}

/**
 * The 2D poses [frames, 2K] of a whole data set, frame after frame, sequence after sequence.
 *
 * @throws {UserError} when the data set's pictures or joints do not fit the network
 *
 * @example
 * ```ts
 * import { benchmark, createRng, HOURGLASS_SMALL, hourglassInfer, initHourglass } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const config = { ...HOURGLASS_SMALL, imageSize: 32 };
 * const data = await benchmark({
 *   split: "test", actors: ["S9"], actions: ["Walking"], trials: 1, frames: 2, imageSize: 32,
 *   workers: 1, cache: false,
 * });
 * const poses = hourglassInfer({ config, params: initHourglass(config, createRng(1)) }, data);
 * assertEquals(poses.length, 4 * 2 * 34);
 * ```
 */
export function hourglassInfer({ config, params }: Hourglass, dataset: Dataset): Float32Array {
  const { imageSize, skeleton } = dataset;
  if (imageSize !== config.imageSize || skeleton.joints.length !== config.joints) {
    throw new UserError(
      `${dataset.name} has ${imageSize} px pictures and ${skeleton.joints.length} joints, the hourglass ` +
        `takes ${config.imageSize} px and knows ${config.joints}: make the data set ready for it`,
    );
  }
  const poses = dataset.sequences.map(({ images }) => hourglassPoses(params, config, images));
  const all = new Float32Array(poses.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const some of poses) {
    all.set(some, at);
    at += some.length;
  }
  return all;
}
