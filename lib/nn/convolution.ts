import * as tf from "@tensorflow/tfjs";
import { convBias, type ConvOptions } from "../engine/convolution.ts";
import type { Rng } from "../random.ts";
import { initialize, type Initializer } from "./initialize.ts";
import type { Tree } from "./tree.ts";
import { noteUse } from "./weight_uses.ts";

/** A convolution: `kernel` [size, size, inputs, outputs], `bias` [outputs]. */
export interface Convolution extends Tree {
  /** Weights. */
  readonly kernel: tf.Tensor4D;
  /** Added to every pixel. */
  readonly bias: tf.Tensor1D;
}

/** Parameters of a square convolution; biases start at zero. */
export function initConvolution(
  size: number,
  inputs: number,
  outputs: number,
  { rng, initializer }: { rng: Rng; initializer: Initializer },
): Convolution {
  return {
    kernel: initialize([size, size, inputs, outputs], initializer, rng) as tf.Tensor4D,
    bias: tf.zeros([outputs]),
  };
}

/** Convolution, bias and ReLU: `x` [batch, h, w, inputs] → [batch, ⌈h/stride⌉, ⌈w/stride⌉, outputs]. */
export function convolution(
  { kernel, bias }: Convolution,
  x: tf.Tensor4D,
  options?: ConvOptions,
): tf.Tensor4D {
  const y = convBias(x, kernel, bias, options);
  noteUse(kernel, y.shape[0] * y.shape[1] * y.shape[2]);
  return y;
}
