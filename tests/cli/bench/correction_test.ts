import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { benchCorrection } from "../../../lib/cli/bench/correction.ts";
import { startEngine } from "../../../lib/engine/engine.ts";

await startEngine();

Deno.test("the correction bench compares the same poses and leaves no tensor behind", () => {
  const before = tf.memory().numTensors;
  const bench = benchCorrection({ units: 8, frames: 30, loopFrames: 24, update: "psiC+psiP" });
  assertEquals(tf.memory().numTensors, before);
  assertEquals(bench.loopFrames, 24);
  assert(bench.largestDifference < 1e-2 && bench.meanDifference < 1e-3);
  assert(bench.largestDifference > 0, "two methods that agree to the bit are one method");
  const ratio = bench.framesPerSecond / bench.loopFramesPerSecond;
  assert(Math.abs(bench.speedup / ratio - 1) < 1e-9);
});
