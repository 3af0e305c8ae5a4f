// The recurrent 3D pose sequence machine of Lin, Lin, Liang, Wang and Cheng, "Recurrent 3D Pose Sequence
// Machines" (CVPR 2017, arXiv 1707.09695), reference [21]: the paper's conference version. Its layers are
// those of the released code (MudeLin/RPSM).
import * as tf from "@tensorflow/tfjs";
import { maxPool } from "../engine/pooling.ts";
import { type Convolution, convolution, initConvolution } from "../nn/convolution.ts";
import { type Dense, dense, initDense } from "../nn/dense.ts";
import { initLstm, type Lstm, lstm, type LstmState, zeroState } from "../nn/lstm.ts";
import type { Tree } from "../nn/tree.ts";
import type { Normalization } from "../normalize.ts";
import { createRng, type Rng } from "../random.ts";
import { initPsiR, type PsiR } from "./pose2d_network.ts";
import { rpsmAdaptedSize, type RpsmConfig } from "./rpsm_config.ts";

/** One stage: three modules with weights of their own. */
export interface RpsmStage extends Tree {
  /** The 2D pose module: two 3x3 convolutions on Ψ_R's maps and the previous stage's features. */
  readonly pose2d: { readonly conv1: Convolution; readonly conv2: Convolution };
  /** The feature adaption: 5x5 with stride 2, 3x3, and an FC layer to [.., units]. */
  readonly adaption: {
    readonly conv1: Convolution;
    readonly conv2: Convolution;
    readonly fc: Dense;
  };
  /** The recurrent 3D pose module: an LSTM on the features and the previous stage's pose; [units, 3K]. */
  readonly pose3d: { readonly lstm: Lstm; readonly out: Dense };
}

/** The stages by number: `1`, `2`, … */
export interface RpsmStages extends Tree {
  /** One of them. */
  readonly [number: string]: RpsmStage;
}

/** The whole network. */
export interface RpsmParams extends Tree {
  /** The 2D pose sub-network, which all stages share. */
  readonly psiR: PsiR;
  /** Each refines the pose of the one before. */
  readonly stages: RpsmStages;
}

/** What the LSTM of each stage carries from frame to frame. */
export interface RpsmState extends Tree {
  /** Of the stage of that number. */
  readonly [number: string]: LstmState;
}

/** A recurrent 3D pose sequence machine; the last stage's pose is its answer. */
export interface Rpsm {
  /** Its shape. */
  readonly config: RpsmConfig;
  /** Its weights. */
  readonly params: RpsmParams;
  /** Max-min range of each 3D coordinate over the training frames, mm. */
  readonly normalization: Normalization;
}

const numbers = ({ stages }: RpsmConfig) => Array.from({ length: stages }, (_, i) => String(i + 1));

/** Parameters of the stages. */
export function initRpsmStages(config: RpsmConfig, rng: Rng): RpsmStages {
  const { joints, pose2d, transformer: { channels, units, forgetBias } } = config;
  const [maps, coordinates] = [pose2d.channels[4], 3 * joints];
  const init = { rng, initializer: config.initializer };
  const stage = (first: boolean): RpsmStage => ({
    pose2d: {
      conv1: initConvolution(3, first ? maps : 2 * maps, maps, init),
      conv2: initConvolution(3, maps, maps, init),
    },
    adaption: {
      conv1: initConvolution(5, maps, channels, init),
      conv2: initConvolution(3, channels, channels, init),
      fc: initDense(channels * rpsmAdaptedSize(config) ** 2, units, init),
    },
    pose3d: {
      lstm: initLstm(first ? units : units + coordinates, units, {
        ...{ rng, initializer: config.lstmInitializer, forgetBias },
      }),
      out: initOut(units, coordinates, rng),
    },
  });
  return Object.fromEntries(numbers(config).map((number, i) => [number, stage(i === 0)]));
}

/** The output layer starts at the middle of the normalised range. */
function initOut(units: number, coordinates: number, rng: Rng): Dense {
  const { kernel, bias } = initDense(units, coordinates, { rng, initializer: "xavier" });
  bias.dispose();
  return { kernel, bias: tf.fill([coordinates], 0.5) };
}

