import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { relu } from "../../lib/engine/relu.ts";

await startEngine();

Deno.test("ReLU passes what is above zero, and its gradient", () => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const x = tf.tensor4d([-1, 0, 2, -3, 4], [1, 1, 5, 1]);
    assertEquals([...relu(x).dataSync()], [0, 0, 2, 0, 4]);
    const gradient = tf.grad((x) => relu(x as tf.Tensor4D))(
      x,
      tf.tensor4d([1, 2, 3, 4, 5], x.shape),
    );
    assertEquals([...gradient.dataSync()], [0, 0, 3, 0, 5]);
  });
  assertEquals(tf.memory().numTensors, before);
});
