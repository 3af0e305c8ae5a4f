// Zhou, Huang, Sun, Xue and Wei, "Towards 3D Human Pose Estimation in the Wild: a Weakly-supervised
// Approach" (ICCV 2017, arXiv 1704.02447), reference [23]. Layers and test procedure: the authors'
// xingyizhou/pose-hg-3d (src/models/hgreg-3d.lua, src/demo.lua) and, the same network,
// pytorch-pose-hg-3d on its branch hg3d (src/models/hg_3d.py, src/ref.py). That repository's later version
// is another network.
//
// 14.43 M learned parameters (12.65 M of them for the heat maps) and 16.16 billion multiply-adds (13.85),
// computed from the layers; the authors report none. Timed in the paper's Table 4: 311 ms a picture.
import * as tf from "@tensorflow/tfjs";
import { maxPool } from "../../engine/pooling.ts";
import { type Dense, dense, initDense } from "../../nn/dense.ts";
import type { Tree } from "../../nn/tree.ts";
import type { Rng } from "../../random.ts";
import { heatMapPoses } from "../heat_map_poses.ts";
import { hourglassFeatures, type HourglassParams, initHourglass } from "../hourglass.ts";
import { heatMapSize, type HourglassConfig } from "../hourglass_config.ts";
import { type Limb, limbLengths } from "./limb_lengths.ts";
import { initResiduals, type ResidualChain, residuals } from "../residual.ts";

/** What decides the shape of the hourglass with depth regression. */
export interface Zhou2017Config {
  /** The network up to the heat maps; it must `continue`. */
  readonly network: HourglassConfig;
  /** Residual modules before each of the depth module's poolings. */
  readonly depthModules: number;
  /** How often the depth module halves its maps. */
  readonly depthHalvings: number;
  /** The joint that poses are relative to. */
  readonly root: number;
  /** Pairs of joints whose distances add up to `boneLength`. */
  readonly bones: readonly Limb[];
  /** What the bones of every pose are scaled to, mm in all. */
  readonly boneLength: number;
}

/** As published. */
export const ZHOU_2017: Zhou2017Config = {
  network: {
    preset: "zhou-2017",
    imageSize: 256, // crops of 224 px, enlarged
    joints: 16, // MPII's
    stemStride: 4,
    features: 256,
    depth: 4, // 64x64 maps down to 4x4
    stacks: 2,
    initializer: "he", // a trained network's weights take as long
    modules: 2, // released options; by the author's word nearly as good as 8 stacks of 1
    batchNorm: true,
    continues: true, // the depth module follows
  },
  depthModules: 2, // released options
  depthHalvings: 4, // 64x64 maps down to 4x4
  root: 6, // MPII's pelvis
  // `edges` of src/ref.py: legs, arms, and pelvis to neck to head
  bones: [
    ...[[0, 1], [1, 2], [2, 6], [6, 3], [3, 4], [4, 5], [10, 11]] as const,
    ...[[11, 12], [12, 8], [8, 13], [13, 14], [14, 15], [6, 8], [8, 9]] as const,
  ],
  boneLength: 4296.99, // the released evaluation's mean over Human3.6M
};

/** Modules and poolings, then one fully connected layer. */
export interface DepthModule extends Tree {
  /** The modules before each pooling: `1`, `2`, … */
  readonly halvings: { readonly [number: string]: ResidualChain };
  /** To one depth a joint. */
  readonly fc: Dense;
}

/** The whole network. */
export interface Zhou2017Params extends Tree {
  /** Up to the heat maps. */
  readonly network: HourglassParams;
  /** On the last stack's sum. */
  readonly depth: DepthModule;
}

/**
 * Fresh parameters.
 *
 * @example
 * ```ts
 * import { createRng, disposeTree, initZhou2017, ZHOU_2017 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const config = { ...ZHOU_2017, network: { ...ZHOU_2017.network, features: 8 } };
 * const params = initZhou2017(config, createRng(1));
 * assertEquals(params.depth.fc.kernel.shape, [4 * 4 * 8, 16]);
 * disposeTree(params);
 * ```
 */
