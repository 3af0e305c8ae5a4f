import * as tf from "@tensorflow/tfjs";
import { BATCH_NORM_EPSILON, type BatchNorm } from "../nn/batch_norm.ts";
import type { Dense } from "../nn/dense.ts";
import { backward, forward, type SharedLayer, sharedLayer, throughRelu } from "./rank_one.ts";

/** A fully connected layer with ReLU and, where Ψ_P has it, batch normalisation in between. */
export interface HiddenLayer extends SharedLayer {
  readonly norm?: {
    readonly mean: tf.Tensor1D;
    /** 1 / standard deviation. */
    readonly inverse: tf.Tensor1D;
    /** Of all frames [units], or after an update each frame's own [batch, units]. */
    scale: tf.Tensor;
    offset: tf.Tensor;
  };
}

/** What a layer made of a batch, as its back-propagation needs it; all [batch, units]. */
export interface Activity {
  readonly output: tf.Tensor2D;
  /** With mean 0 and standard deviation 1, before scale and offset; absent without normalisation. */
  readonly normal?: tf.Tensor2D;
}

/** A layer as trained. */
export function hiddenLayer(dense: Dense, norm?: BatchNorm): HiddenLayer {
  if (!norm) return sharedLayer(dense);
  const { mean, variance, scale, offset } = norm;
  const inverse: tf.Tensor1D = tf.rsqrt(tf.add(variance, BATCH_NORM_EPSILON));
  return { ...sharedLayer(dense), norm: { mean, inverse, scale, offset } };
}

/** The same trained layer for another batch, which has not changed it yet. */
export function untouched<T extends SharedLayer & Partial<HiddenLayer>>(layer: T): T {
  return { ...layer, terms: [], ...(layer.norm && { norm: { ...layer.norm } }) };
}

/** Each frame through its own layer: [batch, inputs] → [batch, units]. */
export function activate(layer: HiddenLayer, x: tf.Tensor2D): Activity {
  const y = forward(layer, x);
  if (!layer.norm) return { output: tf.relu(y) };
  const { mean, inverse, scale, offset } = layer.norm;
  const normal: tf.Tensor2D = tf.mul(tf.sub(y, mean), inverse);
  return { output: tf.relu(tf.add(tf.mul(normal, scale), offset)), normal };
}

/**
 * Back-propagates `g`, rate · ∂loss/∂output, to the layer's input; where `update`, takes the gradient
 * step in the layer too. (The input's gradient is by the weights before the step.)
 */
export function backActivity(
  layer: HiddenLayer,
  x: tf.Tensor2D,
  { output, normal }: Activity,
  g: tf.Tensor2D,
  update: boolean,
): tf.Tensor2D {
  let change = throughRelu(g, output);
  const { norm } = layer;
  if (norm) {
    const beyond = change;
    change = tf.mul(tf.mul(beyond, norm.scale), norm.inverse);
    if (update) {
      norm.scale = tf.sub(norm.scale, tf.mul(beyond, normal!));
      norm.offset = tf.sub(norm.offset, beyond);
    }
  }
  const before = backward(layer, change);
  if (update) layer.terms.push({ input: x, change });
  return before;
}
