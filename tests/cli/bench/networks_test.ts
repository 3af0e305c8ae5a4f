import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { benchGrowth, widened } from "../../../lib/cli/bench/growth.ts";
import { benchModules, costFigures } from "../../../lib/cli/bench/modules.ts";
import { roundsLine } from "../../../lib/cli/bench/print.ts";
import { startPytorch } from "../../../lib/cli/bench/pytorch_peer.ts";
import { benchNetworks, shareOfPeak } from "../../../lib/cli/bench/speeds.ts";
import { benchStreaming } from "../../../lib/cli/bench/streaming.ts";
import { startEngine } from "../../../lib/engine/engine.ts";
import { UserError } from "../../../lib/errors.ts";
import { preset } from "../../../lib/model/presets.ts";

await startEngine();

const config = { ...preset("small"), imageSize: 16 };

Deno.test("networks are measured in turns, and no tensor stays behind", async () => {
  const before = tf.memory().numTensors;
  const batch = { images: 3, clips: 2, frames: 2, stills: 1 };
  const works = ["infer", "train", "finetune"] as const;
  const { speeds, matmulPeakGflops } = await benchNetworks(config, {
    ...{ works, batch, rounds: 2, peakSide: 32 },
  });
  assertEquals(speeds.map(({ work, images }) => [work, images]), [
    ["infer", 3],
    ["train", 3],
    ["finetune", 5],
  ]);
  for (const { images, time, imagesPerSecond, gmac, shareOfPeak: share, ratios } of speeds) {
    assertEquals(time.samples.length, 2);
    assertEquals(share, shareOfPeak(gmac, time.median, matmulPeakGflops));
    assertEquals(imagesPerSecond, 1000 * images / time.median);
    assertEquals(ratios, {});
  }
  assert(matmulPeakGflops > 0);
  assertEquals(tf.memory().numTensors, before);
  // A training step: three times the forward pass, less the first layer's gradient by its input.
  const [infer, train] = speeds;
  const first = 3 * 16 * 16 * 9 * 3 * config.pose2d.channels[0] / 1e9;
  assertAlmostEquals(train.gmac, 3 * infer.gmac - first, 1e-12);
  assertEquals(shareOfPeak(45, 500, 200), 0.9);
  const later = await benchNetworks(config, { works: [], batch, rounds: 1, peak: 7 });
  assertEquals(later.matmulPeakGflops, 7);
});

Deno.test("each module's multiply-adds and memory grow with the clip, its weights do not", async () => {
  const before = tf.memory().numTensors;
  const [short, long] = [
    (await benchModules(config, { frames: 2, rounds: 1, peakSide: 32 })).modules,
    (await benchModules(config, { frames: 4, rounds: 1, peakSide: 32 })).modules,
  ];
  const beside = await benchModules(config, { frames: 2, clips: 2, rounds: 1, peakSide: 32 });
  assertEquals(beside.modules.map(({ gmac }) => gmac), long.map(({ gmac }) => gmac));
  short.forEach((cost, i) => {
    assertEquals(long[i].weightBytes, cost.weightBytes);
    assertAlmostEquals(long[i].gmac, 2 * cost.gmac, 1e-12);
    assert(cost.shareOfPeak > 0);
    assert(cost.peakBytes > 0 && long[i].peakBytes > cost.peakBytes, cost.module);
  });
  assertEquals(short.map(({ module }) => module), ["psiR", "psiT", "correction"]);
  // Forward: Ψ_C's first layer once, its second thrice, Ψ_P twice; back: Ψ_C's second layer and Ψ_P twice.
  const { units } = config.projector;
  const [c, p] = [51 * units, 51 * units + 2 * units ** 2 + units * 34];
  assertAlmostEquals(short[2].gmac, 2 * (c + 5 * c + 4 * p) / 1e9, 1e-12);
  const { ms, ms_low, ms_high, share_of_peak } = costFigures(short[0]);
  assert(ms_low <= ms && ms <= ms_high && share_of_peak === short[0].shareOfPeak);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("twice the width is four times the multiply-adds, but for the picture's three channels", async () => {
  const options = { frames: 1, rounds: 1, peakSide: 32 };
  const { modules: [{ gmac }] } = await benchModules(config, options);
  const { modules: [{ gmac: twice }] } = await benchModules(widened(config, 2), options);
  assert(twice / gmac > 3.5 && twice / gmac < 4, `${twice / gmac}`);
  const { growth, matmulPeakGflops } = await benchGrowth(config, options);
  for (const { gmac, time, shareOfPeak: share } of growth.flatMap(({ modules }) => modules)) {
    assertEquals(share, shareOfPeak(gmac, time.median, matmulPeakGflops));
  }
  const varied = growth.map(({ varied, value }) => `${varied} ${value}`);
  assertEquals(varied.slice(0, 10), [
    ...[1, 4, 16, 64].map((frames) => `sequence length ${frames}`),
    ...[1, 2, 4, 8].map((clips) => `batch ${clips}`),
    ...["image size 8", "image size 16"],
  ]);
});

Deno.test("few rounds are not called 95 %", () => {
  assertEquals(
    roundsLine("networks", 3),
    "networks: medians of 3 rounds, which intervals [from, to] hold with 75.0 %; " +
      "take 6 rounds or more for 95 %",
  );
  assert(roundsLine("networks", 11).endsWith("hold with 98.8 %"));
});

Deno.test("a stream is followed to its end, its first frames left out", async () => {
  const { frames, msByTenth, oldByFresh, heldBytes, heldBytesByTenth, tensors } =
    await benchStreaming(config, { frames: 20 });
  assertEquals([frames, msByTenth.length, oldByFresh.length], [20, 10, 10]);
  assert([...msByTenth, ...oldByFresh].every((value) => value > 0));
  assert([heldBytes, ...heldBytesByTenth].every((bytes) => bytes > 1e6));
  assertEquals(tensors[1], tensors[0]);
});

Deno.test("a peer that is not there, or has no torch, is an error with what to do", async () => {
  await assertRejects(() => startPytorch("no-such-python"), UserError, "no program no-such-python");
  if (Deno.build.os !== "windows") {
    await assertRejects(() => startPytorch("false"), UserError, "needs a Python with torch");
  }
});
