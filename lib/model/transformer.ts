import * as tf from "@tensorflow/tfjs";
import { maxPool } from "../engine/pooling.ts";
import { type Convolution, convolution, initConvolution } from "../nn/convolution.ts";
import { type Dense, dense, initDense } from "../nn/dense.ts";
import { initLstm, type Lstm, lstm, type LstmState, zeroState } from "../nn/lstm.ts";
import type { Tree } from "../nn/tree.ts";
import type { Rng } from "../random.ts";
import { type LifterConfig, mapSize } from "./config.ts";

/** What adapts the maps, and the output layer. */
export interface Adaption extends Tree {
  /** 5x5, stride 2. */
  readonly conv1: Convolution;
  /** 5x5, stride 2. */
  readonly conv2: Convolution;
  /** To the adapted features, [.., units]. */
  readonly fc: Dense;
  /** The output layer, [units, 3K]. */
  readonly out: Dense;
}

/** Ψ_T as the paper has it: the adaption, two stacked LSTMs, the output layer. */
export interface RecurrentPsiT extends Adaption {
  /** The lower LSTM. */
  readonly lstm1: Lstm;
  /** The upper LSTM. */
  readonly lstm2: Lstm;
}

/** Ψ_T of the row `w/o temporal`: a fully connected layer with ReLU in place of each LSTM. */
export interface MemorylessPsiT extends Adaption {
  /** In place of the lower LSTM, [units, units]. */
  readonly fc1: Dense;
  /** In place of the upper LSTM, [units, units]. */
  readonly fc2: Dense;
}

/** Ψ_T: two convolutions and an FC layer that adapt the maps, two layers over time, the output layer. */
export type PsiT = RecurrentPsiT | MemorylessPsiT;

function isRecurrent(params: PsiT): params is RecurrentPsiT {
  return "lstm1" in params;
}

/** H of Eq. (1): what the two LSTMs carry from frame to frame. */
export interface PsiTState extends Tree {
  /** Of the lower LSTM. */
  readonly lstm1: LstmState;
  /** Of the upper LSTM. */
  readonly lstm2: LstmState;
}

/** Side of the maps after the two convolutions and the pooling. */
function adaptedSize(config: LifterConfig): number {
  const { padding, pool } = config.transformer;
  const conv = (side: number) => padding === "same" ? Math.ceil(side / 2) : (side - 1) >> 1; // pad 1
  const side = conv(conv(mapSize(config)));
  return pool ? Math.ceil(side / 2) : side;
}

/** Parameters of Ψ_T. */
export function initPsiT(config: LifterConfig, rng: Rng): PsiT {
  const { channels, units, forgetBias } = config.transformer;
  const init = { rng, initializer: config.initializer };
  const recurrent = { rng, initializer: config.lstmInitializer, forgetBias };
  const { kernel, bias } = initDense(units, 3 * config.joints, {
    rng,
    initializer: config.initializer === "gaussian" ? "gaussian" : "xavier",
  });
  bias.dispose();
  const adaption = {
    conv1: initConvolution(5, config.pose2d.channels[4], channels, init),
    conv2: initConvolution(5, channels, channels, init),
    fc: initDense(channels * adaptedSize(config) ** 2, units, init),
  };
  const middle: tf.Tensor1D = tf.fill([3 * config.joints], 0.5); // of the normalised range
  const out = { kernel, bias: middle };
  if (config.transformer.recurrence === "none") {
    const [fc1, fc2] = [initDense(units, units, init), initDense(units, units, init)];
    return { ...adaption, fc1, fc2, out };
  }
  const [lstm1, lstm2] = [initLstm(units, units, recurrent), initLstm(units, units, recurrent)];
  return { ...adaption, lstm1, lstm2, out };
}

/** H_0: zeros (section 3). */
export function initialState(config: LifterConfig, sequences: number): PsiTState {
  const { units } = config.transformer;
  return { lstm1: zeroState(sequences, units), lstm2: zeroState(sequences, units) };
}

/** The adapted features [batch, units] of the maps f2d [batch, g, g, channels] (figure 2a). */
function adapt(
  params: PsiT,
  config: LifterConfig,
  maps: tf.Tensor4D,
  mapsGradient: boolean,
): tf.Tensor2D {
  const { padding, pool, fcRelu } = config.transformer;
  const step = (layer: Convolution, x: tf.Tensor4D, inputGradient: boolean) =>
    padding === "same"
      ? convolution(layer, x, { stride: 2, inputGradient })
      : convolution(layer, tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]), {
        stride: 2,
        padding: "valid",
        inputGradient,
      });
  let x = step(params.conv2, step(params.conv1, maps, mapsGradient), true);
  if (pool) x = maxPool(x);
  const features = dense(params.fc, tf.reshape(x, [x.shape[0], -1]));
  return fcRelu ? tf.relu(features) : features;
}

/**
 * p3d = Ψ_T(f2d; ω_T, H), Eq. (1), for clips side by side.
 *
 * `maps` [sequences · frames, g, g, channels], clip after clip; returns the intermediate 3D poses
 * [sequences · frames, 3K], normalised to [0,1], and the state after the last frame: pass it on to
 * continue the same sequences. (With direction `forward-backward` the upper LSTM ends at a clip's first
 * frame: there is nothing to continue from.)
 *
 * @throws {RangeError} when `state` is of another number of sequences
 *
 * @example
 * ```ts
 * import { initMachine, preset, psiT } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * const config = { ...preset("small"), imageSize: 16 };
 * const maps = tf.zeros<tf.Rank.R4>([6, 2, 2, 32]); // two sequences of three frames
 * const { pose3d, state } = psiT(initMachine(config, 1).psiT, config, maps, { sequences: 2 });
 * assertEquals([pose3d.shape, state.lstm2.cell.shape], [[6, 51], [2, 128]]);
 * ```
 */
export function psiT(
  params: PsiT,
  config: LifterConfig,
  maps: tf.Tensor4D,
  { sequences, state, mapsGradient = true }: {
    sequences: number;
    state?: PsiTState;
    /** Whether the gradient with respect to `maps` is wanted; not where ω_R is fixed. */
    mapsGradient?: boolean;
  },
): { pose3d: tf.Tensor2D; state: PsiTState } {
  const { units, direction } = config.transformer;
  const backward = direction === "forward-backward";
  const given = state?.lstm1.output.shape[0] ?? sequences;
  if (given !== sequences) {
    throw new RangeError(`The state is of ${given} sequence(s), the maps are of ${sequences}`);
  }
  const before = state ?? initialState(config, sequences);
  const adapted = adapt(params, config, maps, mapsGradient);
  if (!isRecurrent(params)) {
    const features = tf.relu(dense(params.fc2, tf.relu(dense(params.fc1, adapted))));
    return { pose3d: dense(params.out, features), state: before };
  }
  const x = tf.reshape(adapted, [sequences, -1, units]) as tf.Tensor3D;
  const first = lstm(params.lstm1, x, before.lstm1);
  const turn = (y: tf.Tensor3D) => backward ? tf.reverse(y, 1) : y;
  const second = lstm(params.lstm2, turn(first.output), before.lstm2);
  const features = tf.reshape(turn(second.output), [-1, units]) as tf.Tensor2D;
  return {
    pose3d: dense(params.out, features),
    state: { lstm1: first.state, lstm2: second.state },
  };
}
