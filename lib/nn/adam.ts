import * as tf from "@tensorflow/tfjs";
import type { Tree } from "./tree.ts";

/** Adam's constants [49]; the defaults are those of its paper and of the released solvers. */
export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /**
   * Largest Euclidean norm of the whole gradient; infinity: no clipping. 5 is the released solvers'
   * (`clip_gradients`); the paper says nothing of clipping.
   */
  readonly clipNorm: number;
}

export const ADAM: AdamOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, clipNorm: 5 };

/** Adam's memory for a flat vector of parameters: first and second moments [parameters]. */
export interface AdamState extends Tree {
  readonly first: tf.Tensor1D;
  readonly second: tf.Tensor1D;
}

export function initAdam(parameters: number): AdamState {
  return { first: tf.zeros([parameters]), second: tf.zeros([parameters]) };
}

/** A flat gradient scaled down to a norm of `clipNorm` where it is larger, and the norm that it had. */
export function clipGradient(
  gradient: tf.Tensor1D,
  clipNorm: number,
): { norm: tf.Scalar; clipped: tf.Tensor1D } {
  const norm: tf.Scalar = tf.sqrt(tf.sum(tf.square(gradient))); // tf.norm takes powers: 3 ms more
  if (!Number.isFinite(clipNorm)) return { norm, clipped: gradient };
  return {
    norm,
    clipped: tf.mul(gradient, tf.minimum(1, tf.div(clipNorm, tf.maximum(norm, 1e-12)))),
  };
}

/**
 * One step on a flat vector: `step` counts from 1. Working on one vector costs a dozen operations where
 * a tensor at a time takes a dozen for each of some fifty tensors. `deno task bench --only update` sets it
 * beside the training steps that it is part of, and beside TensorFlow's one operation for it.
 *
 * Returns new tensors; the caller frees the old ones.
 */
export function adam(
  parameters: tf.Tensor1D,
  gradient: tf.Tensor1D,
  { first, second }: AdamState,
  { step, rate, options = ADAM }: { step: number; rate: number; options?: AdamOptions },
): { parameters: tf.Tensor1D; state: AdamState; norm: tf.Scalar } {
  const { beta1, beta2, epsilon, clipNorm } = options;
  const { norm, clipped: g } = clipGradient(gradient, clipNorm);
  const m = tf.add(tf.mul(first, beta1), tf.mul(g, 1 - beta1)) as tf.Tensor1D;
  const v = tf.add(tf.mul(second, beta2), tf.mul(tf.square(g), 1 - beta2)) as tf.Tensor1D;
  const corrected = rate * Math.sqrt(1 - beta2 ** step) / (1 - beta1 ** step);
  // eps is scaled too, so that this is Adam as printed: rate · m̂ / (sqrt(v̂) + eps)
  const scale = tf.add(tf.sqrt(v), epsilon * Math.sqrt(1 - beta2 ** step));
  return {
    parameters: tf.sub(parameters, tf.div(tf.mul(m, corrected), scale)) as tf.Tensor1D,
    state: { first: m, second: v },
    norm,
  };
}
