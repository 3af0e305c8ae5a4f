import * as tf from "@tensorflow/tfjs";
import { pictures } from "../model/pictures.ts";
import type { Rng } from "../random.ts";
import type { Frames } from "./frames.ts";

/** Range of the random scaling of section 4.1. */
const SCALES = [0.9, 1.1] as const;

/**
 * Pictures [frames, size, size, 3] and true 2D poses [frames, 2K] of some frames of the training set,
 * scaled about their middle; `group` frames in a row, a clip, share a factor. The 3D poses stay: they
 * are millimetres.
 *
 * @param bytes the pictures of these frames
 */
export function scaledFrames(
  frames: Frames,
  indices: Int32Array,
  bytes: Uint8Array,
  group: number,
  size: number,
  rng: Rng,
): { images: tf.Tensor4D; pose2d: tf.Tensor2D } {
  const boxes = new Float32Array(4 * indices.length);
  const factors = new Float32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    // A person scaled up is seen through a smaller box.
    factors[i] = i % group === 0 ? rng.uniform(...SCALES) : factors[i - 1];
    const [low, high] = [0.5 - 0.5 / factors[i], 0.5 + 0.5 / factors[i]];
    boxes.set([low, low, high, high], 4 * i);
  }
  const whole = pictures(bytes, size);
  const images = tf.image.cropAndResize(
    whole,
    tf.tensor2d(boxes, [indices.length, 4]),
    tf.range(0, indices.length, 1, "int32"),
    [size, size],
  );
  const scale = tf.tensor2d(factors, [indices.length, 1]);
  const pose2d = tf.gather(frames.pose2d, indices);
  return { images, pose2d: tf.add(tf.mul(tf.sub(pose2d, 0.5), scale), 0.5) };
}
