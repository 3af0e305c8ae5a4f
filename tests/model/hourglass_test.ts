import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import { heatMapPoses } from "../../lib/model/heat_map_poses.ts";
import {
  type HourglassParams,
  initHourglass,
  stackedHourglass,
} from "../../lib/model/hourglass.ts";
import { HOURGLASS_SMALL, type HourglassConfig } from "../../lib/model/hourglass_config.ts";
import { loadHourglass, saveHourglass } from "../../lib/model/hourglass_file.ts";
import { hourglassPoses } from "../../lib/model/hourglass_poses.ts";
import { heatMaps } from "../../lib/model/pose2d_network.ts";
import { initialize } from "../../lib/nn/initialize.ts";
import { disposeTree, leaves, mapTree, type Tree } from "../../lib/nn/tree.ts";
import { saveTree } from "../../lib/nn/tree_file.ts";
import { createRng } from "../../lib/random.ts";
import { compareWithTorch, torchFixture } from "../torch_fixture.ts";

await startEngine();
const { cases, config } = torchFixture<HourglassConfig>("hourglass");

for (const stemStride of [2, 4] as const) {
  Deno.test(`the stacked hourglass agrees with PyTorch: stem stride ${stemStride}`, () => {
    compareWithTorch(cases[`stride${stemStride}`], (given) => {
      const { images, params } = given as Tree & { images: tf.Tensor4D; params: HourglassParams };
      const [last, second] = ["2", params.stacks["2"]];
      const stacks = { ...params.stacks, [last]: { ...second, next: second.next ?? {} } };
      const maps = stackedHourglass({ ...params, stacks }, { ...config, stemStride }, images);
      return Object.fromEntries(maps.map((map, i) => [String(i + 1), map]));
    });
  });
}

Deno.test("fresh parameters have the names and shapes of those that PyTorch was given", () => {
  const shapes = (tree: Tree) =>
    leaves(tree).map(([name, { shape }]) => `${name} ${shape}`).toSorted();
  const params = initHourglass(config, createRng(1));
  assertEquals(shapes(params), shapes(cases.stride2.given.params as Tree));
  disposeTree(params);
});

Deno.test("a fresh network shows nothing, whatever its depth, and its features stay small", () => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const params = initHourglass(HOURGLASS_SMALL, createRng(1));
    const images: tf.Tensor4D = tf.randomUniform([2, 64, 64, 3], -0.5, 0.5, "float32", 1);
    for (const maps of stackedHourglass(params, HOURGLASS_SMALL, images)) {
      assertEquals(tf.max(tf.abs(maps)).dataSync()[0], 0);
    }
    // As if the heat maps were read off: their size is that of the features.
    const read = mapTree(
      params,
      (leaf, path) => path.endsWith("heat/kernel") ? tf.fill(leaf.shape, 1 / leaf.shape[2]!) : leaf,
    );
    for (const maps of stackedHourglass(read, HOURGLASS_SMALL, images)) {
      const largest = tf.max(tf.abs(maps)).dataSync()[0];
      assert(largest > 0 && largest < 10, `${largest}`);
    }
  });
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a rendered Gaussian is decoded to the joint it was rendered around", () => {
  const [size, joints, frames] = [32, 17, 50];
  const rng = createRng("decode");
  const truth = Float32Array.from(
    { length: frames * joints * 2 },
    () => rng.uniform(1.5 / size, 1 - 1.5 / size),
  );
  const maps = tf.tidy(() =>
    heatMaps(tf.tensor2d(truth, [frames, 2 * joints]), size).dataSync<"float32">()
  );
  const poses = heatMapPoses(maps, size, joints);
  const worst = poses.reduce((most, value, i) => Math.max(most, Math.abs(value - truth[i])), 0);
  assert(64 * worst < 0.02, `off by ${64 * worst} px of 64`);
});

