import * as tf from "@tensorflow/tfjs";

/**
 * Σ over coordinates of the squared difference, averaged over frames: ‖a - b‖² of Eqs. (2), (5), (6), (7).
 * `a`, `b` [frames, coordinates]; `keep`, if given, is a 0/1 mask of the same shape: coordinates left out.
 */
export function squaredError(a: tf.Tensor2D, b: tf.Tensor2D, keep?: tf.Tensor2D): tf.Scalar {
  const squared = tf.square(tf.sub(a, b));
  return tf.mean(tf.sum(keep ? tf.mul(squared, keep) : squared, 1)) as tf.Scalar;
}