export function initZhou2017(config: Zhou2017Config, rng: Rng): Zhou2017Params {
  const { network, depthModules, depthHalvings } = config;
  const { features, joints, initializer } = network;
  const side = heatMapSize(network) / 2 ** depthHalvings;
  const widths = Array(depthModules + 1).fill(features);
  return {
    network: initHourglass(network, rng),
    depth: {
      halvings: Object.fromEntries(
        Array.from({ length: depthHalvings }, (_, i) => [
          String(i + 1),
          initResiduals(widths, { rng, initializer, norm: "before" }),
        ]),
      ),
      fc: initDense(features * side ** 2, joints, { rng, initializer }),
    },
  };
}

/** One depth a joint, [batch, K], -1 to 1 across the crop, from the last stack's sum. */
function regressDepth({ halvings, fc }: DepthModule, features: tf.Tensor4D): tf.Tensor2D {
  return tf.tidy(() => {
    const x = Object.values(halvings).reduce(
      (x, modules) => maxPool(residuals(modules, x)),
      features,
    );
    return dense(fc, tf.reshape(x, [x.shape[0], -1]));
  });
}

/**
 * The last stack's heat maps [batch, m, m, K] and the depths [batch, K], -1 to 1 across the crop.
 * `images` [batch, size, size, 3] in [0, 1], as the released code's.
 */
export function zhou2017Network(
  params: Zhou2017Params,
  config: Zhou2017Config,
  images: tf.Tensor4D,
): { heatMaps: tf.Tensor4D; depths: tf.Tensor2D } {
  return tf.tidy(() => {
    const { heatMaps, features } = hourglassFeatures(params.network, config.network, images);
    return { heatMaps: heatMaps.at(-1)!, depths: regressDepth(params.depth, features) };
  });
}

/**
 * What the method puts out: poses [batch, K, 3], mm, about the root, x right, y down, z away; in weak
 * perspective. `images` [batch, size, size, 3] in [0, 1].
 *
 * @example
 * ```ts
 * import { applyZhou2017, createRng, disposeTree, initZhou2017, ZHOU_2017 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * const config = { ...ZHOU_2017, network: { ...ZHOU_2017.network, features: 8, imageSize: 64 } };
 * const params = initZhou2017(config, createRng(1));
 * assertEquals(applyZhou2017(params, config, tf.zeros([2, 64, 64, 3])).length, 2 * 16 * 3);
 * disposeTree(params);
 * ```
 */
export function applyZhou2017(
  params: Zhou2017Params,
  config: Zhou2017Config,
  images: tf.Tensor4D,
): Float32Array {
  return tf.tidy(() => {
    const { heatMaps, depths } = zhou2017Network(params, config, images);
    return zhou2017Poses(config, heatMaps, depths);
  });
}

/** The same poses, from what the network gives. */
export function zhou2017Poses(
  config: Zhou2017Config,
  heatMaps: tf.Tensor4D,
  depths: tf.Tensor2D,
): Float32Array {
  const { joints } = config.network;
  const size = heatMaps.shape[1];
  const places = heatMapPoses(heatMaps.dataSync<"float32">(), size, joints, { refine: "quarter" });
  const away = depths.dataSync();
  const cells = Float32Array.from({ length: away.length * 3 }, (_, i) => {
    const joint = Math.floor(i / 3); // of all pictures
    return i % 3 === 2 ? (away[joint] + 1) * size / 2 : places[2 * joint + i % 3] * size;
  });
  for (let at = 0; at < cells.length; at += 3 * joints) {
    toLength(cells.subarray(at, at + 3 * joints), config);
  }
  return cells;
}

/** Scales a pose [K, 3] about its root, in place, so that its bones have the length they should have. */
function toLength(pose: Float32Array, { root, bones, boneLength }: Zhou2017Config): void {
  const length = limbLengths(pose, bones).reduce((sum, value) => sum + value, 0);
  const scale = length > 0 ? boneLength / length : 0; // nothing seen: all joints in one place
  const origin = pose.slice(3 * root, 3 * root + 3);
  for (let i = 0; i < pose.length; i++) pose[i] = (pose[i] - origin[i % 3]) * scale;
}
