// The first of the two stacked hourglasses that Newell, Yang and Deng released: three residual modules on
// each branch, features that widen from 256 to 512, and each stack's features joined with the previous
// one's. Layers as in geopavlakos/c2f-vol-train (src/models/hg-stacked-4.lua), which two peers build on.
import * as tf from "@tensorflow/tfjs";
import { maxPool } from "../../engine/pooling.ts";
import { type Convolution, convolution, initConvolution } from "../../nn/convolution.ts";
import type { Initializer } from "../../nn/initialize.ts";
import {
  initNormed,
  type NormedConvolution,
  normedConvolution,
  type NormedInit,
  type NormPlace,
} from "../../nn/normed_convolution.ts";
import type { Tree } from "../../nn/tree.ts";
import type { Rng } from "../../random.ts";
import { checkHourglassConfig } from "../hourglass_config.ts";
import { hourglass, type HourglassLevel } from "../hourglass_level.ts";
import {
  initResidual,
  initResiduals,
  type Residual,
  residual,
  type ResidualChain,
  residuals,
} from "../residual.ts";

/** What decides the shape of a widening hourglass. */
export interface WideningHourglassConfig {
  /** Side of the square picture, px; the maps' is a quarter. */
  readonly imageSize: number;
  /** Channels; a multiple of 4. The hourglasses put out twice as many. */
  readonly features: number;
  /** How often an hourglass halves its maps. */
  readonly depth: number;
  /** Channels of each stack's maps; one entry a stack. */
  readonly outputs: readonly number[];
  /** Where batch normalisation stands in the residual modules. */
  readonly norm: NormPlace;
  /** Start of the weights. */
  readonly initializer: Initializer;
}

/** One stack. */
export interface WideningStack extends Tree {
  /** To twice the features. */
  readonly hourglass: HourglassLevel;
  /** 1x1, normalised, ReLU. */
  readonly lin1: NormedConvolution;
  /** The same, to the features that are passed on; of the last stack to twice as many. */
  readonly lin2: NormedConvolution;
  /** 1x1, to the maps. */
  readonly maps: Convolution;
  /** 1x1 on the features joined with the previous stack's, 1x1 on the maps; of the last stack nothing. */
  readonly next: { readonly [from: string]: Convolution };
}

/** The whole network. */
export interface WideningHourglassParams extends Tree {
  /** 7x7 with stride 2, a module, pooling, three modules. */
  readonly stem: {
    readonly conv: NormedConvolution;
    readonly r1: Residual;
    readonly modules: ResidualChain;
  };
  /** `1`, `2`, … */
  readonly stacks: { readonly [number: string]: WideningStack };
}

/** Fresh parameters. */
export function initWideningHourglass(
  config: WideningHourglassConfig,
  rng: Rng,
): WideningHourglassParams {
  const { features, outputs, depth, norm, initializer } = checkHourglassConfig({
    ...config,
    stemStride: 4,
  });
  const [half, wide] = [features / 2, 2 * features];
  const init: NormedInit = { rng, initializer, norm };
  const lin = (inputs: number, outputs: number) =>
    initNormed(1, inputs, outputs, { ...init, norm: "after" });
  const level = (depth: number, inputs: number): HourglassLevel => ({
    up1: initResiduals([inputs, features, features, wide], init),
    low1: initResiduals([inputs, features, features, features], init),
    low2: depth > 1 ? level(depth - 1, features) : initResidual(features, wide, init),
    low3: initResidual(wide, wide, init),
  });
  // What comes in: the stem's features; then the first stack's with the stem's pooled ones; then two stacks'.
  const widths = outputs.map((_, i) => [features, features + half][i] ?? wide);
  const stack = (i: number): WideningStack => {
    const last = i === outputs.length - 1;
    const next = widths[i + 1];
    return {
      hourglass: level(depth, widths[i]),
      lin1: lin(wide, wide),
      lin2: lin(wide, last ? wide : features),
      maps: initConvolution(1, last ? wide : features, outputs[i], init),
      next: last ? {} : {
        features: initConvolution(1, next, next, init),
        maps: initConvolution(1, outputs[i], next, init),
      },
    };
  };
  return {
    stem: {
      conv: initNormed(7, 3, features / 4, { ...init, norm: "after" }),
      r1: initResidual(features / 4, half, init),
      modules: initResiduals([half, half, half, features], init),
    },
    stacks: Object.fromEntries(outputs.map((_, i) => [String(i + 1), stack(i)])),
  };
}

/**
 * The maps of each stack, [batch, m, m, outputs]: `images` [batch, size, size, 3], m = size / 4. Zeros
 * around the picture stand as TensorFlow places them, two before and three after; Torch: three and three.
 */
export function wideningHourglass(
  { stem, stacks }: WideningHourglassParams,
  images: tf.Tensor4D,
): tf.Tensor4D[] {
  const first = normedConvolution(stem.conv, images, { stride: 2, inputGradient: false });
  let previous = maxPool(residual(stem.r1, first));
  let x = residuals(stem.modules, previous);
  return Object.values(stacks).map(({ lin1, lin2, maps, next, ...stack }) => {
    const features = normedConvolution(
      lin2,
      normedConvolution(lin1, hourglass(stack.hourglass, x)),
    );
    const output = convolution(maps, features, { relu: false });
    if (next.features) {
      const joined: tf.Tensor4D = tf.concat([features, previous], 3);
      x = tf.add(
        convolution(next.features, joined, { relu: false }),
        convolution(next.maps, output, { relu: false }),
      );
      previous = features;
    }
    return output;
  });
}
