import * as tf from "@tensorflow/tfjs";

/** What the engine that runs achieves, in 10^9 floating-point operations a second. */
export interface EngineSpeed {
  /** The product of two 1024 x 1024 matrices. */
  readonly matMul: number;
  /** A 3x3 convolution, 128 to 128 channels, of eight 32 x 32 pictures. */
  readonly convolution: number;
}

/** The median rate of `run` over `rounds` calls after a first one that does not count. */
function gigaflops(operations: number, rounds: number, run: () => tf.Tensor): number {
  const seconds = Array.from({ length: rounds + 1 }, () => {
    const start = performance.now();
    const result = run();
    result.dataSync(); // waits until it is there
    result.dispose();
    return (performance.now() - start) / 1000;
  }).slice(1).sort((a, b) => a - b);
  return operations / seconds[Math.floor(rounds / 2)] / 1e9;
}

/** Measures the engine that runs, in about a second (on the plain `cpu` engine smaller sizes do). */
export function measureSpeed(rounds = 5): EngineSpeed {
  const scale = tf.getBackend() === "cpu" ? 8 : 1;
  const side = 1024 / scale, channels = 128 / scale;
  const matrix = tf.ones<tf.Rank.R2>([side, side]);
  const pictures = tf.ones<tf.Rank.R4>([8, 32, 32, channels]);
  const filter = tf.ones<tf.Rank.R4>([3, 3, channels, channels]);
  const matMul = gigaflops(2 * side ** 3, rounds, () => tf.matMul(matrix, matrix));
  const operations = 2 * 8 * 32 * 32 * 9 * channels ** 2;
  const convolution = gigaflops(operations, rounds, () => tf.conv2d(pictures, filter, 1, "same"));
  tf.dispose([matrix, pictures, filter]);
  return { matMul, convolution };
}
