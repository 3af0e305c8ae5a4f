import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import { benchmark } from "../../lib/data/benchmark/benchmark.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import { SMALL } from "../../lib/model/presets.ts";
import { initRpsm } from "../../lib/model/rpsm.ts";
import { RPSM_SMALL, type RpsmConfig } from "../../lib/model/rpsm_config.ts";
import { disposeTree, leaves } from "../../lib/nn/tree.ts";
import { createRng } from "../../lib/random.ts";
import { keptMaps } from "../../lib/training/fixed_features.ts";
import { layOutFrames } from "../../lib/training/frames.ts";
import { algorithm1, planSteps, stepFolder } from "../../lib/training/plan.ts";
import { SMALL_RECIPE } from "../../lib/training/recipe.ts";
import { rpsmObjective } from "../../lib/training/rpsm_objectives.ts";
import { checkpointPath } from "../../lib/training/run_folder.ts";
import { stepRunner } from "../../lib/training/step_runner.ts";
import {
  RPSM_RECIPE,
  type RpsmRecipe,
  rpsmSteps,
  trainRpsm,
} from "../../lib/training/train_rpsm.ts";

const { name: engine } = await startEngine();

const [SIZE, FRAMES, STEPS] = [16, 6, 3];
/** TensorBoard's writer of each step's folder stays open on the native engine. */
const EVENT_HANDLES = tf.getBackend() === "tensorflow" ? STEPS : 0;
const CONFIG: RpsmConfig = {
  ...RPSM_SMALL,
  imageSize: SIZE,
  pose2d: { ...RPSM_SMALL.pose2d, channels: [4, 4, 4, 4, 17] },
  transformer: { ...RPSM_SMALL.transformer, channels: 4, units: 8 },
};
const RECIPE: RpsmRecipe = {
  pose2d: { ...RPSM_RECIPE.pose2d, updates: 6, stills: 2, frames: 2 },
  rpsm: { updates: 6, rate: 1e-3, clips: 4, frames: 3 },
  finetune: { ...RPSM_RECIPE.finetune, updates: 6, clips: 2, frames: 3, stills: 2 },
};
const DATA = { stills: "frames", pretraining: "walking", dataset: "walking" };
const walking = await benchmark({
  ...{ split: "train", actors: ["S1"], actions: ["Walking"], trials: 1, frames: FRAMES },
  ...{ imageSize: SIZE, workers: 1, cache: false },
});

/** Frames of the sequences as stills, from number `start`; `kill` is one that cannot be had. */
function framesAsStills(kill: number) {
  return (start: number, batch: number) => ({
    next() {
      const all = Array.from({ length: batch }, (_, i) => start + i);
      start += batch;
      if (all.includes(kill)) return Promise.reject(new Error(`still ${kill} is lost`));
      const rows = (name: "images" | "pose2d") =>
        all.flatMap((number) => {
          const array = walking.sequences[number % walking.sequences.length][name];
          const width = array.length / FRAMES;
          return [...array.slice((number % FRAMES) * width, (number % FRAMES + 1) * width)];
        });
      const [images, pose2d] = [Uint8Array.from(rows("images")), Float32Array.from(rows("pose2d"))];
      return Promise.resolve({ count: batch, images, pose2d });
    },
    close() {},
  });
}

async function run(folder: string, { kill = -1, recipe = RECIPE, config = CONFIG } = {}) {
  const trained = await trainRpsm({
    ...{ config, recipe, seed: 1, engine, folder, checkpointEvery: 4, dataConfig: DATA },
    pretraining: () => Promise.resolve(walking),
    dataset: () => Promise.resolve(walking),
    stills: framesAsStills(kill),
  });
  const { rpsm, steps } = trained!;
  const params = leaves(rpsm.params).map(([path, leaf]) => [path, [...leaf.dataSync()]] as const);
  disposeTree(rpsm.params);
  const files = steps.flatMap((step) => {
    const run = join(folder, stepFolder(step));
    return [checkpointPath(run), join(run, "log.jsonl")].map((path) => Deno.readFileSync(path));
  });
  return { params, steps, files, normalization: rpsm.normalization };
}

const lastLine = (log: Uint8Array) =>
  JSON.parse(new TextDecoder().decode(log).trim().split("\n").at(-1)!);
const newFolder = () => Deno.makeTempDirSync({ prefix: "posemachine" });

