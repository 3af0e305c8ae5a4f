import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { StoredDataset } from "../../lib/data/dataset.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import type { MachineConfig } from "../../lib/model/config.ts";
import { disposeTree, leaves } from "../../lib/nn/tree.ts";
import { PAPER_RECIPE, type Recipe, shortened } from "../../lib/training/recipe.ts";
import { STEPS } from "../../lib/training/plan.ts";
import { train } from "../../lib/training/train.ts";
import { openPrepared } from "../../lib/data/prepared/open_prepared.ts";
import { store } from "../data/prepared/stored_fixture.ts";
import { CONFIG, noise, noiseStills, RECIPE } from "./noise_fixture.ts";

const { name: engine } = await startEngine();

/** TensorBoard's writer of each step's folder stays open on the native engine. */
const EVENT_HANDLES = tf.getBackend() === "tensorflow" ? STEPS.length : 0;
async function run(
  folder: string,
  kill = -1,
  config: MachineConfig = CONFIG,
  recipe: Recipe = RECIPE,
  dataset: () => StoredDataset = noise,
) {
  const trained = await train({
    config,
    recipe,
    seed: 1,
    pretraining: () => Promise.resolve(dataset()),
    dataset: () => Promise.resolve(dataset()),
    stills: noiseStills(kill),
    dataConfig: { stills: "noise", pretraining: "noise", dataset: "noise" },
    engine,
    folder,
    checkpointEvery: 3,
  });
  const { machine, steps } = trained!;
  const params = leaves(machine.params).map(([path, leaf]) =>
    [path, [...leaf.dataSync()]] as const
  );
  disposeTree(machine.params);
  return { params, steps };
}

/** Every file of the steps' folders but locks and TensorBoard's, whose names hold the time. */
function files(folder: string): [string, Uint8Array][] {
  return [...Deno.readDirSync(folder)].flatMap(({ name: step }) =>
    ["checkpoint.safetensors", "log.jsonl"].map((name): [string, Uint8Array] => [
      `${step}/${name}`,
      Deno.readFileSync(`${folder}/${step}/${name}`),
    ])
  ).sort(([a], [b]) => a < b ? -1 : 1);
}

Deno.test("Algorithm 1, killed in its first and its last step and started again, ends with the same bytes", async () => {
  const [straight, killed] = [1, 2].map(() => Deno.makeTempDirSync({ prefix: "posemachine" }));
  const before = tf.memory().numTensors;
  const whole = await run(straight);
  assertEquals(tf.memory().numTensors - before, EVENT_HANDLES, "tensors leaked");
  const inStep1 = 2 * 4; // in the fifth update, after the checkpoint
  const inStep4 = 2 * 6 + 2 * 5; // stills of step 4 follow those of step 1
  await assertRejects(() => run(killed, inStep1), Error, `still ${inStep1}`);
  await assertRejects(() => run(killed, inStep4), Error, `still ${inStep4}`);
  assertEquals(await run(killed), whole);
  assertEquals(files(killed), files(straight));
  assertEquals(files(straight).length, 2 * STEPS.length);
  assert(whole.params.every(([, values]) => values.every(Number.isFinite)));
});

/** Lines of a step's log. */
function logOf(folder: string, step: string): Record<string, number>[] {
  const name = [...Deno.readDirSync(folder)].find(({ name }) => name.includes(step))!.name;
  const lines = Deno.readTextFileSync(`${folder}/${name}/log.jsonl`).trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}

Deno.test("the paper's recipe: step 1 on stills alone by Eq. (5) alone, at a constant rate", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "posemachine" });
  const before = tf.memory().numTensors;
  const recipe = shortened(PAPER_RECIPE, 100_000);
  const whole = await run(folder, -1, CONFIG, recipe);
  assertEquals(tf.memory().numTensors - before, EVENT_HANDLES, "tensors leaked");
  assert(whole.params.every(([, values]) => values.every(Number.isFinite)));
  const [first] = logOf(folder, "pose2d");
  assert(first.loss > 0);
  assertEquals([first.heat, first.rate], [undefined, 1e-5]);
  assertEquals(logOf(folder, "finetune").at(-1)!.rate, 1e-5);
  // Step 1 does not ask for the 3D data: another set gives the same Ψ_R.
  const again = Deno.makeTempDirSync({ prefix: "posemachine" });
  const never = () => Promise.reject(new Error("asked for"));
  const options = {
    config: CONFIG,
    recipe,
    seed: 1,
    engine,
    folder: again,
    until: "pose2d",
  } as const;
  const dataConfig = { stills: "noise", pretraining: "noise", dataset: "noise" };
  await train({
    ...options,
    dataConfig,
    pretraining: never,
    dataset: never,
    stills: noiseStills(-1),
  });
  assertEquals(logOf(again, "pose2d"), logOf(folder, "pose2d"));
});

