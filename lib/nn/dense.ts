import * as tf from "@tensorflow/tfjs";
import type { Rng } from "../random.ts";
import { initialize, type Initializer } from "./initialize.ts";
import type { Tree } from "./tree.ts";
import { noteUse } from "./weight_uses.ts";

/** A fully connected layer: `kernel` [inputs, outputs], `bias` [outputs]. */
export interface Dense extends Tree {
  /** Weights. */
  readonly kernel: tf.Tensor2D;
  /** Added to every row. */
  readonly bias: tf.Tensor1D;
}

/** Parameters of a fully connected layer; biases start at zero. */
export function initDense(
  inputs: number,
  outputs: number,
  { rng, initializer }: { rng: Rng; initializer: Initializer },
): Dense {
  return {
    kernel: initialize([inputs, outputs], initializer, rng) as tf.Tensor2D,
    bias: tf.zeros([outputs]),
  };
}

/** `x · kernel + bias` for `x` [batch, inputs]; returns [batch, outputs]. */
export function dense(params: Dense, x: tf.Tensor2D): tf.Tensor2D {
  noteUse(params.kernel, x.shape[0]);
  return tf.add(tf.matMul(x, params.kernel), params.bias);
}
