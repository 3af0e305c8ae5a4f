import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../../lib/engine/engine.ts";
import { applyLin2017, initLin2017 } from "../../../lib/model/peers/lin2017.ts";
import { RPSM_SMALL } from "../../../lib/model/rpsm_config.ts";
import { disposeTree } from "../../../lib/nn/tree.ts";
import { createRng } from "../../../lib/random.ts";

await startEngine();

Deno.test("[21]: frame by frame as a window at once; the memory starts anew with each window", () => {
  const config = { network: { ...RPSM_SMALL, imageSize: 16 }, window: 3 };
  const params = initLin2017(config, createRng(1));
  const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
  const images = tf.tile(tf.randomUniform([1, 16, 16, 3], -0.5, 0.5, "float32", 1), [5, 1, 1, 1]);
  const before = tf.memory().numTensors;
  const [windows, single] = [3, 1].map((atOnce) =>
    applyLin2017(params, { ...config, atOnce }, images as tf.Tensor4D, normalization)
  );
  assertEquals(tf.memory().numTensors, before);
  single.forEach((value, i) => assertAlmostEquals(value, windows[i], 0.01)); // mm
  const frame = (f: number) => single.subarray(51 * f, 51 * f + 51);
  const distance = (a: number, b: number) =>
    Math.hypot(...frame(a).map((value, i) => value - frame(b)[i]));
  assert(distance(0, 1) > 0.1, "the same picture, but a memory");
  assert(distance(0, 3) < 0.01 && distance(1, 4) < 0.01, "a new window");
  images.dispose();
  disposeTree(params);
});