Deno.test("decoding stays within the cell at borders, below zero and where a map is flat", () => {
  const map = (...values: number[]) => [...heatMapPoses(Float32Array.from(values), 3, 1)];
  const third = (cell: number) => new Float32Array([(cell + 0.5) / 3])[0];
  assertEquals(map(9, 1, 0, 1, 0, 0, 0, 0, 0), [third(0), third(0)]); // corner
  assertEquals(map(0, 0, 0, 0, 0, 0, 2, 3, 2), [third(1), third(2)]); // bottom row
  assertEquals(map(-1, -1, -1, -1, -0.5, -1, -1, -1, -1), [third(1), third(1)]); // nothing seen
  assertEquals(map(0, 0, 0, 0, 0, 0, 0, 0, 0), [third(0), third(0)]);
  const [x, y] = map(0, -1, 0, -1, 1, 0.9, 0, -1, 0); // a neighbour below zero, and a large one
  assert(x > third(1) + 0.1 && x <= 2 / 3 && y === third(1), `${[x, y]}`);
  assertThrows(() => heatMapPoses(new Float32Array(10), 3, 1), RangeError, "10 numbers");
});

Deno.test("frames in batches give the poses that each gives alone, and no tensors leak", () => {
  const coarse = { stemStride: 2, features: 128, depth: 1 } as const;
  const wide = { ...HOURGLASS_SMALL, ...coarse }; // 32 frames at once
  const [frames, picture, rng] = [33, 64 * 64 * 3, createRng("pictures")];
  const images = Uint8Array.from({ length: frames * picture }, () => rng.integer(0, 256));
  tf.tidy(() => {
    const params = mapTree(
      initHourglass(wide, rng),
      (leaf, path) => path.endsWith("heat/kernel") ? initialize(leaf.shape, "he", rng) : leaf,
    );
    const before = tf.memory().numTensors;
    const poses = hourglassPoses(params, wide, images);
    const last = hourglassPoses(params, wide, images.subarray(-picture));
    assertEquals(poses.length, frames * 34);
    assert(last.every((value, i) => Math.abs(value - poses[(frames - 1) * 34 + i]) < 1e-4));
    assert(new Set(last).size > 2, "all joints in one place prove nothing");
    assertThrows(() => hourglassPoses(params, wide, images.subarray(1)), UserError, "64x64");
    assertEquals(tf.memory().numTensors, before);
  });
});

Deno.test("an hourglass comes back as it was saved; other files are refused and leave no tensors", () => {
  const before = tf.memory().numTensors;
  const path = `${Deno.makeTempDirSync({ prefix: "posemachine" })}/hourglass.safetensors`;
  const record = { variant: "hourglass", seed: 1 } as Parameters<typeof saveHourglass>[2];
  const params = initHourglass(config, createRng(1));
  saveHourglass(path, { config, params }, record);
  const loaded = loadHourglass(path);
  assertEquals([loaded.record, loaded.hourglass.config], [record, config] as const);
  const numbers = (tree: Tree) =>
    leaves(tree).map(([name, leaf]) => [name, leaf.shape, [...leaf.dataSync()]]);
  assertEquals(numbers(loaded.hourglass.params), numbers(params));
  disposeTree(loaded.hourglass.params);
  const refuse = (...parts: string[]) => {
    const { message } = assertThrows(() => loadHourglass(path), UserError, path);
    for (const part of parts) assertStringIncludes(message, part);
  };
  saveHourglass(path, { config: { ...config, joints: 4 }, params }, record);
  refuse("stacks/1/heat/kernel", "1,1,8,3", "1,1,8,4");
  saveTree(path, params, { format: "another" });
  refuse("no hourglass", "another");
  disposeTree(params);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("shapes that cannot be are refused by name", () => {
  const refuse = (change: Partial<HourglassConfig>, part: string) =>
    assertThrows(() => initHourglass({ ...config, ...change }, createRng(1)), UserError, part);
  refuse({ imageSize: 36 }, "multiple of 8 px, not 36");
  refuse({ features: 10 }, "10 features");
});
