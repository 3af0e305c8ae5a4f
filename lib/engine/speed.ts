import * as tf from "@tensorflow/tfjs";
import { webgpuAdapter } from "./webgpu_backend.ts";

/** What the engine that runs achieves, in 10^9 floating-point operations a second. */
export interface EngineSpeed {
  /** The product of two 1024 x 1024 matrices. */
  readonly matMul: number;
  /** A 3x3 convolution, 128 to 128 channels, of eight 32 x 32 pictures. */
  readonly convolution: number;
}

/** The median rate of `run` over `rounds` rounds of `calls` calls, after a first one that does not count. */
function gigaflops(operations: number, rounds: number, calls: number, run: () => tf.Tensor) {
  const seconds = Array.from({ length: rounds + 1 }, () => {
    const start = performance.now();
    for (let call = 1; call < calls; call++) run().dispose();
    const result = run();
    result.dataSync(); // waits until it is there
    result.dispose();
    return (performance.now() - start) / 1000 / calls;
  }).slice(1).sort((a, b) => a - b);
  return operations / seconds[Math.floor(rounds / 2)] / 1e9;
}

/** How much smaller the sizes are on slow engines, and how many calls are timed at once. */
function effort() {
  const adapter = webgpuAdapter();
  if (adapter === undefined) return { scale: tf.getBackend() === "cpu" ? 8 : 1, calls: 1 };
  // Deno takes 10 ms to read a result of a GPU, which would be most of what is measured.
  return adapter.software ? { scale: 4, calls: 1 } : { scale: 1, calls: 50 };
}

/** Measures the engine that runs, in about a second (on slow engines smaller sizes do). */
export function measureSpeed(rounds = 5): EngineSpeed {
  const { scale, calls } = effort();
  const side = 1024 / scale, channels = 128 / scale;
  const matrix = tf.ones<tf.Rank.R2>([side, side]);
  const pictures = tf.ones<tf.Rank.R4>([8, 32, 32, channels]);
  const filter = tf.ones<tf.Rank.R4>([3, 3, channels, channels]);
  const matMul = gigaflops(2 * side ** 3, rounds, calls, () => tf.matMul(matrix, matrix));
  const operations = 2 * 8 * 32 * 32 * 9 * channels ** 2;
  const convolution = gigaflops(
    operations,
    rounds,
    calls,
    () => tf.conv2d(pictures, filter, 1, "same"),
  );
  tf.dispose([matrix, pictures, filter]);
  return { matMul, convolution };
}
