import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { deviceKind, startEngine } from "../../lib/engine/engine.ts";
import { matmulPeakGflops, rateWhileRising } from "../../lib/engine/matmul_peak.ts";

const engine = await startEngine();

/** A device of `gflops` that takes `overhead` ms to start and read; `asked` notes the sides. */
function device(gflops: number, overhead: number, asked: number[], memory = Infinity) {
  return (side: number) => {
    asked.push(side);
    if (3 * 4 * side ** 2 > memory) throw new Error("out of memory");
    return overhead + 2 * side ** 3 / gflops / 1e6;
  };
}

Deno.test("the side doubles while the rate rises, and no further than allowed", () => {
  const large: number[] = [], small: number[] = [];
  const peak = rateWhileRising(device(60_000, 1, large));
  assertEquals(large, [2048, 4096, 8192]);
  assert(peak > 0.9 * 60_000 && peak < 60_000, `${peak}`); // 0.22 of it at 2048
  assertAlmostEquals(rateWhileRising(device(100, 1, small)), 100, 1);
  assertEquals(small, [2048, 4096]); // 170 ms hide the 1 ms: no use in more
});

Deno.test("a side for which there is no memory ends it", () => {
  const asked: number[] = [];
  const peak = rateWhileRising(device(60_000, 1, asked, 300e6));
  assertEquals(asked, [2048, 4096, 8192]);
  assertAlmostEquals(peak, 2 * 4096 ** 3 / (1 + 2 * 4096 ** 3 / 6e10) / 1e6, 1e-6);
});

Deno.test("the engine's own rate; the device is the engine's", () => {
  const before = tf.memory().numTensors;
  assert(matmulPeakGflops({ side: 64, rounds: 1 }) > 0);
  assertEquals(tf.memory().numTensors, before);
  assertEquals(deviceKind(), engine.device);
});
