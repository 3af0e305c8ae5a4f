import * as tf from "@tensorflow/tfjs";
import type { Convolution } from "../nn/convolution.ts";
import { type Dense, dense, initDense } from "../nn/dense.ts";
import type { Tree } from "../nn/tree.ts";
import type { Rng } from "../random.ts";
import { type LifterConfig, mapSize } from "./config.ts";
import { type ChainLayer, convolutionChain, initChain } from "./convolution_chain.ts";

/** Ψ_R: the convolutions of Table 1 by their names there, and the FC head of section 3.4, if any. */
export interface PsiR extends Tree {
  /** Layers of Table 1, by name. */
  readonly trunk: { readonly [name: string]: Convolution };
  /** `fc` [maps, 2K], or nothing. */
  readonly head: { readonly [name: string]: Dense };
}

/** Table 1: convolutions, and which entry of `channels` each has; `max_n` is 2x2 max pooling. */
const TABLE_1 = [
  ["conv1_1", 0],
  ["conv1_2", 0],
  "max_1",
  ["conv2_1", 1],
  ["conv2_2", 1],
  "max_2",
  ["conv3_1", 2],
  ["conv3_2", 2],
  ["conv3_3", 2],
  ["conv3_4", 2],
  "max_3",
  ["conv4_1", 3],
  ["conv4_2", 3],
  ["conv4_3", 2],
  ["conv4_4", 2],
  ["conv4_5", 2],
  ["conv4_6", 2],
  ["conv4_7", 4],
] as const;

/** What of a configuration decides the shape of Ψ_R. */
export type PsiRConfig = Pick<LifterConfig, "imageSize" | "joints" | "pose2d" | "initializer">;

/** The layers of Ψ_R in order. */
export function psiRLayers({ pose2d }: Pick<PsiRConfig, "pose2d">): ChainLayer[] {
  const table = TABLE_1.map((layer) =>
    typeof layer === "string" ? layer : { name: layer[0], channels: pose2d.channels[layer[1]] }
  );
  const extra = Array.from(
    { length: pose2d.extraConvolutions },
    (_, i) => ({ name: `special_conv_${i + 1}`, channels: pose2d.channels[4] }),
  );
  return [...table, ...extra];
}

/** Parameters of Ψ_R. */
export function initPsiR(config: PsiRConfig, rng: Rng): PsiR {
  const { pose2d, joints, initializer } = config;
  const trunk = initChain(psiRLayers(config), 3, { rng, initializer });
  if (pose2d.head !== "fc") return { trunk, head: {} };
  const features = pose2d.channels[4] * mapSize(config) ** 2;
  const fc = initDense(features, 2 * joints, { rng, initializer: "xavier" });
  fc.bias.dispose();
  return { trunk, head: { fc: { ...fc, bias: tf.fill([2 * joints], 0.5) } } }; // the crop's middle
}

/**
 * {f2d, p2d} = Ψ_R(I; ω_R), Eq. (1).
 *
 * `images` [batch, size, size, 3] in [-0.5, 0.5]; returns the pose-aware maps f2d
 * [batch, size/8, size/8, channels] and the 2D pose p2d [batch, 2K] in [0,1] of the crop (absent with
 * head `none`).
 *
 * @example
 * ```ts
 * import { initMachine, preset, psiR } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * const config = { ...preset("small"), imageSize: 16 };
 * const { maps, pose2d } = psiR(initMachine(config, 1).psiR, config, tf.zeros([3, 16, 16, 3]));
 * assertEquals([maps.shape, pose2d?.shape], [[3, 2, 2, 32], [3, 34]]);
 * ```
 */
export function psiR(
  params: PsiR,
  config: PsiRConfig,
  images: tf.Tensor4D,
): { maps: tf.Tensor4D; pose2d?: tf.Tensor2D } {
  const maps = convolutionChain(params.trunk, psiRLayers(config), images, { inputGradient: false });
  const { head } = config.pose2d;
  if (head === "none") return { maps };
  if (head === "argmax") return { maps, pose2d: argmaxPose(maps, config.joints) };
  return { maps, pose2d: dense(params.head.fc, tf.reshape(maps, [maps.shape[0], -1])) };
}

/** What one layer's output may take of memory, bytes. */
const LAYER_BYTES = 2 ** 28;

/** How many frames to run Ψ_R on in one go: at most 256, fewer where the pictures are large. */
export function framesAtOnce({ imageSize, pose2d }: LifterConfig): number {
  const largest = 4 * imageSize ** 2 * pose2d.channels[0]; // the first layer's, at full size
  return Math.max(1, Math.min(256, Math.floor(LAYER_BYTES / largest)));
}

/**
 * The argmax reading of section 3.1: joint k is where map k is largest. `maps` [batch, g, g, channels]
 * with at least `joints` channels; returns [batch, 2·joints], the centres of the cells, in [0,1]. It has
 * no gradient: such a head learns from {@link heatMaps}.
 */
export function argmaxPose(maps: tf.Tensor4D, joints: number): tf.Tensor2D {
  return tf.tidy(() => {
    const [batch, height, width] = maps.shape;
    const flat = tf.reshape(tf.slice(maps, [0, 0, 0, 0], [-1, -1, -1, joints]), [
      batch,
      -1,
      joints,
    ]);
    const cell = tf.argMax(flat, 1);
    const row = tf.floorDiv(cell, tf.scalar(width, "int32"));
    const column = tf.sub(cell, tf.mul(row, tf.scalar(width, "int32")));
    const x = tf.div(tf.add(tf.cast(column, "float32"), 0.5), width);
    const y = tf.div(tf.add(tf.cast(row, "float32"), 0.5), height);
    return tf.reshape(tf.stack([x, y], 2), [batch, 2 * joints]) as tf.Tensor2D;
  });
}

/**
 * Targets for the argmax head: a Gaussian of one cell's standard deviation around each joint.
 * `pose2d` [batch, 2K] in [0,1]; returns [batch, size, size, K], 1 at the joint.
 */
export function heatMaps(pose2d: tf.Tensor2D, size: number): tf.Tensor4D {
  return tf.tidy(() => {
    const joints = pose2d.shape[1] / 2;
    const points = tf.mul(tf.reshape(pose2d, [-1, 1, 1, joints, 2]), size);
    const line = tf.add(tf.range(0, size), 0.5);
    const x = tf.reshape(line, [1, 1, size, 1]);
    const y = tf.reshape(line, [1, size, 1, 1]);
    const [px, py] = tf.unstack(points, 4);
    const squared = tf.add(tf.square(tf.sub(x, px)), tf.square(tf.sub(y, py)));
    return tf.exp(tf.mul(squared, -0.5)) as tf.Tensor4D;
  });
}
