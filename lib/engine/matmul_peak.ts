import * as tf from "@tensorflow/tfjs";
import { deviceKind } from "./engine.ts";

/** Side of the matrices: enough for a CPU, and where a GPU begins. */
const SIDE = 2048;
/** A GPU's largest: 0.8 GB for two matrices and their product. */
const LARGEST = 8192;
/** A rate rises if twice the side gives so many times as much. */
const RISE = 1.02;

/**
 * The largest rate, in 10^9 floating-point operations a second, at which the engine that runs multiplies two
 * matrices of `side` x `side` numbers, over `rounds` products after a first one that does not count. Without
 * a side it is 2048 on a CPU; a GPU, which would spend as long on starting and reading, is given twice the
 * side as long as its rate rises.
 *
 * @example
 * ```ts
 * import { matmulPeakGflops, startEngine } from "posemachine";
 * import { assert } from "@std/assert";
 * await startEngine();
 * assert(matmulPeakGflops({ side: 64, rounds: 1 }) > 0);
 * ```
 */
export function matmulPeakGflops(
  { side, rounds = 3 }: { side?: number; rounds?: number } = {},
): number {
  const fastest = (side: number) => fastestProduct(side, rounds);
  if (side === undefined && deviceKind() === "gpu") return rateWhileRising(fastest);
  return rateOf(side ?? SIDE, fastest(side ?? SIDE));
}

/** 10^9 operations a second of a product that takes `ms`. */
const rateOf = (side: number, ms: number) => 2 * side ** 3 / ms / 1e6;

/**
 * The largest rate of products whose side doubles until the rate rises no more; `msOf` takes the time of
 * one. A side that fails, such as for want of memory, is one too many.
 */
export function rateWhileRising(
  msOf: (side: number) => number,
  { from = SIDE, to = LARGEST } = {},
): number {
  let best = rateOf(from, msOf(from));
  for (let side = 2 * from; side <= to; side *= 2) {
    let rate: number;
    try {
      rate = rateOf(side, msOf(side));
    } catch {
      return best;
    }
    if (rate < RISE * best) return Math.max(best, rate);
    best = rate;
  }
  return best;
}

/** The shortest time of a product, ms. */
function fastestProduct(side: number, rounds: number): number {
  return tf.tidy(() => {
    const matrix = tf.ones<tf.Rank.R2>([side, side]);
    const times = Array.from({ length: rounds + 1 }, () => {
      const start = performance.now();
      tf.tidy(() => tf.slice(tf.matMul(matrix, matrix), [0, 0], [1, 1]).dataSync());
      return performance.now() - start;
    });
    return Math.min(...times.slice(1));
  });
}
