import * as tf from "@tensorflow/tfjs";
import { type Camera, type Crop, fromCrop, toCrop } from "../../camera.ts";
import { clipsOfSide } from "../../data/benchmark/actions.ts";
import { benchmark } from "../../data/benchmark/benchmark.ts";
import { loadClips } from "../../data/benchmark/motion_file.ts";
import type { Picture } from "../../data/video/picture.ts";
import { cropSquare } from "../../data/video/square_crops.ts";
import { pictures } from "../../model/pictures.ts";
import { heatMaps } from "../../model/pose2d_network.ts";
import { fitNormalization, type Normalization } from "../../normalize.ts";
import type { Rng } from "../../random.ts";

/** A picture with a person in it, and where the person is. */
export interface TimedFrame {
  /** The whole picture. */
  readonly picture: Picture;
  /** The square about the person. */
  readonly crop: Crop;
  /** The true joints [17, 2], px of the picture. */
  readonly pose2d: Float32Array;
  /** The true joints [17, 3], mm about the root, camera axes. */
  readonly pose3d: Float32Array;
}

/** What methods are timed on. */
export interface TimedClip {
  /** Consecutive frames of one camera. */
  readonly frames: readonly TimedFrame[];
  /** That camera. */
  readonly camera: Camera;
  /** Range of the clip's poses. */
  readonly normalization: Normalization;
  /** Poses of other people [17, 3] each, mm, z up: what methods learn their models of shape from. */
  readonly shapes: readonly Float64Array[];
}

/** Every so many frames of captured motion gives a shape. */
const SHAPE_EVERY = 15;

/**
 * Consecutive frames of the embedded benchmark's test side, each drawn into a picture of the camera's size,
 * and poses of its training side.
 *
 * @example
 * ```ts
 * import { timedClip } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const { frames } = await timedClip({ frames: 2 });
 * assertEquals(frames[1].picture.full, { width: 1000, height: 1000 });
 * ```
 */
export async function timedClip({ frames = 5 } = {}): Promise<TimedClip> {
  const { sequences: [sequence], imageSize } = await benchmark({
    ...{ split: "test", actors: ["S9"], actions: ["Walking"], trials: 1, frames, imageSize: 256 },
    ...{ workers: 1, cache: false },
  });
  const { calibration: camera, images, crops, pose2d, pose3d } = sequence;
  const bytes = imageSize ** 2 * 3;
  return {
    camera,
    normalization: fitNormalization([pose3d], 17),
    shapes: shapes(),
    frames: Array.from({ length: sequence.frames }, (_, f): TimedFrame => {
      const [left, top, side] = crops.subarray(3 * f, 3 * f + 3);
      const crop = { left, top, side };
      const square = { width: imageSize, height: imageSize };
      const drawn = images.subarray(f * bytes, (f + 1) * bytes);
      return {
        crop,
        picture: wholePicture(
          { rgb: drawn, full: square, region: { left: 0, top: 0, ...square } },
          {
            crop,
            camera,
          },
        ),
        pose2d: fromCrop(crop, pose2d.subarray(34 * f, 34 * f + 34)),
        pose3d: pose3d.subarray(51 * f, 51 * f + 51),
      };
    }),
  };
}

/** The picture that a crop was cut from: black beyond it. */
function wholePicture(
  drawn: Picture,
  { crop: { left, top, side }, camera: { width } }: { crop: Crop; camera: Camera },
): Picture {
  const scale = drawn.full.width / side;
  const rgb = cropSquare(drawn, {
    left: -left * scale,
    top: -top * scale,
    side: width * scale,
  }, width);
  const full = { width, height: width };
  return { rgb, full, region: { left: 0, top: 0, ...full } };
}

/** Captured poses of the training side: y up becomes z up. */
function shapes(): Float64Array[] {
  return clipsOfSide(loadClips(), "training").flatMap(({ frames, poses }) =>
    Array.from({ length: Math.ceil(frames / SHAPE_EVERY) }, (_, i) => {
      const pose = poses.subarray(51 * SHAPE_EVERY * i, 51 * SHAPE_EVERY * i + 51);
      return Float64Array.from(
        pose,
        (_, k) => k % 3 === 0 ? pose[k] : k % 3 === 1 ? -pose[k + 1] : pose[k - 1],
      );
    })
  );
}

/** The person of a frame as a network's input [1, size, size, 3], its levels from `black` to black + 1. */
export function cropped({ picture, crop }: TimedFrame, size: number, black: 0 | -0.5): tf.Tensor4D {
  return tf.tidy(() => {
    const x = pictures(cropSquare(picture, crop, size), size); // from -0.5
    return black === 0 ? tf.add(x, 0.5) : x;
  });
}

/**
 * Heat maps of the true joints [frames, size, size, 17] in the crops: the cleanest that a trained network
 * could give. With `noise` each coordinate is off by that much, as a share of the crop (standard deviation).
 */
export function trueMaps(
  frames: readonly TimedFrame[],
  size: number,
  { noise = 0, rng }: { noise?: number; rng?: Rng } = {},
): tf.Tensor4D {
  return tf.tidy(() => {
    const places = frames.map(({ crop, pose2d }) =>
      Array.from(toCrop(crop, pose2d), (place) => place + (rng ? noise * rng.normal() : 0))
    );
    return heatMaps(tf.tensor2d(places), size);
  });
}
