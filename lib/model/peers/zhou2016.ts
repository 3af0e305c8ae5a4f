// Zhou, Zhu, Leonardos, Derpanis and Daniilidis, "Sparseness Meets Deepness: 3D Human Pose Estimation from
// Monocular Video" (CVPR 2016, arXiv 1511.09439), reference [14]. The paper's own detector could not be
// found: neither repository of the authors' code holds it. The network here is the one of their public
// demonstration (daniilidis-group/monocap, pose-hg-demo), Newell's two stacked hourglasses; the fit and
// its settings are those of em/PoseFromVideo.m there.
//
// 26.37 M learned parameters and 26.20 billion multiply-adds a picture, computed from the demonstration's
// layers. Timed in the paper's Table 4: 880 ms a picture; with which detector, dictionary and start, and
// over how many pictures, is not said. The authors themselves print no time.
import * as tf from "@tensorflow/tfjs";
import type { Rng } from "../../random.ts";
import type { SequenceFitConfig } from "./sequence_fit.ts";
import {
  initWideningHourglass,
  wideningHourglass,
  type WideningHourglassConfig,
  type WideningHourglassParams,
} from "./widening_hourglass.ts";

/** What decides the shape and the work of "Sparseness Meets Deepness". */
export interface Zhou2016Config {
  /** The demonstration's detector. */
  readonly network: WideningHourglassConfig;
  /** Poses in the dictionary. */
  readonly atoms: number;
  /** Width of a heat map in the unit of the fit. */
  readonly width: number;
  /** How heat maps are fitted. */
  readonly fit: SequenceFitConfig;
}

/**
 * The released settings. Weights differ between the two copies of the code; these are monocap's. The
 * released dictionaries have 64 poses for one action and 128 for all.
 */
export const ZHOU_2016: Zhou2016Config = {
  network: {
    imageSize: 256,
    features: 256,
    depth: 4, // 64x64 maps down to 4x4
    outputs: [16, 16], // MPII's joints, after each of the two stacks
    norm: "after",
    initializer: "he", // a trained network's weights take as long
  },
  atoms: 64,
  width: 6,
  fit: {
    convex: { lambda: 0.5, outliers: 1, steps: 1000, tolerance: 1e-3, solve: "each" },
    refinement: {
      rounds: 1000,
      tolerance: 1e-4,
      coefficients: { alpha: 0.5, beta: 0, steps: 1000, tolerance: 1e-4 },
      rotations: { gamma: 0, steps: 100, tolerance: 1e-3 },
    },
    maximization: {
      rounds: 10,
      tolerance: 1e-4,
      coefficients: { alpha: 0.5, beta: 20, steps: 500, tolerance: 1e-4 },
      rotations: { gamma: 2, steps: 50, tolerance: 1e-4 },
    },
    rounds: 10,
    tolerance: 1e-4,
    sigma: 0.5,
  },
};

/**
 * Fresh parameters of the detector.
 *
 * @example
 * ```ts
 * import { createRng, disposeTree, initZhou2016, ZHOU_2016 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const config = { ...ZHOU_2016, network: { ...ZHOU_2016.network, features: 8 } };
 * const params = initZhou2016(config, createRng(1));
 * assertEquals(params.stacks[2].maps.kernel.shape, [1, 1, 16, 16]);
 * disposeTree(params);
 * ```
 */
export function initZhou2016({ network }: Zhou2016Config, rng: Rng): WideningHourglassParams {
  return initWideningHourglass(network, rng);
}

/**
 * The detector's heat maps [batch, m, m, 16], those below 0 at 0: `images` [batch, size, size, 3] in [0, 1].
 *
 * @example
 * ```ts
 * import { createRng, disposeTree, initZhou2016, ZHOU_2016, zhou2016HeatMaps } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * const network = { ...ZHOU_2016.network, features: 8, imageSize: 64 };
 * const params = initZhou2016({ ...ZHOU_2016, network }, createRng(1));
 * assertEquals(zhou2016HeatMaps(params, tf.zeros([1, 64, 64, 3])).shape, [1, 16, 16, 16]);
 * disposeTree(params);
 * ```
 */
export function zhou2016HeatMaps(
  params: WideningHourglassParams,
  images: tf.Tensor4D,
): tf.Tensor4D {
  return tf.tidy(() => tf.relu(wideningHourglass(params, images).at(-1)!));
}
