// Pavlakos, Zhou, Derpanis and Daniilidis, "Coarse-to-Fine Volumetric Prediction for Single-Image 3D Human
// Pose" (CVPR 2017, arXiv 1611.07828), reference [19]. Layers, depths and test procedure: the authors'
// geopavlakos/c2f-vol-train (src/models/hg-stacked-4.lua, src/opts.lua) and c2f-vol-demo (main.lua,
// matlab/utils/estimate3D.m).
//
// 53.59 M learned parameters and 54.52 billion multiply-adds a pass, computed from the layers; neither the
// authors nor the paper that times it report any. The paper has 17 joints and 64 depths, as here. Timed in
// the paper's Table 4: 170 ms a picture; whether with one pass or the two of the released test is not said.
import * as tf from "@tensorflow/tfjs";
import type { Crop } from "../../camera.ts";
import { freeing } from "../../engine/freeing.ts";
import type { Rng } from "../../random.ts";
import { bones, H36M_17, type Skeleton } from "../../skeleton.ts";
import { argmaxPose } from "../pose2d_network.ts";
import type { Limb } from "./limb_lengths.ts";
import { backProject, findRootDepth, type Pinhole, type RootSearch } from "./root_depth.ts";
import {
  initWideningHourglass,
  wideningHourglass,
  type WideningHourglassConfig,
  type WideningHourglassParams,
} from "./widening_hourglass.ts";

/** What decides the shape and the work of the coarse-to-fine volumetric network. */
export interface Pavlakos2017Config {
  /** Its joints, parents and sides. */
  readonly skeleton: Skeleton;
  /** Depths of each stack's volumes: one volume a joint. */
  readonly depths: readonly number[];
  /** The network; each stack puts out depths · joints maps. */
  readonly network: Omit<WideningHourglassConfig, "outputs">;
  /** Depth of the first and the last of the finest volume's cells, mm beyond the root. */
  readonly depthRange: readonly [number, number];
  /** 2: the picture and its mirror image, averaged; 1: the picture only. */
  readonly passes: 1 | 2;
  /** How the root's depth is searched for. */
  readonly rootSearch: RootSearch;
}

/** As published. */
export const PAVLAKOS_2017: Pavlakos2017Config = {
  skeleton: H36M_17,
  depths: [1, 2, 4, 64], // four stacks, "coarse to fine"; the released options
  network: {
    imageSize: 256,
    features: 256,
    depth: 4, // 64x64 maps down to 4x4
    norm: "before",
    initializer: "he", // a trained network's weights take as long
  },
  depthRange: [-989.7, 965.3], // computed from the released voxel_limits.mat
  passes: 2, // the released test; the paper's own text speaks of one forward pass
  rootSearch: { start: 2000, tolerance: 1e-4, steps: 200 }, // the released start; fminsearch's defaults
};

function outputs({ depths, skeleton }: Pavlakos2017Config): number[] {
  return depths.map((depth) => depth * skeleton.joints.length);
}

/**
 * Fresh parameters.
 *
 * @example
 * ```ts
 * import { createRng, disposeTree, initPavlakos2017, PAVLAKOS_2017 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const config = { ...PAVLAKOS_2017, network: { ...PAVLAKOS_2017.network, features: 8 } };
 * const params = initPavlakos2017(config, createRng(1));
 * assertEquals(params.stacks[4].maps.kernel.shape, [1, 1, 16, 17 * 64]);
 * disposeTree(params);
 * ```
 */
export function initPavlakos2017(config: Pavlakos2017Config, rng: Rng): WideningHourglassParams {
  return initWideningHourglass({ ...config.network, outputs: outputs(config) }, rng);
}

/** The finest stack's volumes [batch, m, m, joints, depth] of pictures, as one pass sees them. */
function volumes(
  params: WideningHourglassParams,
  { skeleton, depths }: Pavlakos2017Config,
  images: tf.Tensor4D,
): tf.Tensor5D {
  return tf.tidy(() => {
    const maps = wideningHourglass(params, images).at(-1)!;
    const [batch, height, width] = maps.shape;
    return tf.reshape(maps, [batch, height, width, skeleton.joints.length, depths.at(-1)!]);
  });
}

/**
 * The finest volumes [batch, m, m, K, depth] of `images` [batch, size, size, 3] in [0, 1]; with two passes
 * the mean with the mirror image's.
 *
 * @example
 * ```ts
 * import { createRng, disposeTree, initPavlakos2017, PAVLAKOS_2017, pavlakos2017Volumes } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * const network = { ...PAVLAKOS_2017.network, features: 8, imageSize: 64 }; // maps of 16x16
 * const config = { ...PAVLAKOS_2017, network };
 * const params = initPavlakos2017(config, createRng(1));
 * const volumes = pavlakos2017Volumes(params, config, tf.zeros([1, 64, 64, 3]));
 * assertEquals(volumes.shape, [1, 16, 16, 17, 64]);
 * disposeTree(params);
 * ```
 */
