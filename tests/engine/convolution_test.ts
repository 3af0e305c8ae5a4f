import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { convBias, type ConvOptions } from "../../lib/engine/convolution.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { createRng } from "../../lib/random.ts";

await startEngine();

function random(shape: number[], name: string): tf.Tensor {
  const rng = createRng("convolution", name);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(Float32Array.from({ length: size }, () => rng.normal()), shape);
}

type Run = (x: tf.Tensor, w: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** Output and the gradients by picture, kernel and bias. */
function valuesOf(run: Run, kernel: number): Float32Array[] {
  return tf.tidy(() => {
    const x = random([2, 9, 8, 3], "x");
    const w = random([kernel, kernel, 3, 4], "w"), b = random([4], "b");
    const output = run(x, w, b);
    const gradients = tf.grads(run)([x, w, b], random(output.shape, "upstream"));
    return [output, ...gradients].map((tensor) => tensor.dataSync() as Float32Array);
  });
}

function largest(values: Float32Array, other?: Float32Array): number {
  return values.reduce((a, v, i) => Math.max(a, Math.abs(v - (other ? other[i] : 0))), 0);
}

Deno.test("convolution with bias equals tfjs's composed operations, gradients included", () => {
  const before = tf.memory().numTensors;
  for (const [kernel, stride] of [[1, 1], [2, 1], [3, 1], [4, 2], [5, 2]]) {
    for (const padding of ["same", "valid"] as const) {
      for (const relu of [true, false]) {
        const options: ConvOptions = { stride, padding, relu };
        const composed: Run = (x, w, b) => {
          const y = tf.add(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, padding), b);
          return relu ? tf.relu(y) : y;
        };
        const expected = valuesOf(composed, kernel);
        const actual = valuesOf(
          (x, w, b) => convBias(x as tf.Tensor4D, w as tf.Tensor4D, b as tf.Tensor1D, options),
          kernel,
        );
        for (const [index, values] of expected.entries()) {
          const name = `kernel ${kernel}, ${JSON.stringify(options)}, tensor ${index}`;
          assert(largest(values, actual[index]) <= 1e-5 * largest(values), name);
        }
      }
    }
  }
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a picture that needs no gradient changes nothing in the kernel's and the bias's", () => {
  const run = (inputGradient: boolean): Run => (x, w, b) =>
    convBias(x as tf.Tensor4D, w as tf.Tensor4D, b as tf.Tensor1D, { inputGradient });
  const [, , ...expected] = valuesOf(run(true), 3);
  const [, , ...actual] = valuesOf(run(false), 3);
  assertEquals(actual, expected);
});

Deno.test("a large picture that comes alone is convolved in halves, to the same values", () => {
  const before = tf.memory().numTensors;
  for (const [height, width, size] of [[64, 65, 3], [32, 33, 7]]) {
    const shape: [number, number, number, number] = [1, height, width, 64];
    const run = (convolve: Run) =>
      tf.tidy(() => {
        const x = random(shape, "picture"), b = random([64], "b");
        const w = random([size, size, 64, 64], "w");
        const output = convolve(x, w, b);
        const gradients = tf.grads(convolve)([x, w, b], random(output.shape, "upstream"));
        return [output, ...gradients].map((tensor) => tensor.dataSync() as Float32Array);
      });
    const composed = run((x, w, b) =>
      tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same"), b))
    );
    const actual = run((x, w, b) => convBias(x as tf.Tensor4D, w as tf.Tensor4D, b as tf.Tensor1D));
    for (const [index, values] of composed.entries()) {
      const name = `kernel ${size}, tensor ${index}`;
      assertEquals(actual[index].length, values.length, name);
      assert(largest(values, actual[index]) <= 1e-5 * largest(values), name);
    }
  }
  assertEquals(tf.memory().numTensors, before);
});
