// Trainings that take a moment, each a process of its own: `train RUNS JOB` does a job's steps with the
// run folder's real lock and files; `sweep RUNS HOW` sweeps such trainings, to be killed from outside.
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { writeAtomic } from "../../lib/atomic_write.ts";
import { UserError } from "../../lib/errors.ts";
import { sweep } from "../../lib/experiments/sweep.ts";
import type { SweepJob, SweepTraining } from "../../lib/experiments/sweep_plan.ts";
import type { DenoCommand } from "../../lib/experiments/task_command.ts";
import { safetensorsParts } from "../../lib/data/formats/safetensors.ts";
import { parseHeader } from "../../lib/data/formats/safetensors_header.ts";
import { stepFolder } from "../../lib/training/plan.ts";
import { lockFolder } from "../../lib/training/run_lock.ts";

const MILLISECONDS = 20; // an update
const SCRIPT = fileURLToPath(import.meta.url);
const FLAGS = "--quiet --no-prompt --allow-read --allow-write --allow-env --allow-ffi --allow-sys";

/** A training of steps such as `pose2d:p finetune:o`; a `bad` one fails, a `slow` one lasts. */
export function madeUpTraining(variant: string, steps: string, updates = 4): SweepTraining {
  let config: Record<string, string | { updates: number }> = { engine: "made up" };
  return {
    variant,
    seed: 1,
    steps: steps.split(" ").map((step, index) => {
      const [name, key] = step.split(":");
      config = { ...config, [name]: { updates } };
      return { number: index + 1, name, updates, key, config };
    }),
    result: `${variant}-1/machine.safetensors`,
  };
}

const sharing = (updates: number) => [
  madeUpTraining("ours", "pose2d:p transformer:t finetune:o", updates),
  madeUpTraining("bare", "pose2d:p transformer:t finetune:b", updates),
  madeUpTraining("single", "pose2d:p transformer:s finetune:s", updates),
];

/** Three that share steps. */
export const TRAININGS = sharing(4);
/** The same, long enough to be killed many times. */
export const LONG_TRAININGS = sharing(60);

/** The command that does a job of {@link TRAININGS}. */
export const command = (runs: string) => (job: SweepJob): DenoCommand => ({
  args: [...FLAGS.split(" "), SCRIPT, "train", runs, JSON.stringify(job)],
  env: {},
});

/** The command that sweeps them, or others. */
export const sweepCommand = (runs: string, jobs: number, trainings = TRAININGS) => {
  const how = JSON.stringify({ jobs, trainings });
  return ["run", ...FLAGS.split(" "), "--allow-run", SCRIPT, "sweep", runs, how];
};

function updatesDone(path: string): number {
  try {
    return Number(parseHeader(Deno.readFileSync(path), path, "").metadata.step);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

async function train(runs: string, job: SweepJob) {
  const result = join(runs, job.result);
  const there = job.until ? updatesDone(result) === job.steps.at(-1)!.updates : exists(result);
  const told = there ? `${job.name} again\n` : `${job.name}\n`;
  for (const { config, ...step } of job.steps) {
    const folder = join(runs, "steps", stepFolder(step));
    const path = join(folder, "checkpoint.safetensors");
    Deno.mkdirSync(folder, { recursive: true });
    const unlock = lockFolder(folder); // refused while another one reads it: the job then begins anew
    if (step.number === job.steps.length) {
      Deno.writeTextFileSync(join(runs, "started"), told, { append: true });
    }
    if (step.key === "bad") throw new UserError("The loss is NaN");
    for (let done = updatesDone(path); done < step.updates;) {
      await sleep(step.key === "slow" ? 60_000 : MILLISECONDS);
      done++;
      const metadata = { step: String(done), config: JSON.stringify(config) };
      writeAtomic(path, safetensorsParts({}, metadata));
      console.log(`${step.name} ${done}/${step.updates}`);
    }
    await sleep(MILLISECONDS); // a finished step is locked, too, while it is read
    unlock();
  }
  if (job.until) return;
  const record = { steps: job.steps, engine: "made up" };
  Deno.mkdirSync(dirname(result), { recursive: true });
  writeAtomic(result, safetensorsParts({}, { record: JSON.stringify(record) }));
}

if (import.meta.main) {
  const [what, runs, how] = Deno.args;
  try {
    if (what === "train") await train(runs, JSON.parse(how));
    else {
      const stop = new AbortController();
      Deno.addSignalListener("SIGTERM", () => stop.abort());
      await sweep({
        runs,
        ...JSON.parse(how) as { trainings: SweepTraining[]; jobs: number },
        command: command(runs),
        commit: "a commit",
        signal: stop.signal,
        log: console.error,
      });
    }
  } catch (error) {
    console.error(`error: ${(error as Error).message}`);
    Deno.exit(1);
  }
}
