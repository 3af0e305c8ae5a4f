import * as tf from "@tensorflow/tfjs";
import { maxPool } from "../engine/pooling.ts";
import type { NormedInit } from "../nn/normed_convolution.ts";
import type { Tree } from "../nn/tree.ts";
import {
  initResidual,
  initResiduals,
  type Residual,
  type ResidualChain,
  residuals,
} from "./residual.ts";

/** What stands at one place of an hourglass: a residual module, or several. */
export type HourglassModule = Residual | ResidualChain;

/** One level of an hourglass: what stays at its size, and what goes to half of it and comes back. */
export interface HourglassLevel extends Tree {
  /** Stays. */
  readonly up1: HourglassModule;
  /** After the pooling. */
  readonly low1: HourglassModule;
  /** The next level, or in the middle a module. */
  readonly low2: HourglassLevel | HourglassModule;
  /** Before the upsampling. */
  readonly low3: HourglassModule;
}

function isLevel(node: HourglassLevel | HourglassModule): node is HourglassLevel {
  return "up1" in node;
}

/** Parameters of what stands at one place: `modules` residual modules of the same width. */
export function initHourglassModule(
  features: number,
  modules: number,
  init: NormedInit,
): HourglassModule {
  return modules === 1
    ? initResidual(features, features, init)
    : initResiduals(Array(modules + 1).fill(features), init);
}

/** Parameters of an hourglass that halves its maps `depth` times. */
export function initLevel(depth: number, place: () => HourglassModule): HourglassLevel {
  return {
    up1: place(),
    low1: place(),
    low2: depth > 1 ? initLevel(depth - 1, place) : place(),
    low3: place(),
  };
}

/** One hourglass: `x` [batch, m, m, inputs] → [batch, m, m, features]. */
export function hourglass(params: HourglassLevel, x: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const low1 = residuals(params.low1, maxPool(x));
    const low2 = isLevel(params.low2) ? hourglass(params.low2, low1) : residuals(params.low2, low1);
    const up2 = tf.image.resizeNearestNeighbor(residuals(params.low3, low2), [
      x.shape[1],
      x.shape[2],
    ]);
    return tf.add(residuals(params.up1, x), up2) as tf.Tensor4D;
  });
}
