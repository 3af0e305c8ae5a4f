import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { startEngine } from "../../lib/engine/engine.ts";
import { maxPool } from "../../lib/engine/pooling.ts";
import { createRng } from "../../lib/random.ts";

await startEngine();

type Run = (x: tf.Tensor) => tf.Tensor;

/** Output and gradient by `x`, under an upstream gradient that differs everywhere. */
function valuesOf(run: Run, x: tf.Tensor): Float32Array[] {
  return tf.tidy(() => {
    const y = run(x);
    const upstream = tf.reshape(tf.range(1, y.size + 1), y.shape);
    return [y, tf.grad(run)(x, upstream)].map((tensor) => tensor.dataSync() as Float32Array);
  });
}

function normal(shape: [number, number, number, number]): tf.Tensor4D {
  const rng = createRng("pooling", ...shape);
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from({ length: size }, () => rng.normal());
  return tf.tensor<tf.Rank.R4>(values, shape);
}

Deno.test("max pooling equals tfjs's, gradient included, on even and odd sides", () => {
  const before = tf.memory().numTensors;
  for (const shape of [[2, 8, 8, 5], [1, 7, 9, 3]] as [number, number, number, number][]) {
    for (const [size, stride] of [[2, 2], [3, 2]]) {
      for (const padding of ["same", "valid"] as const) {
        for (const relu of [false, true]) {
          const x = normal(shape);
          const composed: Run = (x) => {
            const y = tf.maxPool(x as tf.Tensor4D, size, stride, padding);
            return relu ? tf.relu(y) : y;
          };
          const actual = valuesOf(
            (x) => maxPool(x as tf.Tensor4D, { size, stride, padding, relu }),
            x,
          );
          assertEquals(actual, valuesOf(composed, x), `${shape} ${size} ${stride} ${padding}`);
          x.dispose();
        }
      }
    }
  }
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("ReLU before the pooling and after it are the same function", () => {
  const x = normal([2, 6, 6, 4]);
  const after = valuesOf((x) => maxPool(x as tf.Tensor4D, { relu: true }), x);
  const before = valuesOf((x) => maxPool(tf.relu(x) as tf.Tensor4D), x);
  assertEquals(after, before);
  assert(after[0].some((value) => value === 0), "some windows have no positive pixel");
  x.dispose();
});

Deno.test("of equal largest values the first gets the gradient", () => {
  const x = tf.ones<tf.Rank.R4>([1, 2, 4, 1]);
  const [, gradient] = valuesOf((x) => maxPool(x as tf.Tensor4D), x);
  assertEquals([...gradient], [1, 0, 2, 0, 0, 0, 0, 0]);
  x.dispose();
});
