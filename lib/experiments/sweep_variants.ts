import { relative } from "node:path";
import { trainingJob } from "./sweep.ts";
import { stepJob, type SweepJob, type SweepTraining } from "./sweep_plan.ts";
import type { SlurmTask } from "./slurm.ts";
import { planVariant } from "./train_variant.ts";
import { machinePath, type VariantRun } from "./variant_run.ts";

/** A variant's training as a sweep wants it, planned for the engine of this machine. */
export async function sweepTraining(run: VariantRun & { runs: string }): Promise<SweepTraining> {
  const { steps } = await planVariant(run);
  return { ...run, steps, result: relative(run.runs, machinePath(run)) };
}

/** What `deno task train` is to be told for a job, but for the folder. */
export function trainArguments(job: Omit<SweepJob, "steps" | "result" | "after">): string[] {
  const { variant, seed, validation, shorten = 1, until } = job;
  return [
    ...["--variant", variant, "--seed", String(seed)],
    ...validation ? ["--validation"] : [],
    ...shorten > 1 ? ["--shorten", String(shorten)] : [],
    ...until ? ["--until", until] : [],
  ];
}

/** The job of an array's task, as this node plans it. */
export async function jobOfTask(
  { until, after, ...run }: SlurmTask,
  runs: string,
): Promise<SweepJob> {
  const training = await sweepTraining({ ...run, runs });
  const last = training.steps.findIndex(({ name }) => name === until);
  return { ...until ? stepJob(training, last) : trainingJob(training), after };
}
