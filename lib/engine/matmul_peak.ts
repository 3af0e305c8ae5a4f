import * as tf from "@tensorflow/tfjs";

/**
 * The largest rate, in 10^9 floating-point operations a second, at which the engine that runs multiplies two
 * matrices of `side` x `side` numbers, over `rounds` products after a first one that does not count.
 *
 * @example
 * ```ts
 * import { matmulPeakGflops, startEngine } from "posemachine";
 * import { assert } from "@std/assert";
 * await startEngine();
 * assert(matmulPeakGflops({ side: 64, rounds: 1 }) > 0);
 * ```
 */
export function matmulPeakGflops({ side = 2048, rounds = 3 } = {}): number {
  return tf.tidy(() => {
    const matrix = tf.ones<tf.Rank.R2>([side, side]);
    const rates = Array.from({ length: rounds + 1 }, () => {
      const start = performance.now();
      tf.tidy(() => tf.slice(tf.matMul(matrix, matrix), [0, 0], [1, 1]).dataSync());
      return 2 * side ** 3 / (performance.now() - start) / 1e6;
    });
    return Math.max(...rates.slice(1));
  });
}
