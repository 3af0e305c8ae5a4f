import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { filterGradient, isLargeForFilterGradient } from "../../lib/engine/filter_gradient.ts";
import { hasRawOperations } from "../../lib/engine/raw_operations.ts";
import { createRng } from "../../lib/random.ts";

await startEngine();

function random(shape: [number, number, number, number], name: string): tf.Tensor4D {
  const rng = createRng("filter gradient", name);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor4d(Float32Array.from({ length: size }, () => rng.normal()), shape);
}

Deno.test({
  name: "the kernel's gradient by products is that of tfjs's convolution, however many at a time",
  ignore: !hasRawOperations(),
  fn() {
    const before = tf.memory().numTensors;
    for (const size of [1, 3, 5]) {
      for (const [height, width] of [[6, 7], [2, 9], [1, 1]]) {
        const x = random([5, height, width, 3], "x"), g = random([5, height, width, 4], "g");
        const kernel = tf.zeros<tf.Rank.R4>([size, size, 3, 4]);
        const expected = tf.grad((w: tf.Tensor) => tf.conv2d(x, w as tf.Tensor4D, 1, "same"))(
          kernel,
          g,
        );
        const picture = 4 * height * width * size * 3;
        for (const bytes of [2 ** 28, 2 * picture, 1]) { // 5; 2, 2 and 1; and one at a time
          const found = filterGradient(x, g, size, bytes);
          assertEquals(found.shape, expected.shape);
          const [worst] = tf.tidy(() => tf.max(tf.abs(tf.sub(found, expected))).dataSync());
          assert(worst < 1e-4, `${size}x${size} on ${height}x${width}, ${bytes} bytes: ${worst}`);
          found.dispose();
        }
        tf.dispose([x, g, kernel, expected]);
      }
    }
    assertEquals(tf.memory().numTensors, before);
  },
});

Deno.test("it is for the paper's sizes: the small preset's trainings stay as they are, to the bit", () => {
  assert(isLargeForFilterGradient([2, 368, 368, 64]));
  assert(isLargeForFilterGradient([2, 46, 46, 256]));
  assert(!isLargeForFilterGradient([64, 64, 64, 8]));
});
