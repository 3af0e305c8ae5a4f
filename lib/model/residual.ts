import * as tf from "@tensorflow/tfjs";
import { relu } from "../engine/relu.ts";
import { type Convolution, convolution, initConvolution } from "../nn/convolution.ts";
import type { Initializer } from "../nn/initialize.ts";
import type { Tree } from "../nn/tree.ts";
import type { Rng } from "../random.ts";

/** A bottleneck residual module whose input is as wide as its output. */
export interface SameWidthResidual extends Tree {
  /** 1x1, to half of the output's channels. */
  readonly conv1: Convolution;
  /** 3x3, half to half. */
  readonly conv2: Convolution;
  /** 1x1, back to all channels. */
  readonly conv3: Convolution;
}

/** The same between different widths. */
export interface WideningResidual extends SameWidthResidual {
  /** 1x1, takes the input to the output's width. */
  readonly skip: Convolution;
}

/** A bottleneck residual module (He et al. 2016; figure 4 of Newell et al. 2016). */
export type Residual = SameWidthResidual | WideningResidual;

function isWidening(params: Residual): params is WideningResidual {
  return "skip" in params;
}

/**
 * A 1x1 convolution that starts at zero: for what is added to a sum. So a stack of many modules begins
 * as its skips, and its values do not grow with its depth; in the original batch normalisation sees to it.
 */
export function initZero(inputs: number, outputs: number): Convolution {
  return { kernel: tf.zeros([1, 1, inputs, outputs]), bias: tf.zeros([outputs]) };
}

/** Parameters of a module from `inputs` to `outputs` channels (an even number). */
export function initResidual(
  inputs: number,
  outputs: number,
  init: { rng: Rng; initializer: Initializer },
): Residual {
  const half = outputs / 2;
  const branch = {
    conv1: initConvolution(1, inputs, half, init),
    conv2: initConvolution(3, half, half, init),
    conv3: initZero(half, outputs),
  };
  return inputs === outputs
    ? branch
    : { ...branch, skip: initConvolution(1, inputs, outputs, init) };
}

/**
 * skip(x) + conv3(ReLU(conv2(ReLU(conv1(ReLU(x)))))): `x` [batch, h, w, inputs] → [batch, h, w, outputs].
 *
 * As in the original, ReLU comes before each convolution. The original normalises by the batch before
 * each ReLU; left out here: so training and testing compute the same function, and a picture's 2D pose
 * does not depend on the pictures beside it, of which a small batch has few.
 */
export function residual(params: Residual, x: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const half = convolution(params.conv2, convolution(params.conv1, relu(x)));
    const branch = convolution(params.conv3, half, { relu: false });
    const skip = isWidening(params) ? convolution(params.skip, x, { relu: false }) : x;
    return tf.add(skip, branch) as tf.Tensor4D;
  });
}
