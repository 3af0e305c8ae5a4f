import * as tf from "@tensorflow/tfjs";
import type { ConvOptions } from "../engine/convolution.ts";
import { relu } from "../engine/relu.ts";
import type { Rng } from "../random.ts";
import { type BatchNorm, initBatchNorm, MAP_NORM_EPSILON, normalizeMaps } from "./batch_norm.ts";
import { type Convolution, convolution, initConvolution } from "./convolution.ts";
import type { Initializer } from "./initialize.ts";

/** A normalisation that a convolution before it does already: see {@link foldNorm}. */
export type FoldedNorm = Readonly<Record<string, never>>;

/** A convolution whose output is normalised. */
export interface PostNormed extends Convolution {
  /** Of the outputs. */
  readonly norm: BatchNorm | FoldedNorm;
}

/** A convolution whose input is normalised, and then passes ReLU. */
export interface PreNormed extends Convolution {
  /** Of the inputs. */
  readonly preNorm: BatchNorm | FoldedNorm;
}

/** A convolution with or without batch normalisation on one of its sides. */
export type NormedConvolution = Convolution | PostNormed | PreNormed;

/** On which side of each convolution batch normalisation stands. */
export type NormPlace = "before" | "after";

/** How a convolution starts, and where its normalisation stands, if it has any. */
export interface NormedInit {
  /** Draws the weights. */
  readonly rng: Rng;
  /** From what they are drawn. */
  readonly initializer: Initializer;
  /** Without it there is no normalisation. */
  readonly norm?: NormPlace;
}

/** Whether a normalisation is still to be done. */
export function isUnfolded(norm: BatchNorm | FoldedNorm): norm is BatchNorm {
  return "scale" in norm;
}

/**
 * A convolution and the normalisation of its output, by the stored statistics, as one convolution: new
 * tensors. What follows for test time; the same numbers but for rounding.
 */
export function foldNorm(
  { kernel, bias }: Convolution,
  { scale, offset, mean, variance }: BatchNorm,
): Convolution {
  const [k, b] = tf.tidy(() => {
    const gain = tf.mul(scale, tf.rsqrt(tf.add(variance, MAP_NORM_EPSILON)));
    return [tf.mul(kernel, gain), tf.add(tf.mul(tf.sub(bias, mean), gain), offset)];
  });
  return { kernel: k as tf.Tensor4D, bias: b as tf.Tensor1D };
}

function isPostNormed(params: NormedConvolution): params is PostNormed {
  return "norm" in params;
}

function isPreNormed(params: NormedConvolution): params is PreNormed {
  return "preNorm" in params;
}

/** Whether it has a normalisation, on either side. */
export function isNormed(params: NormedConvolution): params is PostNormed | PreNormed {
  return isPostNormed(params) || isPreNormed(params);
}

/** Parameters of a square convolution and of its normalisation. */
export function initNormed(
  size: number,
  inputs: number,
  outputs: number,
  init: NormedInit,
): NormedConvolution {
  const plain = initConvolution(size, inputs, outputs, init);
  if (init.norm === "after") return { ...plain, norm: initBatchNorm(outputs) };
  return init.norm === "before" ? { ...plain, preNorm: initBatchNorm(inputs) } : plain;
}

/**
 * `x` [batch, h, w, inputs] → [batch, ⌈h/stride⌉, ⌈w/stride⌉, outputs], by what the parameters hold:
 * convolution and ReLU; convolution, normalisation and ReLU; or normalisation, ReLU and convolution.
 * `relu: false` leaves out a ReLU at the end, not one before the convolution.
 */
export function normedConvolution(
  params: NormedConvolution,
  x: tf.Tensor4D,
  options: ConvOptions = {},
): tf.Tensor4D {
  const normalized = (norm: BatchNorm | FoldedNorm, x: tf.Tensor4D) =>
    isUnfolded(norm) ? normalizeMaps(norm, x) : x;
  if (isPreNormed(params)) {
    return convolution(params, relu(normalized(params.preNorm, x)), { ...options, relu: false });
  }
  if (!isPostNormed(params)) return convolution(params, x, options);
  const y = normalized(params.norm, convolution(params, x, { ...options, relu: false }));
  return options.relu === false ? y : relu(y);
}
