import * as tf from "@tensorflow/tfjs";
import { blockLstm } from "../engine/block_lstm.ts";
import { hasRawOperations } from "../engine/raw_operations.ts";
import type { Rng } from "../random.ts";
import { initialize, type Initializer } from "./initialize.ts";
import type { Tree } from "./tree.ts";
import { noteUse } from "./weight_uses.ts";

/**
 * An LSTM layer without peepholes (section 4.1): `kernel` [inputs, 4·units] on the input,
 * `recurrent` [units, 4·units] on the previous output, `bias` [4·units]; gates in the order
 * input, forget, cell, output.
 */
export interface Lstm extends Tree {
  /** On the input. */
  readonly kernel: tf.Tensor2D;
  /** On the previous output. */
  readonly recurrent: tf.Tensor2D;
  /** Of all four gates. */
  readonly bias: tf.Tensor1D;
}

/** What an LSTM layer remembers of the past frames (H of Eq. 1): `output`, `cell` [sequences, units]. */
export interface LstmState extends Tree {
  /** The last output, h. */
  readonly output: tf.Tensor2D;
  /** The memory cells, c. */
  readonly cell: tf.Tensor2D;
}

/** Parameters of an LSTM layer. `forgetBias` 1 keeps the past by default; 0 is the released code's. */
export function initLstm(
  inputs: number,
  units: number,
  { rng, initializer, forgetBias }: { rng: Rng; initializer: Initializer; forgetBias: number },
): Lstm {
  const bias = new Float32Array(4 * units).fill(forgetBias, units, 2 * units);
  return {
    kernel: initialize([inputs, 4 * units], initializer, rng) as tf.Tensor2D,
    recurrent: initialize([units, 4 * units], initializer, rng) as tf.Tensor2D,
    bias: tf.tensor1d(bias),
  };
}

/** The state before the first frame: zeros (H_0, section 3). */
export function zeroState(sequences: number, units: number): LstmState {
  return { output: tf.zeros([sequences, units]), cell: tf.zeros([sequences, units]) };
}

/**
 * Runs the layer over `x` [sequences, frames, inputs] from `state`; returns every frame's output
 * [sequences, frames, units] and the state after the last frame, so that a long video can be streamed.
 */
export function lstm(
  params: Lstm,
  x: tf.Tensor3D,
  state: LstmState,
): { output: tf.Tensor3D; state: LstmState } {
  for (const weight of [params.kernel, params.recurrent]) noteUse(weight, x.shape[0] * x.shape[1]);
  if (!hasRawOperations()) return composedLstm(params, x, state);
  const kernel: tf.Tensor2D = tf.concat([params.kernel, params.recurrent], 0);
  const byFrame = tf.transpose(x, [1, 0, 2]);
  const { outputs, cells } = blockLstm(byFrame, state.output, state.cell, kernel, params.bias);
  const last = (all: tf.Tensor3D) =>
    tf.reshape(tf.slice(all, [x.shape[1] - 1, 0, 0], [1, -1, -1]), state.cell.shape);
  return {
    output: tf.transpose(outputs, [1, 0, 2]),
    state: { output: last(outputs) as tf.Tensor2D, cell: last(cells) as tf.Tensor2D },
  };
}

/** The same, written out: what engines without a fused layer run, and what it is tested against. */
export function composedLstm(
  params: Lstm,
  x: tf.Tensor3D,
  state: LstmState,
): { output: tf.Tensor3D; state: LstmState } {
  const [sequences, frames, inputs] = x.shape;
  const units = params.recurrent.shape[0];
  // The inputs' share of all gates and frames in one product; only the recurrent share is sequential.
  const gates = tf.add(
    tf.matMul(tf.reshape(x, [-1, inputs]) as tf.Tensor2D, params.kernel),
    params.bias,
  );
  // tfjs has no gradient for an unstack into one piece, which is what a still is.
  const steps = frames === 1
    ? [gates]
    : tf.unstack(tf.reshape(gates, [sequences, frames, 4 * units]), 1) as tf.Tensor2D[];
  let { output, cell } = state;
  const outputs: tf.Tensor2D[] = [];
  for (const step of steps) {
    const all = tf.add(step, tf.matMul(output, params.recurrent));
    const [i, f, g, o] = tf.split(all, 4, 1);
    cell = tf.add(tf.mul(tf.sigmoid(f), cell), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    output = tf.mul(tf.sigmoid(o), tf.tanh(cell));
    outputs.push(output);
  }
  return { output: tf.stack(outputs, 1) as tf.Tensor3D, state: { output, cell } };
}
