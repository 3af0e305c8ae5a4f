// Convolutional pose machines: Wei, Ramakrishna, Kanade and Sheikh (CVPR 2016). A trunk of convolutions
// gives features; each stage sees them, and what the stage before made of them, and gives better maps.
import * as tf from "@tensorflow/tfjs";
import type { Convolution } from "../../nn/convolution.ts";
import type { Initializer } from "../../nn/initialize.ts";
import type { Tree } from "../../nn/tree.ts";
import type { Rng } from "../../random.ts";
import { type ChainLayer, convolutionChain, initChain } from "../convolution_chain.ts";

/** What decides the shape of a convolutional pose machine. */
export interface PoseMachineConfig {
  /** From the picture to the features; the last layer must be a convolution. */
  readonly trunk: readonly ChainLayer[];
  /** Maps that each stage gives. */
  readonly maps: number;
  /** How many stages there are. */
  readonly stages: number;
  /** Channels of the first stage's hidden 1x1 convolution. */
  readonly firstWidth: number;
  /** Channels of the further stages' hidden convolutions. */
  readonly width: number;
  /** Whether the further stages see a map of the person's centre, too. */
  readonly centreMap: boolean;
  /** Start of the weights. */
  readonly initializer: Initializer;
}

/** Parameters of a convolutional pose machine. */
export interface PoseMachineParams extends Tree {
  /** By layer. */
  readonly trunk: { readonly [name: string]: Convolution };
  /** `1`, `2`, …; each by layer. */
  readonly stages: { readonly [number: string]: { readonly [name: string]: Convolution } };
}

/** Two 1x1 convolutions in the first stage; later five of 7x7 and two of 1x1. */
function stageLayers(config: PoseMachineConfig, first: boolean): ChainLayer[] {
  const { firstWidth, width, maps } = config;
  const wide = first ? 0 : 5;
  return [
    ...Array.from({ length: wide }, (_, i) => ({ name: `conv${i + 1}`, channels: width, size: 7 })),
    { name: `conv${wide + 1}`, channels: first ? firstWidth : width, size: 1 },
    { name: "maps", channels: maps, size: 1, relu: false },
  ];
}

function features({ trunk }: PoseMachineConfig): number {
  const last = trunk.at(-1);
  if (typeof last !== "object") throw new RangeError("A trunk must end with a convolution");
  return last.channels;
}

/** Fresh parameters. */
export function initPoseMachine(config: PoseMachineConfig, rng: Rng): PoseMachineParams {
  const init = { rng, initializer: config.initializer };
  const trunk = initChain(config.trunk, 3, init);
  const inputs = (first: boolean) =>
    features(config) + (first ? 0 : config.maps + (config.centreMap ? 1 : 0));
  return {
    trunk,
    stages: Object.fromEntries(
      Array.from({ length: config.stages }, (_, i) => [
        String(i + 1),
        initChain(stageLayers(config, i === 0), inputs(i === 0), init),
      ]),
    ),
  };
}

/**
 * The last stage's maps [batch, h/8, w/8, maps] of `images` [batch, h, w, 3] in ±0.5. `centre`
 * [batch, h/8, w/8, 1] must be there if the machine has centre maps. `between` may change each stage's
 * maps before they go on; the last stage's, too.
 */
export function poseMachine(
  params: PoseMachineParams,
  config: PoseMachineConfig,
  images: tf.Tensor4D,
  { centre, between = (maps) => maps }: {
    centre?: tf.Tensor4D;
    between?: (maps: tf.Tensor4D, stage: number) => tf.Tensor4D;
  } = {},
): tf.Tensor4D {
  if (config.centreMap !== (centre !== undefined)) {
    throw new RangeError(`A centre map is ${config.centreMap ? "missing" : "not expected"}`);
  }
  return tf.tidy(() => {
    const seen = convolutionChain(params.trunk, config.trunk, images, { inputGradient: false });
    let maps: tf.Tensor4D | undefined;
    for (const [i, stage] of Object.values(params.stages).entries()) {
      const inputs = [...(maps ? [maps] : []), seen, ...(maps && centre ? [centre] : [])];
      const x: tf.Tensor4D = tf.concat(inputs, 3);
      maps = between(convolutionChain(stage, stageLayers(config, i === 0), x), i + 1);
    }
    return maps!;
  });
}
