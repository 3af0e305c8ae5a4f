import * as tf from "@tensorflow/tfjs";
import { correctBatched } from "../../correction/batched.ts";
import { correctLoop } from "../../correction/loop.ts";
import { CORRECTION_DEFAULTS, type StepOptions } from "../../correction/options.ts";
import type { CorrectionMachine } from "../../correction/projector.ts";
import { initPsiC, initPsiP } from "../../model/projector.ts";
import { disposeTree } from "../../nn/tree.ts";
import { createRng } from "../../random.ts";
import { H36M_17 } from "../../skeleton.ts";

/** What {@link benchCorrection} measured. */
export interface CorrectionBench {
  readonly units: number;
  readonly frames: number;
  /** Frames that the loop, which is slow, was timed on. */
  readonly loopFrames: number;
  /** Of the batched method. */
  readonly framesPerSecond: number;
  readonly loopFramesPerSecond: number;
  /** Batched against the loop, in frames a second. */
  readonly speedup: number;
  /** Largest and mean distance of a joint between the two methods, mm, on the loop's frames. */
  readonly largestDifference: number;
  readonly meanDifference: number;
}

/** Sizes and options of one measurement. */
export interface CorrectionBenchOptions extends Partial<StepOptions> {
  /** Hidden units of Ψ_C and Ψ_P: 128 at the small preset, 1024 at the paper's. */
  readonly units: number;
  readonly frames?: number;
  readonly loopFrames?: number;
  readonly chunk?: number;
}

const RANGE = 1800; // mm between the smallest and largest value of a coordinate, about a body's height

/**
 * Times the batched correction against the one-frame-at-a-time loop on the same poses and weights, the
 * rules off so that both take every step, and compares their poses. Each method is warmed up and timed
 * three times, in turn; the fastest counts.
 */
export function benchCorrection(
  { units, frames = 1000, loopFrames = frames, chunk, ...options }: CorrectionBenchOptions,
): CorrectionBench {
  const steps = { ...CORRECTION_DEFAULTS, epsilon: null, tau: null, ...options };
  const machine = randomMachine(units);
  const rng = createRng("bench correction");
  const uniform = (columns: number) =>
    tf.tensor2d(Float32Array.from({ length: frames * columns }, () => rng.uniform()), [
      frames,
      columns,
    ]);
  const pose3d = uniform(51), target2d = uniform(34);
  const few3d = tf.slice(pose3d, 0, loopFrames), few2d = tf.slice(target2d, 0, loopFrames);
  const batched = () => correctBatched(machine, pose3d, target2d, steps, chunk);
  const loop = () => correctLoop(machine, few3d, few2d, steps);
  correctLoop(machine, tf.slice(pose3d, 0, 5), tf.slice(target2d, 0, 5), steps);
  let [all, some] = [batched(), undefined as ReturnType<typeof loop> | undefined];
  let [fastest, fastestLoop] = [Infinity, Infinity];
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    all = batched();
    const middle = performance.now();
    some = loop();
    fastest = Math.min(fastest, (middle - start) / frames);
    fastestLoop = Math.min(fastestLoop, (performance.now() - middle) / loopFrames);
  }
  tf.dispose([pose3d, target2d, few3d, few2d]);
  disposeTree(machine.psiC);
  disposeTree(machine.psiP);
  return {
    units,
    frames,
    loopFrames,
    framesPerSecond: 1000 / fastest,
    loopFramesPerSecond: 1000 / fastestLoop,
    speedup: fastestLoop / fastest,
    ...difference(all.pose3d, some!.pose3d),
  };
}

function difference(all: Float32Array, some: Float32Array) {
  let largest = 0, total = 0;
  for (let i = 0; i < some.length; i += 3) {
    const distance = RANGE *
      Math.hypot(all[i] - some[i], all[i + 1] - some[i + 1], all[i + 2] - some[i + 2]);
    largest = Math.max(largest, distance);
    total += distance;
  }
  return { largestDifference: largest, meanDifference: total / (some.length / 3) };
}

function randomMachine(units: number): CorrectionMachine {
  const config = { units, centre: 0.5 };
  const init = { rng: createRng("bench weights"), initializer: "xavier" } as const;
  return {
    psiC: initPsiC(17, config, init),
    psiP: initPsiP(17, config, init),
    config,
    normalization: { min: Array(51).fill(-RANGE / 2), max: Array(51).fill(RANGE / 2) },
    skeleton: H36M_17,
  };
}
