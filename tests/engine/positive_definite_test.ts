import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { solveComposed, solvePositiveDefinite } from "../../lib/engine/positive_definite.ts";
import { createRng } from "../../lib/random.ts";

await startEngine();

Deno.test("a positive definite system is solved row by row, on the engine as by the library", () => {
  const rng = createRng("positive definite");
  const n = 30;
  const b = Float64Array.from({ length: n * 5 }, () => rng.normal());
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < 5; k++) matrix[i * n + j] += b[5 * i + k] * b[5 * j + k];
    }
    matrix[i * n + i] += 0.5;
  }
  const x = Float64Array.from({ length: 2 * n }, () => rng.normal());
  const rows = new Float64Array(2 * n);
  for (let r = 0; r < 2; r++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) rows[r * n + j] += x[r * n + i] * matrix[i * n + j];
    }
  }
  const before = tf.memory().numTensors;
  const solved = solvePositiveDefinite(matrix, rows);
  assertEquals(tf.memory().numTensors, before);
  solved.forEach((value, i) => assertAlmostEquals(value, x[i], 1e-4));
  solveComposed(matrix, rows, n).forEach((value, i) => assertAlmostEquals(value, x[i], 1e-10));
});
