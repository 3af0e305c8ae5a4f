import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { Dataset, Sequence } from "../../lib/data/dataset.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import { initLifter } from "../../lib/model/machine.ts";
import { pictures } from "../../lib/model/pictures.ts";
import { psiR } from "../../lib/model/pose2d_network.ts";
import { SMALL } from "../../lib/model/presets.ts";
import {
  initRpsm,
  initRpsmStages,
  rpsm,
  type RpsmParams,
  type RpsmStages,
  type RpsmState,
} from "../../lib/model/rpsm.ts";
import { RPSM_PAPER, RPSM_SMALL, type RpsmConfig } from "../../lib/model/rpsm_config.ts";
import { loadRpsm, saveRpsm } from "../../lib/model/rpsm_file.ts";
import { rpsmInfer } from "../../lib/model/rpsm_inference.ts";
import { disposeTree, leaves, type Tree } from "../../lib/nn/tree.ts";
import { saveTree } from "../../lib/nn/tree_file.ts";
import { createRng, type Rng } from "../../lib/random.ts";
import { H36M_17 } from "../../lib/skeleton.ts";
import { squaredError } from "../../lib/training/losses.ts";
import { assertClose, compareWithTorch, torchFixture } from "../torch_fixture.ts";

await startEngine();
const { cases, config } = torchFixture<RpsmConfig>("rpsm");
const ZEROS: Rng = { uniform: () => 0, normal: () => 0, integer: () => 0 };

const byStage = <T extends Tree[string]>(values: readonly T[]): Tree =>
  Object.fromEntries(values.map((value, i) => [String(i + 1), value]));
const size = (tree: Tree) => leaves(tree).reduce((sum, [, leaf]) => sum + leaf.size, 0);
const values = (tree: Tree) =>
  leaves(tree).map(([path, leaf]) => [path, leaf.shape, [...leaf.dataSync()]]);

Deno.test("pictures to every stage's error, and the gradient of their sum, agree with PyTorch", () => {
  compareWithTorch(cases.whole, (given) => {
    const { images, pose3d, ...params } = given as RpsmParams & {
      images: tf.Tensor4D;
      pose3d: tf.Tensor2D;
    };
    const headless: RpsmConfig = { ...config, pose2d: { ...config.pose2d, head: "none" } };
    const { maps } = psiR({ ...params.psiR, head: {} }, headless, images);
    const { poses3d } = rpsm(params.stages, config, maps, { sequences: 2 });
    return byStage(poses3d.map((pose) => squaredError(pose, pose3d)));
  });
});

Deno.test("the stages agree with PyTorch, from a state to the next", () => {
  compareWithTorch(cases.stages, (given) => {
    const { maps, stages, state } = given as Tree & {
      maps: tf.Tensor4D;
      stages: RpsmStages;
      state: RpsmState;
    };
    const out = rpsm(stages, config, maps, { sequences: 2, state });
    return { poses3d: byStage(out.poses3d), state: out.state };
  });
});

