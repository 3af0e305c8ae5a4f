import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { composedLstm, initLstm, type Lstm, lstm } from "../../lib/nn/lstm.ts";
import { createRng } from "../../lib/random.ts";

await startEngine();

/** Of the tensors' own size, as everywhere where modules are compared. */
const TOLERANCE = 1e-4;

Deno.test("the fused layer gives the composed one's outputs, states and gradients", () => {
  for (const frames of [1, 2, 5]) {
    tf.tidy(() => {
      const rng = createRng(frames);
      const random = (shape: number[]) =>
        tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, rng.normal), shape);
      const { kernel, recurrent, bias } = initLstm(3, 4, {
        rng,
        initializer: "xavier",
        forgetBias: 1,
      });
      const given = [
        kernel,
        recurrent,
        bias,
        random([2, frames, 3]),
        random([2, 4]),
        random([2, 4]),
      ];
      const weights = random([2, frames, 4]);
      const loss = (layer: typeof lstm) => (...of: tf.Tensor[]) => {
        const params = { kernel: of[0], recurrent: of[1], bias: of[2] } as unknown as Lstm;
        const state = { output: of[4] as tf.Tensor2D, cell: of[5] as tf.Tensor2D };
        const after = layer(params, of[3] as tf.Tensor3D, state);
        return tf.addN([
          tf.sum(tf.mul(after.output, weights)),
          tf.sum(tf.square(after.state.cell)),
          tf.sum(tf.square(after.state.output)),
        ]) as tf.Scalar;
      };
      const fused = tf.valueAndGrads(loss(lstm))(given);
      const composed = tf.valueAndGrads(loss(composedLstm))(given);
      const pairs = [
        [fused.value, composed.value],
        ...fused.grads.map((g, i) => [g, composed.grads[i]]),
      ];
      for (const [a, b] of pairs) {
        assertEquals(a.shape, b.shape);
        const [difference, size] = [tf.max(tf.abs(tf.sub(a, b))), tf.max(tf.abs(b))];
        assert(difference.dataSync()[0] <= TOLERANCE * size.dataSync()[0]);
      }
    });
  }
});

Deno.test("a layer leaves no tensor behind", () => {
  tf.tidy(() => {
    const params = initLstm(3, 4, { rng: createRng(1), initializer: "xavier", forgetBias: 1 });
    const x = tf.zeros<tf.Rank.R3>([2, 3, 3]);
    const state = { output: tf.zeros<tf.Rank.R2>([2, 4]), cell: tf.zeros<tf.Rank.R2>([2, 4]) };
    const before = tf.memory().numTensors;
    const kept = tf.tidy(() => lstm(params, x, state));
    assertEquals(tf.memory().numTensors - before, 3);
    tf.dispose([kept.output, kept.state.output, kept.state.cell]);
  });
});
