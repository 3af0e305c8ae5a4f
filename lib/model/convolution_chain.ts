import type * as tf from "@tensorflow/tfjs";
import { maxPool } from "../engine/pooling.ts";
import { type Convolution, convolution, initConvolution } from "../nn/convolution.ts";
import type { Initializer } from "../nn/initialize.ts";
import type { Rng } from "../random.ts";

/** A convolution of a chain. */
export interface ChainedConvolution {
  /** Its name among the parameters. */
  readonly name: string;
  /** Its outputs. */
  readonly channels: number;
  /** Side of its window (default 3). */
  readonly size?: number;
  /** Whether ReLU follows (default true). */
  readonly relu?: boolean;
}

/** What one layer of a chain is: a convolution with stride 1, or, by any name, 2x2 max pooling. */
export type ChainLayer = ChainedConvolution | string;

/** Parameters of a chain's convolutions, by their names. */
export function initChain(
  layers: readonly ChainLayer[],
  inputs: number,
  init: { rng: Rng; initializer: Initializer },
): Record<string, Convolution> {
  const params: Record<string, Convolution> = {};
  for (const layer of layers) {
    if (typeof layer === "string") continue;
    params[layer.name] = initConvolution(layer.size ?? 3, inputs, layer.channels, init);
    inputs = layer.channels;
  }
  return params;
}

/**
 * Convolutions and poolings one after the other: `x` [batch, h, w, inputs] → [batch, h', w', outputs].
 * `inputGradient`: whether the gradient with respect to `x` is wanted.
 */
export function convolutionChain(
  params: { readonly [name: string]: Convolution },
  layers: readonly ChainLayer[],
  x: tf.Tensor4D,
  { inputGradient = true } = {},
): tf.Tensor4D {
  let y = x;
  for (const [index, layer] of layers.entries()) {
    // max(0, ·) and the largest of four may change places: after the pooling it is a quarter of the work.
    const pooled = typeof layers[index + 1] === "string";
    y = typeof layer === "string"
      ? maxPool(y, { relu: true })
      : convolution(params[layer.name], y, {
        relu: (layer.relu ?? true) && !pooled,
        inputGradient: inputGradient || y !== x,
      });
  }
  return y;
}
