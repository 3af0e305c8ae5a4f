import * as tf from "@tensorflow/tfjs";
import type { Tree } from "./tree.ts";

/**
 * Batch normalisation of `units` features: learned `scale` and `offset`, and the `mean` and `variance` of
 * the training set that stand in for a batch's own at test time. All [units].
 */
export interface BatchNorm extends Tree {
  /** γ, learned. */
  readonly scale: tf.Tensor1D;
  /** β, learned. */
  readonly offset: tf.Tensor1D;
  /** Of the training set. */
  readonly mean: tf.Tensor1D;
  /** Of the training set. */
  readonly variance: tf.Tensor1D;
}

/** Keeps the division finite; the usual value. */
export const BATCH_NORM_EPSILON = 1e-3;

export function initBatchNorm(units: number): BatchNorm {
  return {
    scale: tf.ones([units]),
    offset: tf.zeros([units]),
    mean: tf.zeros([units]),
    variance: tf.ones([units]),
  };
}

/**
 * `x` [batch, units] with its features brought to mean `offset` and standard deviation `scale`: by the
 * batch's own statistics when `training`, else by the stored ones, which are then constants.
 *
 * @throws {RangeError} when a batch of one is to be normalised by itself: its features would all be `offset`
 */
export function batchNorm(params: BatchNorm, x: tf.Tensor2D, training: boolean): tf.Tensor2D {
  const { scale, offset } = params;
  if (training && x.shape[0] < 2) {
    throw new RangeError(
      `Batch normalisation by a batch of ${x.shape[0]}: give it two rows or more, or leave it out`,
    );
  }
  const { mean, variance } = training ? tf.moments(x, 0) : params;
  const deviation = tf.sqrt(tf.add(variance, BATCH_NORM_EPSILON));
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), deviation), scale), offset);
}

/** As Torch has it for convolutions' outputs, where variances are not as small as poses' are. */
export const MAP_NORM_EPSILON = 1e-5;

/**
 * `x` [batch, h, w, channels] normalised channel by channel with the stored statistics, in one operation:
 * for test time only.
 */
export function normalizeMaps(
  { scale, offset, mean, variance }: BatchNorm,
  x: tf.Tensor4D,
): tf.Tensor4D {
  return tf.batchNorm(x, mean, variance, offset, scale, MAP_NORM_EPSILON) as tf.Tensor4D;
}

/** The same layer with the statistics of `x` [frames, units], the whole training set, stored. */
export function withStatistics(params: BatchNorm, x: tf.Tensor2D): BatchNorm {
  const { mean, variance } = tf.moments(x, 0);
  return { ...params, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
}
