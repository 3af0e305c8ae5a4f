import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { startEngine } from "../../lib/engine/engine.ts";
import { isShipped } from "../../lib/experiments/shipped_result.ts";
import { readScores, writeScores } from "../../lib/experiments/scores_file.ts";
import { sweepTraining } from "../../lib/experiments/sweep_variants.ts";
import { openModel } from "../../lib/experiments/open_checkpoint.ts";
import { disposeTree } from "../../lib/nn/tree.ts";
import { SHIPPED_DATA, SHIPPED_MACHINE } from "../../lib/model/shipped.ts";

await startEngine();
const runs = "runs";

/** Another engine plans steps of other names: what ships is not its own. */
async function shippedEngine(): Promise<boolean> {
  const part = { actions: ["Walking"], trials: 1, frames: 1 };
  const { record, params } = await openModel({ checkpoint: SHIPPED_MACHINE, ...part });
  disposeTree(params);
  const [step] = (await sweepTraining({ variant: "ours", seed: 1, runs })).steps;
  return step.key === record.steps[0].key;
}

Deno.test("a training whose machine or scores ship has its result, one that differs has none", async () => {
  const own = await shippedEngine();
  const of = async (variant: string, seed: number, more = {}) =>
    isShipped(await sweepTraining({ variant, seed, runs, ...more }), SHIPPED_DATA);
  assertEquals(await of("ours", 1), own);
  assertEquals(await of("hourglass", 1), own);
  assertEquals(await of("ours", 2), own);
  assertEquals(await of("ours", 1, { validation: true }), own);
  assertEquals(await of("ours", 99), false);
  assertEquals(await of("ours", 1, { shorten: 2 }), false);
});

Deno.test("scores of other steps are no result", async () => {
  const folder = Deno.makeTempDirSync();
  Deno.mkdirSync(join(folder, "scores"));
  const training = await sweepTraining({ variant: "ours", seed: 2, runs });
  assert(!isShipped(training, folder));
  const { scores, made } = readScores(join(SHIPPED_DATA, "scores", "ours-2.safetensors"));
  const path = join(folder, "scores", "ours-2.safetensors");
  writeScores(path, { scores, made: { ...made, steps: "1-pose2d-other" } });
  assert(!isShipped(training, folder));
  const steps = training.steps.map(({ number, name, key }) => `${number}-${name}-${key}`).join(" ");
  writeScores(path, { scores, made: { ...made, steps } });
  assert(isShipped(training, folder));
  Deno.removeSync(folder, { recursive: true });
});
