import * as tf from "@tensorflow/tfjs";
import type { Dense } from "../nn/dense.ts";
import { noteUse } from "../nn/weight_uses.ts";

/**
 * What one gradient step did to a layer, for every frame of a batch: the kernel of frame f changed by
 * -input_f ⊗ change_f and its bias by -change_f, where `change` is rate · ∂loss/∂output.
 */
export interface Term {
  /** What the layer was given in that step, [batch, inputs]. */
  readonly input: tf.Tensor2D;
  /** [batch, outputs] */
  readonly change: tf.Tensor2D;
}

/** A layer whose weights W are shared by all frames, plus each frame's own rank-1 terms. */
export interface SharedLayer {
  readonly kernel: tf.Tensor2D;
  /** The kernel once more, transposed: some engines multiply by `transposeB` far more slowly. */
  readonly transposed: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
  /** Grows by one a step where the layer is updated. */
  readonly terms: Term[];
}

/** A layer as trained, before the first step. */
export function sharedLayer({ kernel, bias }: Dense): SharedLayer {
  return { kernel, transposed: tf.transpose(kernel), bias, terms: [] };
}

/**
 * Each frame through its own weights: x·W + b - Σ change (input·x + 1), since
 * x·(input ⊗ change) = (x·input) change. [batch, inputs] → [batch, outputs].
 */
export function forward({ kernel, bias, terms }: SharedLayer, x: tf.Tensor2D): tf.Tensor2D {
  noteUse(kernel, x.shape[0]);
  return terms.reduce<tf.Tensor2D>(
    (y, { input, change }) =>
      tf.sub(y, tf.mul(change, tf.add(tf.sum(tf.mul(input, x), 1, true), 1))),
    tf.add(tf.matMul(x, kernel), bias),
  );
}

/**
 * The gradient by the layer's input from that by its output `g`: g·Wᵀ - Σ (change·g) input.
 * [batch, outputs] → [batch, inputs].
 */
export function backward(
  { kernel, transposed, terms }: SharedLayer,
  g: tf.Tensor2D,
): tf.Tensor2D {
  noteUse(kernel, g.shape[0]);
  return terms.reduce<tf.Tensor2D>(
    (d, { input, change }) => tf.sub(d, tf.mul(input, tf.sum(tf.mul(change, g), 1, true))),
    tf.matMul(g, transposed),
  );
}

/** The gradient before a ReLU from that after it and its output, which is 0 where the ReLU was shut. */
export function throughRelu(g: tf.Tensor2D, output: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(g, tf.sign(output));
}
