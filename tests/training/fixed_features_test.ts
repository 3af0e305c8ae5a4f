import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { benchmark } from "../../lib/data/benchmark/benchmark.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { initMachine } from "../../lib/model/machine.ts";
import { SMALL } from "../../lib/model/presets.ts";
import { disposeTree } from "../../lib/nn/tree.ts";
import { fixedMaps, fixedPoses } from "../../lib/training/fixed_features.ts";
import { layOutFrames } from "../../lib/training/frames.ts";

await startEngine();

Deno.test("maps that do not fit into memory are computed when they are asked for, to the same numbers", async () => {
  const data = await benchmark({
    ...{ split: "train", actors: ["S1"], actions: ["Walking"], trials: 1, frames: 3 },
    ...{ workers: 1, cache: false },
  });
  const frames = layOutFrames(data);
  const { psiR, psiT, psiC, psiP } = initMachine(SMALL, 1);
  const before = tf.memory().numTensors;
  const indices = new Int32Array([0, 7, 8, 2]);
  const both = await Promise.all([Infinity, 0].map(async (mostKept) => {
    const maps = await fixedMaps(psiR, SMALL, frames, mostKept);
    const prepared = await maps.prepare(indices);
    assertEquals(prepared?.length, mostKept === 0 ? 4 * 64 * 64 * 3 : undefined);
    const some = tf.tidy(() => maps.of(indices, prepared));
    assertEquals(some.shape, [4, 8, 8, 32]);
    const poses = await fixedPoses(psiT, SMALL, frames, maps);
    assertEquals(poses.shape, [12, 51]);
    const numbers = [...some.dataSync(), ...poses.dataSync()];
    tf.dispose([some, poses]);
    maps.dispose();
    return numbers;
  }));
  assertEquals(tf.memory().numTensors, before);
  const largest = both[0].reduce((most, v, i) => Math.max(most, Math.abs(v - both[1][i])), 0);
  assert(largest < 1e-5, `they differ by ${largest}`);
  const { pose2d, pose3d } = frames;
  disposeTree({ psiR, psiT, psiC, psiP, pose2d, pose3d });
});
