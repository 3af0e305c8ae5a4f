import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { blockLstm } from "../../lib/engine/block_lstm.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { hasRawOperations } from "../../lib/engine/raw_operations.ts";

await startEngine();

/** Of the native library itself: tfjs counts only what it knows of. */
function nativeTensors(): number {
  const { binding } = tf.backend() as unknown as { binding: { getNumOfTensors(): number } };
  return binding.getNumOfTensors();
}

Deno.test({
  name: "a whole LSTM layer and its gradient leave no tensor in the native library",
  ignore: !hasRawOperations(),
  fn() {
    const step = () =>
      tf.tidy(() => {
        const run = (x: tf.Tensor) => {
          const state = () => tf.zeros<tf.Rank.R2>([2, 4]);
          const kernel = tf.ones<tf.Rank.R2>([7, 16]), bias = tf.zeros<tf.Rank.R1>([16]);
          return blockLstm(x as tf.Tensor3D, state(), state(), kernel, bias).outputs;
        };
        return tf.grad(run)(tf.ones([5, 2, 3])).dataSync().length;
      });
    assertEquals(step(), 30);
    const before = nativeTensors();
    for (let i = 0; i < 3; i++) step();
    assertEquals(nativeTensors(), before);
  },
});