Deno.test("killed in its first and its last step and started again, it ends with the same bytes", async () => {
  const [straight, killed] = [newFolder(), newFolder()];
  const before = tf.memory().numTensors;
  const whole = await run(straight);
  assertEquals(tf.memory().numTensors - before, EVENT_HANDLES, "tensors leaked");
  const inStep1 = 2 * 5; // in the sixth update, after the checkpoint
  const inStep3 = 2 * 6 + 2 * 5; // stills of the last step follow those of the first
  await assertRejects(() => run(killed, { kill: inStep1 }), Error, `still ${inStep1}`);
  await assertRejects(() => run(killed, { kill: inStep3 }), Error, `still ${inStep3}`);
  assertEquals(await run(killed), whole);
  assertEquals(whole.steps.map(({ name }) => name), ["pose2d", "rpsm", "rpsm-finetune"]);
});

Deno.test("every part learns, and the loss is the sum of the stages' errors", async () => {
  const { params, files } = await run(newFolder());
  const initial = initRpsm(CONFIG, 1);
  const start = new Map(leaves(initial).map(([path, leaf]) => [path, [...leaf.dataSync()]]));
  disposeTree(initial);
  const still = params.filter(([path, values]) =>
    values.every((value, i) => value === start.get(path)![i])
  );
  assertEquals(still.map(([path]) => path), []);
  const { stage1, stage2, stage3, loss } = lastLine(files[3]);
  assert(Math.abs(stage1 + stage2 + stage3 - loss) < 1e-5 * loss);
});

Deno.test("from maps that tell the frames apart, every stage learns their poses", async () => {
  const before = tf.memory().numTensors;
  const frames = layOutFrames(walking);
  const rng = createRng("maps");
  const side = SIZE / 8;
  const noise = Float32Array.from({ length: frames.count * side * side * 17 }, () => rng.uniform());
  const maps = tf.tensor2d(noise, [frames.count, side * side * 17]);
  const recipe = { updates: 200, rate: 1e-2, clips: 4, frames: 3 };
  const steps = planSteps({ seed: 1, engine }, [{ name: "rpsm", settings: recipe }]);
  const folder = newFolder();
  const { psiR, stages } = initRpsm(CONFIG, 1);
  const objective = rpsmObjective({
    ...{ config: CONFIG, recipe, frames, seed: 1 },
    maps: keptMaps(CONFIG, maps),
  });
  const learnt = await stepRunner(steps, { folder }).step("rpsm", stages, () => objective);
  const spread = tf.tidy(() => tf.sum(tf.moments(frames.pose3d, 0).variance).dataSync()[0]);
  const log = Deno.readFileSync(join(folder, stepFolder(steps[0]), "log.jsonl"));
  const { stage1, stage2, stage3 } = lastLine(log);
  for (const error of [stage1, stage2, stage3]) {
    assert(error < 0.7 * spread, `${error}, the mean pose's is ${spread}`);
  }
  const { pose2d, pose3d } = frames;
  disposeTree({ psiR, stages, learnt, maps, pose2d, pose3d });
  assertEquals(tf.memory().numTensors - before, Math.min(1, EVENT_HANDLES), "tensors leaked");
});

Deno.test("step 1 is Algorithm 1's own: one checkpoint serves both", () => {
  const from = { seed: 1, engine };
  const ours = planSteps(from, algorithm1(SMALL, SMALL_RECIPE, DATA));
  const theirs = planSteps(from, rpsmSteps(RPSM_SMALL, RPSM_RECIPE, DATA));
  assertEquals(stepFolder(theirs[0]), stepFolder(ours[0]));
  const narrow = { ...RPSM_SMALL, stages: 2 };
  const others = planSteps(from, rpsmSteps(narrow, RPSM_RECIPE, DATA));
  assertEquals(others[0].key, ours[0].key);
  assert(others[1].key !== theirs[1].key);
});

Deno.test("no stills are asked for where there is no external data; without a 2D head nothing runs", async () => {
  const recipe = {
    ...RECIPE,
    pose2d: { ...RECIPE.pose2d, stills: 0 },
    finetune: { ...RECIPE.finetune, stills: 0 },
  };
  await run(newFolder(), { kill: 0, recipe }); // the very first still would kill it
  const config: RpsmConfig = { ...CONFIG, pose2d: { ...CONFIG.pose2d, head: "none" } };
  const folder = newFolder();
  await assertRejects(() => run(folder, { config }), UserError, "'none'");
  assertEquals([...Deno.readDirSync(folder)].length, 0);
});
