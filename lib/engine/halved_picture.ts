import * as tf from "@tensorflow/tfjs";

/**
 * One picture [1, height, width, channels], of even height, as a batch of its upper and its lower half
 * [2, height / 2 + 2·halo, width, channels]: each with the rows of the other that a window at its edge
 * sees, and rows of zeros beyond the picture.
 */
export function halvedPicture(x: tf.Tensor4D, halo: number): tf.Tensor4D {
  const [, height, width, channels] = x.shape;
  const rows = height / 2 + 2 * halo;
  const padded = tf.pad(x, [[0, 0], [halo, halo], [0, 0], [0, 0]]);
  const both = Int32Array.from({ length: 2 * rows }, (_, i) => i < rows ? i : i - 2 * halo);
  const flat = tf.reshape(padded, [height + 2 * halo, width * channels]);
  return tf.reshape(tf.gather(flat, tf.tensor1d(both, "int32")), [2, rows, width, channels]);
}
