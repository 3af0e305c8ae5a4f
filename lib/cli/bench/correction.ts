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

/** Rounds of a measurement: short ones, so that the fastest falls into a quiet moment. */
const ROUNDS = 12;

/**
 * Times the batched correction of all frames against the one-frame-at-a-time loop on some of them, the
 * same poses and weights, and compares what they give. The rules are off, so that both take every step.
 * The two take turns, the loop with a part of its frames, and the fastest turn of each counts; the first
 * round only warms up.
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
  const part = Math.ceil(Math.min(loopFrames, frames) / ROUNDS);
  const all: number[] = [], one: number[] = [], differences: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const first = Math.min(Math.max(round, 0) * part, frames - part);
    const few = [pose3d, target2d].map((t) => tf.slice(t, [first, 0], [part, -1]));
    const start = performance.now();
    const batched = correctBatched(machine, pose3d, target2d, steps, chunk);
    const middle = performance.now();
    const loop = correctLoop(machine, few[0], few[1], steps);
    const end = performance.now();
    tf.dispose(few);
    if (round < 0) continue;
    all.push((middle - start) / frames);
    one.push((end - middle) / part);
    differences.push(...distances(batched.pose3d.subarray(51 * first), loop.pose3d));
  }
  tf.dispose([pose3d, target2d]);
  disposeTree(machine.psiC);
  disposeTree(machine.psiP);
  const [fastest, fastestLoop] = [Math.min(...all), Math.min(...one)];
  return {
    units,
    frames,
    loopFrames: part * ROUNDS,
    framesPerSecond: 1000 / fastest,
    loopFramesPerSecond: 1000 / fastestLoop,
    speedup: fastestLoop / fastest,
    largestDifference: differences.reduce((a, b) => Math.max(a, b)),
    meanDifference: differences.reduce((a, b) => a + b) / differences.length,
  };
}

/** Between the joints of `some` poses and the first of `all`, mm. */
function distances(all: Float32Array, some: Float32Array): number[] {
  return Array.from({ length: some.length / 3 }, (_, joint) => {
    const axes = [0, 1, 2].map((axis) => all[3 * joint + axis] - some[3 * joint + axis]);
    return RANGE * Math.hypot(...axes);
  });
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
