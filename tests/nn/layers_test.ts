import { assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { maxPool } from "../../lib/engine/pooling.ts";
import { type Convolution, convolution } from "../../lib/nn/convolution.ts";
import { type Dense, dense } from "../../lib/nn/dense.ts";
import { type Lstm, lstm, type LstmState } from "../../lib/nn/lstm.ts";
import type { Tree } from "../../lib/nn/tree.ts";
import { compareWithTorch, torchFixture } from "../torch_fixture.ts";

await startEngine();
const { cases } = torchFixture("layers");

const CONVOLUTIONS = {
  conv1: {},
  conv3: {},
  conv3_linear: { relu: false },
  conv5_stride2_odd: { stride: 2 },
  conv5_stride2_even: { stride: 2 },
  conv5_stride2_valid: { stride: 2, padding: "valid" },
} as const;
for (const [name, options] of Object.entries(CONVOLUTIONS)) {
  Deno.test(`convolution agrees with PyTorch: ${name}`, () => {
    compareWithTorch(cases[name], (given) => {
      const { x, kernel, bias } = given as Convolution & { x: tf.Tensor4D };
      return { y: convolution({ kernel, bias }, x, options) };
    });
  });
}

Deno.test("a 1x1 convolution with stride 2, whose gradient would kill the process, is refused", () => {
  const [x, kernel, bias] = [tf.zeros([1, 4, 4, 1]), tf.zeros([1, 1, 1, 1]), tf.zeros([1])];
  const params = { kernel, bias } as Convolution;
  assertThrows(() => convolution(params, x as tf.Tensor4D, { stride: 2 }), RangeError, "slice");
  tf.dispose([x, kernel, bias]);
});

for (const name of ["pool_even", "pool_odd"]) {
  Deno.test(`max pooling agrees with PyTorch: ${name}`, () => {
    compareWithTorch(cases[name], (given) => ({ y: maxPool(given.x as tf.Tensor4D) }));
  });
}

Deno.test("a fully connected layer agrees with PyTorch", () => {
  compareWithTorch(cases.dense, (given) => {
    const { x, kernel, bias } = given as Dense & { x: tf.Tensor2D };
    return { y: dense({ kernel, bias }, x) };
  });
});

interface Stack extends Tree {
  readonly x: tf.Tensor3D;
  readonly lstm1: Lstm;
  readonly lstm2: Lstm;
  readonly state1: LstmState;
  readonly state2: LstmState;
}

function runStack(given: Tree) {
  const { x, lstm1, lstm2, state1, state2 } = given as Stack;
  const first = lstm(lstm1, x, state1);
  const second = lstm(lstm2, first.output, state2);
  return { y: second.output, state1: first.state, state2: second.state };
}

Deno.test("two stacked LSTMs agree with PyTorch, states in and out included", () => {
  compareWithTorch(cases.lstm, runStack);
});

Deno.test("an LSTM fed frame by frame, its state passed on, gives what the whole clip gives", () => {
  tf.tidy(() => {
    const given = cases.lstm.given as Stack;
    const whole = runStack(given).y.arraySync();
    let stack = given;
    tf.split(given.x, 4, 1).forEach((x, frame) => {
      const { y, state1, state2 } = runStack({ ...stack, x });
      stack = { ...stack, state1, state2 };
      const expected = tf.tensor(whole.map((sequence) => [sequence[frame]]));
      const worst = tf.max(tf.abs(tf.sub(y, expected))).dataSync()[0];
      if (!(worst < 1e-6)) throw new Error(`frame ${frame} is off by ${worst}`);
    });
  });
});
