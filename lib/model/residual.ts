import * as tf from "@tensorflow/tfjs";
import { relu } from "../engine/relu.ts";
import { type Convolution, initConvolution } from "../nn/convolution.ts";
import {
  initNormed,
  isNormed,
  type NormedConvolution,
  normedConvolution,
  type NormedInit,
} from "../nn/normed_convolution.ts";
import type { Tree } from "../nn/tree.ts";

/** A bottleneck residual module whose input is as wide as its output. */
export interface SameWidthResidual extends Tree {
  /** 1x1, to half of the output's channels. */
  readonly conv1: NormedConvolution;
  /** 3x3, half to half. */
  readonly conv2: NormedConvolution;
  /** 1x1, back to all channels. */
  readonly conv3: NormedConvolution;
}

/** The same between different widths. */
export interface WideningResidual extends SameWidthResidual {
  /** 1x1, takes the input to the output's width. */
  readonly skip: NormedConvolution;
}

/** A bottleneck residual module (He et al. 2016; figure 4 of Newell et al. 2016). */
export type Residual = SameWidthResidual | WideningResidual;

/** Modules one after the other: `1`, `2`, … */
export interface ResidualChain extends Tree {
  /** The module of that number. */
  readonly [number: string]: Residual;
}

function isWidening(params: Residual): params is WideningResidual {
  return "skip" in params;
}

function isResidual(params: Residual | ResidualChain): params is Residual {
  return "conv3" in params;
}

/**
 * A 1x1 convolution that starts at zero: for what is added to a sum. So a stack of many modules begins
 * as its skips, and its values do not grow with its depth; in the original batch normalisation sees to it.
 */
export function initZero(inputs: number, outputs: number): Convolution {
  return { kernel: tf.zeros([1, 1, inputs, outputs]), bias: tf.zeros([outputs]) };
}

/**
 * Parameters of a module from `inputs` to `outputs` channels (an even number). With `norm` it is
 * normalised `before` each convolution of the branch, as in Newell's released code, or `after` each
 * convolution, the skip's too.
 */
export function initResidual(inputs: number, outputs: number, init: NormedInit): Residual {
  const half = outputs / 2;
  const branch = {
    conv1: initNormed(1, inputs, half, init),
    conv2: initNormed(3, half, half, init),
    conv3: init.norm ? initNormed(1, half, outputs, init) : initZero(half, outputs),
  };
  if (inputs === outputs) return branch;
  const skip = init.norm === "after"
    ? initNormed(1, inputs, outputs, init)
    : initConvolution(1, inputs, outputs, init);
  return { ...branch, skip };
}

/**
 * skip(x) + conv3(ReLU(conv2(ReLU(conv1(ReLU(x)))))): `x` [batch, h, w, inputs] → [batch, h, w, outputs].
 *
 * As in the original, ReLU comes before each convolution. The original normalises by the batch before
 * each ReLU; left out here unless the parameters hold it: so training and testing compute the same
 * function, and a picture's 2D pose does not depend on the pictures beside it, of which a small batch has
 * few. A module that is normalised after its convolutions begins without a ReLU.
 */
export function residual(params: Residual, x: tf.Tensor4D): tf.Tensor4D {
  const { conv1, conv2, conv3 } = params;
  return tf.tidy(() => {
    const first = isNormed(conv1) ? x : relu(x);
    const half = normedConvolution(conv2, normedConvolution(conv1, first));
    const branch = normedConvolution(conv3, half, { relu: false });
    const skip = isWidening(params) ? normedConvolution(params.skip, x, { relu: false }) : x;
    return tf.add(skip, branch) as tf.Tensor4D;
  });
}

/** Modules from each of `widths` to the next: one fewer than there are widths. */
export function initResiduals(widths: readonly number[], init: NormedInit): ResidualChain {
  return Object.fromEntries(
    widths.slice(1).map((outputs, i) => [
      String(i + 1),
      initResidual(widths[i], outputs, init),
    ]),
  );
}

/** One module, or several one after the other: `x` [batch, h, w, inputs] → [batch, h, w, outputs]. */
export function residuals(params: Residual | ResidualChain, x: tf.Tensor4D): tf.Tensor4D {
  if (isResidual(params)) return residual(params, x);
  return tf.tidy(() => Object.values(params).reduce((y, module) => residual(module, y), x));
}