/**
 * Fresh parameters. Ψ_R starts as a machine's of the same seed, so that both share step 1 of Algorithm 1.
 *
 * @example
 * ```ts
 * import { disposeTree, initRpsm, RPSM_SMALL } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const params = initRpsm(RPSM_SMALL, 1);
 * assertEquals(params.stages[2].pose3d.lstm.kernel.shape, [128 + 51, 4 * 128]);
 * disposeTree(params);
 * ```
 */
export function initRpsm(config: RpsmConfig, seed: number): RpsmParams {
  return {
    psiR: initPsiR(config, createRng(seed, "init", "psiR")),
    stages: initRpsmStages(config, createRng(seed, "init", "rpsm")),
  };
}

/** The state before the first frame: zeros. */
export function rpsmInitialState(config: RpsmConfig, sequences: number): RpsmState {
  const zero = () => zeroState(sequences, config.transformer.units);
  return Object.fromEntries(numbers(config).map((number) => [number, zero()]));
}

/** The adapted features [batch, units] of a stage's pose features [batch, g, g, maps]. */
function adapt(
  { conv1, conv2, fc }: RpsmStage["adaption"],
  { pool }: RpsmConfig["transformer"],
  features: tf.Tensor4D,
): tf.Tensor2D {
  const padded: tf.Tensor4D = tf.pad(features, [[0, 0], [2, 2], [2, 2], [0, 0]]);
  const x = convolution(conv2, convolution(conv1, padded, { stride: 2, padding: "valid" }));
  return tf.relu(dense(fc, tf.reshape(pool ? maxPool(x) : x, [x.shape[0], -1])));
}

/**
 * The 3D poses that each stage gives, for clips side by side; all of them learn, the last is the answer.
 *
 * `maps` [sequences · frames, g, g, channels], Ψ_R's, clip after clip; returns every stage's poses
 * [sequences · frames, 3K], normalised to [0,1], and the state after the last frame: pass it on to
 * continue the same sequences. (The released code starts anew at windows of at most five frames.)
 *
 * @throws {RangeError} when `state` is of another number of sequences
 *
 * @example
 * ```ts
 * import { initRpsm, rpsm, RPSM_SMALL } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * const config = { ...RPSM_SMALL, imageSize: 16 };
 * const maps = tf.zeros<tf.Rank.R4>([6, 2, 2, 32]); // two sequences of three frames
 * const { poses3d, state } = rpsm(initRpsm(config, 1).stages, config, maps, { sequences: 2 });
 * assertEquals(poses3d.map(({ shape }) => shape), [[6, 51], [6, 51], [6, 51]]);
 * assertEquals(state[3].cell.shape, [2, 128]);
 * ```
 */
export function rpsm(
  stages: RpsmStages,
  config: RpsmConfig,
  maps: tf.Tensor4D,
  { sequences, state, mapsGradient = true }: {
    sequences: number;
    state?: RpsmState;
    /** Whether the gradient with respect to `maps` is wanted; not where ω_R is fixed. */
    mapsGradient?: boolean;
  },
): { poses3d: tf.Tensor2D[]; state: RpsmState } {
  const { units } = config.transformer;
  const given = state?.[1].output.shape[0] ?? sequences;
  if (given !== sequences) {
    throw new RangeError(`The state is of ${given} sequence(s), the maps are of ${sequences}`);
  }
  const before = state ?? rpsmInitialState(config, sequences);
  const after: Record<string, LstmState> = {};
  const poses3d: tf.Tensor2D[] = [];
  let features: tf.Tensor4D | undefined; // of the previous stage
  for (const number of numbers(config)) {
    const { pose2d, adaption, pose3d } = stages[number];
    const seen: tf.Tensor4D = features ? tf.concat([maps, features], 3) : maps;
    const inputGradient = mapsGradient || features !== undefined;
    features = convolution(pose2d.conv2, convolution(pose2d.conv1, seen, { inputGradient }));
    const adapted = adapt(adaption, config.transformer, features);
    const pose = poses3d.at(-1);
    const x = pose ? tf.concat([adapted, pose], 1) : adapted;
    const clips = tf.reshape(x, [sequences, -1, x.shape[1]]) as tf.Tensor3D;
    const recurrent = lstm(pose3d.lstm, clips, before[number]);
    after[number] = recurrent.state;
    poses3d.push(dense(pose3d.out, tf.reshape(recurrent.output, [-1, units]) as tf.Tensor2D));
  }
  return { poses3d, state: after };
}
