// The stacked hourglass of Newell, Yang and Deng, "Stacked Hourglass Networks for Human Pose Estimation"
// (ECCV 2016), by the names of its released code.
import * as tf from "@tensorflow/tfjs";
import { maxPool } from "../engine/pooling.ts";
import { type Convolution, convolution, initConvolution } from "../nn/convolution.ts";
import {
  initNormed,
  type NormedConvolution,
  normedConvolution,
  type NormedInit,
} from "../nn/normed_convolution.ts";
import type { Tree } from "../nn/tree.ts";
import type { Rng } from "../random.ts";
import { checkHourglassConfig, type HourglassConfig } from "./hourglass_config.ts";
import {
  hourglass,
  type HourglassLevel,
  type HourglassModule,
  initHourglassModule,
  initLevel,
} from "./hourglass_level.ts";
import { initResidual, initZero, type Residual, residual, residuals } from "./residual.ts";

/** What turns the picture into features at the heat maps' size. */
export interface HourglassStem extends Tree {
  /** 7x7, stride 2, to a quarter of the features. */
  readonly conv: NormedConvolution;
  /** To half of the features. With stem stride 4, 2x2 max pooling follows. */
  readonly r1: Residual;
  /** Half to half. */
  readonly r4: Residual;
  /** To all features. */
  readonly r5: Residual;
}

/** One stack: an hourglass, what reads its heat maps, and what carries both to the next. */
export interface HourglassStack extends Tree {
  /** The hourglass. */
  readonly hourglass: HourglassLevel;
  /** At full size after it. */
  readonly residual: HourglassModule;
  /** 1x1 with ReLU. */
  readonly features: NormedConvolution;
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

/**
 * Fresh parameters. Heat maps, what is re-injected and the ends of all residual branches start at zero,
 * unless there is batch normalisation.
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
  const { modules = 1, batchNorm = false, continues = false } = config;
  const init: NormedInit = batchNorm ? { rng, initializer, norm: "before" } : { rng, initializer };
  const after: NormedInit = batchNorm ? { ...init, norm: "after" } : init;
  // Without batch normalisation what is added to a sum starts at zero: see `initZero`.
  const added = (inputs: number, outputs: number) =>
    batchNorm ? initConvolution(1, inputs, outputs, init) : initZero(inputs, outputs);
  const place = () => initHourglassModule(features, modules, init);
  const stack = (last: boolean): HourglassStack => ({
    hourglass: initLevel(depth, place),
    residual: place(),
    features: initNormed(1, features, features, after),
    heat: added(features, joints),
    next: last ? {} : { features: added(features, features), heat: added(joints, features) },
  });
  return {
    stem: {
      conv: initNormed(7, 3, features / 4, after),
      r1: initResidual(features / 4, features / 2, init),
      r4: initResidual(features / 2, features / 2, init),
      r5: initResidual(features / 2, features, init),
    },
    stacks: Object.fromEntries(
      Array.from(
        { length: stacks },
        (_, i) => [String(i + 1), stack(i === stacks - 1 && !continues)],
      ),
    ),
  };
}

/** `images` [batch, size, size, 3] → features [batch, m, m, features]. */
function stem(
  params: HourglassStem,
  { stemStride }: HourglassConfig,
  images: tf.Tensor4D,
): tf.Tensor4D {
  const first = normedConvolution(params.conv, images, { stride: 2, inputGradient: false });
  const x = residual(params.r1, first);
  return residual(params.r5, residual(params.r4, stemStride === 4 ? maxPool(x) : x));
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
 * const config = { ...HOURGLASS_SMALL, imageSize: 32 };
 * const [first, second] = stackedHourglass(
 *   initHourglass(config, createRng(1)),
 *   config,
 *   tf.zeros([3, 32, 32, 3]),
 * );
 * assertEquals([first.shape, second.shape], [[3, 8, 8, 17], [3, 8, 8, 17]]);
 * ```
 */
export function stackedHourglass(
  params: HourglassParams,
  config: HourglassConfig,
  images: tf.Tensor4D,
): tf.Tensor4D[] {
  return hourglassFeatures(params, config, images).heatMaps;
}

/**
 * The heat maps of each stack, and the features [batch, m, m, features] that the last one passes on: what
 * goes into it, unless it `continues`.
 */
export function hourglassFeatures(
  params: HourglassParams,
  config: HourglassConfig,
  images: tf.Tensor4D,
): { heatMaps: tf.Tensor4D[]; features: tf.Tensor4D } {
  let x = stem(params.stem, config, images);
  const heatMaps = Object.values(params.stacks).map((
    { hourglass: inner, residual: after, ...stack },
  ) => {
    const features = normedConvolution(stack.features, residuals(after, hourglass(inner, x)));
    const heat = convolution(stack.heat, features, { relu: false });
    if (stack.next.features) {
      const again = convolution(stack.next.features, features, { relu: false });
      x = tf.addN([x, again, convolution(stack.next.heat, heat, { relu: false })]);
    }
    return heat;
  });
  return { heatMaps, features: x };
}
