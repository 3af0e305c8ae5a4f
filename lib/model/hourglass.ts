// The stacked hourglass of Newell, Yang and Deng, "Stacked Hourglass Networks for Human Pose Estimation"
// (ECCV 2016), by the names of its released code.
import * as tf from "@tensorflow/tfjs";
import { maxPool } from "../engine/pooling.ts";
import { type Convolution, convolution, initConvolution } from "../nn/convolution.ts";
import type { Tree } from "../nn/tree.ts";
import type { Rng } from "../random.ts";
import { checkHourglassConfig, type HourglassConfig } from "./hourglass_config.ts";
import { initResidual, initZero, type Residual, residual } from "./residual.ts";

/** What turns the picture into features at the heat maps' size. */
export interface HourglassStem extends Tree {
  /** 7x7, stride 2, to a quarter of the features. */
  readonly conv: Convolution;
  /** To half of the features. With stem stride 4, 2x2 max pooling follows. */
  readonly r1: Residual;
  /** Half to half. */
  readonly r4: Residual;
  /** To all features. */
  readonly r5: Residual;
}

/** One level of an hourglass: what stays at its size, and what goes to half of it and comes back. */
export interface HourglassLevel extends Tree {
  /** Stays. */
  readonly up1: Residual;
  /** After the pooling. */
  readonly low1: Residual;
  /** The next level, or in the middle a module. */
  readonly low2: HourglassLevel | Residual;
  /** Before the upsampling. */
  readonly low3: Residual;
}

/** One stack: an hourglass, what reads its heat maps, and what carries both to the next. */
export interface HourglassStack extends Tree {
  /** The hourglass. */
  readonly hourglass: HourglassLevel;
  /** At full size after it. */
  readonly residual: Residual;
  /** 1x1 with ReLU. */
  readonly features: Convolution;
  /** 1x1, to the heat maps. */
  readonly heat: Convolution;
  /** Re-injection of the features, 1x1, and of the heat maps, 1x1; of the last stack nothing. */
  readonly next: { readonly [from: string]: Convolution };
}

/** The whole network. */
export interface HourglassParams extends Tree {
  /** Before the stacks. */
  readonly stem: HourglassStem;
  /** `1`, `2`, … */
  readonly stacks: { readonly [number: string]: HourglassStack };
}

function isLevel(node: HourglassLevel | Residual): node is HourglassLevel {
  return "up1" in node;
}

/**
 * Fresh parameters. Heat maps, what is re-injected and the ends of all residual branches start at zero.
 *
 * @example
 * ```ts
 * import { createRng, disposeTree, HOURGLASS_SMALL, initHourglass } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const params = initHourglass(HOURGLASS_SMALL, createRng(1));
 * assertEquals(Object.keys(params.stacks), ["1", "2"]);
 * disposeTree(params);
 * ```
 */
export function initHourglass(config: HourglassConfig, rng: Rng): HourglassParams {
  const { features, joints, depth, stacks, initializer } = checkHourglassConfig(config);
  const init = { rng, initializer };
  const level = (depth: number): HourglassLevel => ({
    up1: initResidual(features, features, init),
    low1: initResidual(features, features, init),
    low2: depth > 1 ? level(depth - 1) : initResidual(features, features, init),
    low3: initResidual(features, features, init),
  });
  const stack = (last: boolean): HourglassStack => ({
    hourglass: level(depth),
    residual: initResidual(features, features, init),
    features: initConvolution(1, features, features, init),
    heat: initZero(features, joints),
    next: last ? {} : { features: initZero(features, features), heat: initZero(joints, features) },
  });
  return {
    stem: {
      conv: initConvolution(7, 3, features / 4, init),
      r1: initResidual(features / 4, features / 2, init),
      r4: initResidual(features / 2, features / 2, init),
      r5: initResidual(features / 2, features, init),
    },
    stacks: Object.fromEntries(
      Array.from({ length: stacks }, (_, i) => [String(i + 1), stack(i === stacks - 1)]),
    ),
  };
}

/** `images` [batch, size, size, 3] → features [batch, m, m, features]. */
function stem(
  params: HourglassStem,
  { stemStride }: HourglassConfig,
  images: tf.Tensor4D,
): tf.Tensor4D {
  const first = convolution(params.conv, images, { stride: 2, inputGradient: false });
  const x = residual(params.r1, first);
  return residual(params.r5, residual(params.r4, stemStride === 4 ? maxPool(x) : x));
}

/** One hourglass: `x` [batch, m, m, features] → the same shape. */
function hourglass(params: HourglassLevel, x: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const low1 = residual(params.low1, maxPool(x));
    const low2 = isLevel(params.low2) ? hourglass(params.low2, low1) : residual(params.low2, low1);
    const up2 = tf.image.resizeNearestNeighbor(residual(params.low3, low2), [
      x.shape[1],
      x.shape[2],
    ]);
    return tf.add(residual(params.up1, x), up2) as tf.Tensor4D;
  });
}

/**
 * The heat maps of each stack, [batch, m, m, K], 1 where the joint is: all of them learn (intermediate
 * supervision), the last stack's are the answer; see `heatMapPoses`.
 *
 * `images` [batch, size, size, 3] in [-0.5, 0.5], m = size / stem stride.
 *
 * @example
 * ```ts
 * import { createRng, HOURGLASS_SMALL, initHourglass, stackedHourglass } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * const config = { ...HOURGLASS_SMALL, imageSize: 16 };
 * const [first, second] = stackedHourglass(
 *   initHourglass(config, createRng(1)),
 *   config,
 *   tf.zeros([3, 16, 16, 3]),
 * );
 * assertEquals([first.shape, second.shape], [[3, 8, 8, 17], [3, 8, 8, 17]]);
 * ```
 */
export function stackedHourglass(
  params: HourglassParams,
  config: HourglassConfig,
  images: tf.Tensor4D,
): tf.Tensor4D[] {
  let x = stem(params.stem, config, images);
  return Object.values(params.stacks).map(({ hourglass: inner, residual: after, ...stack }) => {
    const features = convolution(stack.features, residual(after, hourglass(inner, x)));
    const heat = convolution(stack.heat, features, { relu: false });
    if (stack.next.features) {
      const again = convolution(stack.next.features, features, { relu: false });
      x = tf.addN([x, again, convolution(stack.next.heat, heat, { relu: false })]);
    }
    return heat;
  });
}