Deno.test("a step 1 that would see nothing is named", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "posemachine" });
  const recipe = { ...RECIPE, pose2d: { ...RECIPE.pose2d, frames: 0, stills: 0 } };
  await assertRejects(() => run(folder, -1, CONFIG, recipe), UserError, "0 frames and 0 stills");
});

Deno.test("sequences on disk train the same machine as the same ones in memory", async () => {
  const [memory, disk, data] = [1, 2, 3].map(() => Deno.makeTempDirSync({ prefix: "posemachine" }));
  store(noise(), data);
  const stored = () => openPrepared(data, { fps: 2 });
  assertEquals(await run(disk, -1, CONFIG, RECIPE, stored), await run(memory));
});

Deno.test("a batch-normalised Ψ_P ends with statistics of all training frames, and none leaks", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "posemachine" });
  const before = tf.memory().numTensors;
  const config = { ...CONFIG, projector: { ...CONFIG.projector, batchNorm: true } };
  const { params } = await run(folder, -1, config);
  assertEquals(tf.memory().numTensors - before, EVENT_HANDLES, "tensors leaked");
  const norms = params.filter(([path]) => path.startsWith("psiP/norms/"));
  assertEquals(norms.length, 3 * 4);
  assert(norms.every(([, values]) => values.every(Number.isFinite)));
  const mean = new Map(norms).get("psiP/norms/fc1/mean")!;
  assert(mean.some((value) => value !== 0), "still the mean of initialisation");
});

Deno.test("a machine without a 2D head that can learn is refused before anything is trained", async () => {
  for (const head of ["argmax", "none"] as const) {
    const folder = Deno.makeTempDirSync({ prefix: "posemachine" });
    const config = { ...CONFIG, pose2d: { ...CONFIG.pose2d, head } };
    await assertRejects(() => run(folder, -1, config), UserError, `'${head}'`);
    assertEquals([...Deno.readDirSync(folder)].length, 0);
  }
});

/** The steps' names of one training, and the modules it ends with; a module that learnt has changed. */
async function modules(recipe: Recipe, config: MachineConfig = CONFIG) {
  const folder = Deno.makeTempDirSync({ prefix: "posemachine" });
  const before = tf.memory().numTensors;
  const { steps, params } = await run(folder, -1, config, recipe);
  const handles = tf.getBackend() === "tensorflow" ? steps.length : 0;
  assertEquals(tf.memory().numTensors - before, handles, "tensors leaked");
  assert(params.every(([, values]) => values.every(Number.isFinite)));
  return {
    keys: steps.map(({ key }) => key),
    names: steps.map(({ name }) => name),
    modules: [...new Set(params.map(([path]) => path.split("/")[0]))],
    psiT: params.filter(([path]) => path.startsWith("psiT")).map(([path]) => path.split("/")[1]),
  };
}

Deno.test("a recipe without projector module shares steps 1 and 2 and ends with a lifter", async () => {
  const ours = await modules(RECIPE);
  const lifter = await modules({ ...RECIPE, projector: null });
  assertEquals(ours.modules, ["psiR", "psiT", "psiC", "psiP"]);
  assertEquals(lifter.modules, ["psiR", "psiT"]);
  assertEquals(lifter.names, ["pose2d", "transformer", "finetune"]);
  assertEquals(lifter.keys.slice(0, 2), ours.keys.slice(0, 2));
  assert(lifter.keys[2] !== ours.keys[3]);
});

Deno.test("without step 2, Ψ_T learns with Ψ_R in the last step", async () => {
  const recipe = { ...RECIPE, transformer: null, projector: null };
  assertEquals((await modules(recipe)).names, ["pose2d", "finetune"]);
});

Deno.test("no stills are asked for where there is no external data", async () => {
  const recipe = {
    ...RECIPE,
    pose2d: { ...RECIPE.pose2d, stills: 0, frames: 4 },
    finetune: { ...RECIPE.finetune, stills: 0 },
  };
  const folder = Deno.makeTempDirSync({ prefix: "posemachine" });
  const { steps } = await run(folder, 0, CONFIG, recipe); // the very first still would kill it
  assertEquals(steps.length, STEPS.length);
});

Deno.test("single images and fully connected layers take the place of clips and LSTMs", async () => {
  const config: MachineConfig = {
    ...CONFIG,
    transformer: { ...CONFIG.transformer, recurrence: "none" },
  };
  const recipe = {
    ...RECIPE,
    transformer: { ...RECIPE.transformer, frames: 1 },
    finetune: { ...RECIPE.finetune, frames: 1 },
  };
  const { psiT } = await modules(recipe, config);
  assertEquals([...new Set(psiT)], ["conv1", "conv2", "fc", "fc1", "fc2", "out"]);
});
