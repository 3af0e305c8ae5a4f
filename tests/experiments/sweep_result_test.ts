import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { basename, dirname, join } from "node:path";
import { planSweep } from "../../lib/experiments/sweep_plan.ts";
import { finishedResult, stepNames } from "../../lib/experiments/sweep_result.ts";
import { sweepTraining, trainArguments } from "../../lib/experiments/sweep_variants.ts";
import { taskCommand } from "../../lib/experiments/task_command.ts";
import { SHIPPED_MACHINE } from "../../lib/model/shipped.ts";
import { parseHeader } from "../../lib/data/formats/safetensors_header.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { openRun } from "../../lib/training/run_folder.ts";

await startEngine();

Deno.test("a machine is finished for the steps in its own header, and for no others", () => {
  const { metadata } = parseHeader(Deno.readFileSync(SHIPPED_MACHINE), SHIPPED_MACHINE, "");
  const record = JSON.parse(metadata.record);
  const [runs, result] = [dirname(SHIPPED_MACHINE), basename(SHIPPED_MACHINE)];
  const steps = stepNames(record.steps);
  assertEquals(finishedResult(runs, { result, steps })?.engine, record.engine);
  assertEquals(finishedResult(runs, { result, steps: steps.slice(0, -1) }), undefined);
  assertEquals(finishedResult(runs, { result: "none.safetensors", steps }), undefined);
});

Deno.test("a step is finished after its last update", async () => {
  const runs = Deno.makeTempDirSync({ prefix: "posemachine" });
  const name = "2-transformer-t";
  const config = { engine: "one", pose2d: { updates: 1 }, transformer: { updates: 3 } };
  const folder = join(runs, "steps", name);
  const run = await openRun({ folder, config, note: () => {} });
  const tensors = { parameters: tf.tensor1d([1]) };
  const done = () =>
    finishedResult(runs, { result: `steps/${name}/checkpoint.safetensors`, steps: "" });
  assertEquals(done(), undefined);
  run.save(1, tensors);
  assertEquals(done(), undefined);
  run.save(3, tensors);
  assertEquals(done()?.engine, "one");
  run.close();
  tensors.parameters.dispose();
});

Deno.test("the variants' trainings share steps, and each job is a command of `deno task train`", async () => {
  const plan = async (variant: string) =>
    await sweepTraining({ variant, seed: 3, shorten: 100, runs: "runs" });
  const nothing = { training: () => false, step: () => false };
  const jobs = planSweep([await plan("ours"), await plan("wo-ssc")], nothing);
  assertEquals(jobs.map((job) => trainArguments(job).join(" ")), [
    "--variant ours --seed 3 --shorten 100 --until pose2d",
    "--variant ours --seed 3 --shorten 100 --until transformer",
    "--variant ours --seed 3 --shorten 100",
    "--variant wo-ssc --seed 3 --shorten 100",
  ]);
  const { args, env } = taskCommand("train", ["--seed", "3"]);
  assertEquals(env, { TF_CPP_MIN_LOG_LEVEL: "3" });
  assert(args.includes("--allow-read") && !args.includes("--allow-run"));
  const script = args.at(-3)!;
  assert(script.endsWith("/lib/cli/train.ts") && Deno.statSync(script).isFile, script);
});
