import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { benchGrowth, widened } from "../../../lib/cli/bench/growth.ts";
import { benchModules } from "../../../lib/cli/bench/modules.ts";
import { startPytorch } from "../../../lib/cli/bench/pytorch_peer.ts";
import { benchNetworks } from "../../../lib/cli/bench/speeds.ts";
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
  for (const { images, time, imagesPerSecond, ratios } of speeds) {
    assertEquals(time.samples.length, 2);
    assertEquals(imagesPerSecond, 1000 * images / time.median);
    assertEquals(ratios, {});
  }
  assert(matmulPeakGflops > 0);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("each module's multiply-adds and memory grow with the clip, its weights do not", async () => {
  const before = tf.memory().numTensors;
  const [short, long] = [
    await benchModules(config, { frames: 2, rounds: 1 }),
    await benchModules(config, { frames: 4, rounds: 1 }),
  ];
  short.forEach((cost, i) => {
    assertEquals(long[i].weightBytes, cost.weightBytes);
    if (cost.gmac !== null) assertEquals(long[i].gmac, 2 * cost.gmac);
    assert(cost.peakBytes > 0 && long[i].peakBytes > cost.peakBytes, cost.module);
  });
  assertEquals(short.map(({ module }) => module), ["psiR", "psiT", "correction"]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("twice the width is four times the multiply-adds, but for the picture's three channels", async () => {
  const [{ gmac }] = await benchModules(config, { frames: 1, rounds: 1 });
  const [{ gmac: twice }] = await benchModules(widened(config, 2), { frames: 1, rounds: 1 });
  assert(twice! / gmac! > 3.5 && twice! / gmac! < 4, `${twice! / gmac!}`);
  const growth = await benchGrowth(config, { frames: 1, rounds: 1 });
  const varied = growth.map(({ varied, value }) => `${varied} ${value}`);
  assertEquals(varied.slice(0, 6), [
    ...["frames 1", "frames 4", "frames 16", "frames 64"],
    ...["image size 8", "image size 16"],
  ]);
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
