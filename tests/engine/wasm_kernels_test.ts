import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { activate } from "../../lib/engine/engine.ts";
import { createRng } from "../../lib/random.ts";

await activate("wasm");
tf.env().set("PROD", true); // no advice about tfjs-node when the cpu backend starts

function random(shape: number[], seed: string): Float32Array {
  const rng = createRng("wasm kernels", seed);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal());
}

/** The output of `run` and its gradients by each input, as plain numbers, on one backend. */
async function onBackend(
  backend: string,
  shapes: number[][],
  values: Float32Array[],
  run: (...x: tf.Tensor[]) => tf.Tensor,
): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const inputs = shapes.map((shape, i) => tf.tensor(values[i], shape));
    const output = run(...inputs);
    const upstream = tf.tensor(random(output.shape, "upstream"), output.shape);
    const gradients = tf.grads((...x) => run(...x))(inputs, upstream);
    return [output, ...gradients].map((tensor) => tensor.dataSync() as Float32Array);
  });
}

/** Compares wasm with the plain JavaScript backend, relative to the largest magnitude of each tensor. */
async function compare(
  name: string,
  shapes: number[][],
  run: (...x: tf.Tensor[]) => tf.Tensor,
  values = shapes.map((shape, i) => random(shape, `${name} ${i}`)),
) {
  const before = tf.memory().numTensors;
  const expected = await onBackend("cpu", shapes, values, run);
  const actual = await onBackend("wasm", shapes, values, run);
  assertEquals(tf.memory().numTensors, before, name);
  for (const [index, tensor] of expected.entries()) {
    const largest = tensor.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    const worst = tensor.reduce((a, b, i) => Math.max(a, Math.abs(b - actual[index][i])), 0);
    assertEquals(actual[index].length, tensor.length);
    assert(worst <= 2e-5 * largest, `${name}: tensor ${index} is off by ${worst / largest}`);
  }
}

Deno.test("convolutions of many shapes have the gradients of the plain backend", async () => {
  for (const [height, width] of [[8, 8], [7, 10], [5, 5]]) {
    for (const kernel of [1, 2, 3, 5]) {
      for (const stride of kernel === 1 ? [1] : [1, 2, 3]) {
        for (const pad of ["same", "valid"] as const) {
          const name = `${height}x${width}, kernel ${kernel}, stride ${stride}, ${pad}`;
          await compare(
            name,
            [[2, height, width, 3], [kernel, kernel, 3, 4]],
            (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad),
          );
        }
      }
    }
  }
});

Deno.test("max pooling has the plain backend's gradient, overlapping or not, on odd sizes", async () => {
  for (const [size, stride] of [[2, 2], [3, 2], [3, 1], [2, 3]]) {
    for (const pad of ["same", "valid"] as const) {
      await compare(
        `pool ${size}, stride ${stride}, ${pad}`,
        [[2, 7, 8, 3]],
        (x) => tf.maxPool(x as tf.Tensor4D, size, stride, pad),
      );
    }
  }
});

Deno.test("of equal values in a pooling window the first gets the gradient", async () => {
  await tf.setBackend("wasm");
  const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid");
  const gradient = tf.tidy(() => tf.grad(pool)(tf.zeros([1, 2, 4, 1])).dataSync());
  assertEquals([...gradient], [1, 0, 1, 0, 0, 0, 0, 0]);
});

Deno.test("products with transposed factors, batched and broadcast, agree", async () => {
  const product = (a: boolean, b: boolean) => (x: tf.Tensor, y: tf.Tensor) => tf.matMul(x, y, a, b);
  for (const a of [false, true]) {
    for (const b of [false, true]) {
      const [first, second] = [a ? [6, 5] : [5, 6], b ? [7, 6] : [6, 7]];
      await compare(`product ${a} ${b}`, [first, second], product(a, b));
      await compare(`batch ${a} ${b}`, [[3, ...first], [3, ...second]], product(a, b));
    }
  }
});

Deno.test("gather adds up the gradients of a row taken twice", async () => {
  const rows = () => tf.tensor1d([2, 0, 2], "int32");
  await compare("rows", [[4, 5]], (x) => tf.gather(x, rows()));
  await compare("columns", [[4, 5]], (x) => tf.gather(x, rows(), 1));
});