export function pavlakos2017Volumes(
  params: WideningHourglassParams,
  config: Pavlakos2017Config,
  images: tf.Tensor4D,
): tf.Tensor5D {
  const { skeleton: { mirror }, passes } = config;
  return tf.tidy(() => {
    const seen = volumes(params, config, images);
    if (passes === 1) return seen;
    const mirrored = tf.reverse(volumes(params, config, tf.reverse(images, 2)), 2);
    const back = tf.gather(mirrored, tf.tensor1d([...mirror], "int32"), 3);
    return tf.mul(tf.add(seen, back), 0.5);
  });
}

/** The cells [batch, K, 3] where volumes are largest: column, row and depth, counted from 0. */
export function largestCells(volumes: tf.Tensor5D): Int32Array {
  const [, size, , joints] = volumes.shape;
  const [places, depths] = tf.tidy(() => [
    argmaxPose(tf.max(volumes, 4), joints).dataSync(),
    tf.argMax(volumes, 4).dataSync(),
  ]);
  return Int32Array.from({ length: places.length / 2 * 3 }, (_, i) => {
    const [joint, axis] = [Math.floor(i / 3), i % 3]; // of all pictures' joints
    const cell = (axis: number) => Math.floor(places[2 * joint + axis] * size);
    if (axis < 2) return cell(axis);
    const picture = Math.floor(joint / joints);
    return depths[((picture * size + cell(1)) * size + cell(0)) * joints + joint % joints];
  });
}

/** Where a picture comes from, and how long the person's limbs are. */
export interface View {
  /** Of the picture that the crop was cut from. */
  readonly camera: Pinhole;
  /** The square that the network sees. */
  readonly crop: Crop;
  /** The lengths of the skeleton's bones, mm, in its order. */
  readonly limbs: Float64Array;
}

/**
 * What the method puts out: the joints [K, 3] of each picture, mm, camera axes. `images` as for
 * {@link pavlakos2017Volumes}, a view each.
 *
 * @example
 * ```ts
 * import { applyPavlakos2017, createRng, initPavlakos2017, PAVLAKOS_2017 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * const network = { ...PAVLAKOS_2017.network, features: 8, imageSize: 64 };
 * const config = { ...PAVLAKOS_2017, network };
 * const camera = { focal: [1145, 1145], centre: [500, 500] } as const;
 * const view = { camera, crop: { left: 300, top: 200, side: 400 }, limbs: new Float64Array(16).fill(250) };
 * const params = initPavlakos2017(config, createRng(1));
 * assertEquals(applyPavlakos2017(params, config, tf.zeros([1, 64, 64, 3]), [view])[0].length, 51);
 * ```
 */
export function applyPavlakos2017(
  params: WideningHourglassParams,
  config: Pavlakos2017Config,
  images: tf.Tensor4D,
  views: readonly View[],
): Float64Array[] {
  const joints = config.skeleton.joints.length;
  const cells = freeing(() => largestCells(pavlakos2017Volumes(params, config, images)));
  return views.map((view, i) =>
    metricPose(cells.subarray(3 * joints * i, 3 * joints * (i + 1)), config, view).pose
  );
}

/**
 * One picture's cells [K, 3] as joints [K, 3], mm, camera axes: what the released MATLAB code does; and how
 * often the pose was projected back in search of the root.
 */
export function metricPose(
  cells: Int32Array,
  { skeleton, network, depths, depthRange, rootSearch }: Pavlakos2017Config,
  { camera, crop, limbs }: View,
): { pose: Float64Array; evaluations: number } {
  const [cell, [nearest, farthest]] = [crop.side / (network.imageSize / 4), depthRange];
  const step = (farthest - nearest) / (depths.at(-1)! - 1);
  const joints = Array.from(skeleton.joints.keys());
  const relative = {
    pixels: Float64Array.from(joints.flatMap((joint) => [
      crop.left + (cells[3 * joint] + 0.5) * cell,
      crop.top + (cells[3 * joint + 1] + 0.5) * cell,
    ])),
    depths: Float64Array.from(joints, (joint) => nearest + step * cells[3 * joint + 2]),
  };
  const pairs = bones(skeleton).map(({ parent, child }): Limb => [parent, child]);
  const { depth, evaluations } = findRootDepth(relative, camera, limbs, pairs, rootSearch);
  return { pose: backProject(relative, camera, depth), evaluations };
}