Deno.test("the stages stream: a clip in two parts gives what the whole clip gives", () => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const { maps, stages } = cases.stages.given as Tree & {
      maps: tf.Tensor4D;
      stages: RpsmStages;
    };
    const whole = rpsm(stages, config, maps, { sequences: 1 }).poses3d;
    const first = rpsm(stages, config, tf.slice(maps, [0], [2]), { sequences: 1 });
    const { state } = first;
    const second = rpsm(stages, config, tf.slice(maps, [2]), { sequences: 1, state });
    const anew = rpsm(stages, config, tf.slice(maps, [2]), { sequences: 1 });
    whole.forEach((poses, i) => {
      assertClose(tf.concat([first.poses3d[i], second.poses3d[i]]), poses, `stage ${i + 1}`);
      const difference = tf.max(tf.abs(tf.sub(anew.poses3d[i], second.poses3d[i])));
      assert(difference.dataSync()[0] > 1e-3, "the state changes nothing");
    });
    assertThrows(() => rpsm(stages, config, maps, { sequences: 2, state }), RangeError, "1 seq");
  });
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("at published size each stage has its parameter count", () => {
  const before = tf.memory().numTensors;
  const stages = initRpsmStages(RPSM_PAPER, ZEROS); // only shapes are wanted
  const millions = (tree: Tree) => (size(tree) / 1e6).toFixed(2);
  assertEquals(Object.values(stages).map(millions), ["28.17", "28.53", "28.53"]);
  assertEquals(
    Object.values(stages).map(({ adaption }) => millions(adaption.fc)),
    Array(3).fill("18.88"),
  );
  assertEquals(
    Object.values(stages).map(({ pose3d }) => millions(pose3d.lstm)),
    ["8.39", "8.60", "8.60"],
  );
  assertEquals(stages[1].adaption.fc.kernel.shape, [12 * 12 * 128, 1024]); // 46 → 23 → 12
  disposeTree(stages);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("at published size one frame passes, and every stage answers", () => {
  tf.tidy(() => {
    const stages = initRpsmStages(RPSM_PAPER, ZEROS);
    const { poses3d } = rpsm(stages, RPSM_PAPER, tf.zeros([1, 46, 46, 128]), { sequences: 1 });
    for (const pose of poses3d) assertEquals([...pose.dataSync()], Array(51).fill(0.5));
    assertEquals(poses3d.length, 3);
  });
});

Deno.test("the small one starts with the Ψ_R of a machine of the same seed, and takes its maps", () => {
  const before = tf.memory().numTensors;
  const [params, lifter] = [initRpsm(RPSM_SMALL, 3), initLifter(SMALL, 3)];
  assertEquals(values(params.psiR), values(lifter.psiR));
  const { fc } = params.stages[1].adaption;
  assertEquals(fc.kernel.shape, lifter.psiT.fc.kernel.shape);
  disposeTree(params);
  disposeTree(lifter);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a data set's poses are the last stage's, over whole sequences and frame by frame", () => {
  const before = tf.memory().numTensors;
  const small = { ...RPSM_SMALL, imageSize: 16 };
  const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
  const params = initRpsm(small, 1);
  const noise = (frames: number, name: number) => {
    const rng = createRng("noise", name);
    return Uint8Array.from({ length: frames * 16 * 16 * 3 }, () => rng.integer(0, 256));
  };
  const sequences = [2, 2, 3].map((frames, i) =>
    ({ frames, images: noise(frames, i) }) as Sequence
  );
  const data: Dataset = { name: "noise", skeleton: H36M_17, imageSize: 16, fps: 10, sequences };
  const done: number[] = [];
  const inference = rpsmInfer({ config: small, params, normalization }, data, (n) => done.push(n));
  assertEquals(done, [4, 7]);
  tf.tidy(() => {
    const parts = sequences.map(({ images, frames }) => {
      const { maps, pose2d } = psiR(params.psiR, small, pictures(images, 16));
      const last = (sequences: number) =>
        rpsm(params.stages, small, maps, { sequences }).poses3d.at(-1)!;
      return { pose2d: pose2d!, pose3d: last(1), singleFrame: last(frames) };
    });
    for (const name of ["pose2d", "pose3d", "singleFrame"] as const) {
      const expected = tf.concat(parts.map((part) => part[name]));
      assertClose(tf.tensor2d(inference[name], expected.shape), expected, name);
    }
  });
  assert(inference.pose3d.some((value, i) => Math.abs(value - inference.singleFrame[i]) > 1e-4));
  const larger = { ...data, imageSize: 64 };
  const model = { config: small, params, normalization };
  assertThrows(() => rpsmInfer(model, larger), UserError, "64 px pictures");
  disposeTree(params);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("it comes back as it was saved; other files are refused and leave no tensors", () => {
  const before = tf.memory().numTensors;
  const path = `${Deno.makeTempDirSync({ prefix: "posemachine" })}/rpsm.safetensors`;
  const record = { variant: "rpsm", seed: 1 } as Parameters<typeof saveRpsm>[2];
  const normalization = { min: Array(12).fill(-900), max: Array(12).fill(900) };
  const params = initRpsm(config, 1);
  saveRpsm(path, { config, params, normalization }, record);
  const loaded = loadRpsm(path);
  assertEquals(loaded.record, record);
  assertEquals([loaded.rpsm.config, loaded.rpsm.normalization], [config, normalization] as const);
  assertEquals(values(loaded.rpsm.params), values(params)); // in the same order too
  disposeTree(loaded.rpsm.params);
  const refuse = (...parts: string[]) => {
    const { message } = assertThrows(() => loadRpsm(path), UserError, path);
    for (const part of parts) assertStringIncludes(message, part);
  };
  saveRpsm(path, { config: { ...config, stages: 4 }, params, normalization }, record);
  refuse("stages/4/", "absent");
  saveTree(path, params, { format: "another" });
  refuse("no recurrent 3D pose sequence machine", "another");
  disposeTree(params);
  assertEquals(tf.memory().numTensors, before);
});
