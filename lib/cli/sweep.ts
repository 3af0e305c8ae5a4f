// deno task sweep: many trainings, here or on Slurm.
import { Command, Option } from "commander";
import { existsSync } from "node:fs";
import { UserError } from "../errors.ts";
import { jobsFolder } from "../experiments/job_record.ts";
import { runJob, type RunJobOptions } from "../experiments/run_job.ts";
import { isShipped } from "../experiments/shipped_result.ts";
import { sbatchArguments, slurmArrays, slurmTask } from "../experiments/slurm.ts";
import { refuseWhileQueued, submit } from "../experiments/slurm_queue.ts";
import { sourceCommit } from "../experiments/source_commit.ts";
import {
  asOnlyWriter,
  finishedIn,
  noteWaiting,
  skipWithoutNeeds,
  sweep,
  trainingJob,
} from "../experiments/sweep.ts";
import { planSweep, type SweepJob, type SweepTraining } from "../experiments/sweep_plan.ts";
import { gather, sweepText } from "../experiments/sweep_table.ts";
import { jobOfTask, sweepTraining, trainArguments } from "../experiments/sweep_variants.ts";
import { taskCommand } from "../experiments/task_command.ts";
import { variant, VARIANTS } from "../experiments/variants.ts";
import { SHIPPED_DATA } from "../model/shipped.ts";
import { runCommand } from "../run_command.ts";
import { wholeNumber } from "./whole_number.ts";

/** Those of the shipped rows. */
const SEEDS = [1, 2, 3];

interface SweepArguments {
  readonly variants: string[];
  readonly seeds: number[];
  readonly validation: boolean;
  readonly shorten: number;
  readonly jobs?: number;
  readonly runs: string;
  readonly slurm: boolean;
  readonly slurmOptions?: string;
  readonly dryRun: boolean;
  readonly gather: boolean;
  readonly again: boolean;
  readonly task?: string;
}

function parsed(): SweepArguments {
  const list = (text: string) => text.split(",").map((word) => word.trim());
  const number = (option: string, least: number) => (text: string) =>
    wholeNumber(option, text, least);
  return new Command("sweep")
    .description(
      "Run every training of these variants and seeds that has no result yet. Stopped at any moment, " +
        "however it was, it goes on when started again; RUNS/sweep.csv says what ran.",
    )
    .addOption(
      new Option(
        "--variants <names>",
        `some of ${Object.keys(VARIANTS).join(", ")}, commas between`,
      )
        .argParser(list).default(Object.keys(VARIANTS), "all"),
    )
    .option(
      "--seeds <numbers>",
      "which, with commas between",
      (text: string) => list(text).map(number("--seeds", 0)),
      SEEDS,
    )
    .option("--validation", "hold actor S8 out, to choose hyper-parameters on", false)
    .option(
      "--shorten <number>",
      "divide all numbers of updates by this",
      number("--shorten", 1),
      1,
    )
    .option(
      "--jobs <number>",
      "trainings at a time (default 1: one training with the native engine uses all cores; with " +
        "--slurm: tasks of an array at a time, default as many as Slurm lets run)",
      number("--jobs", 1),
    )
    .option("--runs <folder>", "where runs are kept", "runs")
    .option("--slurm", "submit job arrays to Slurm instead", false)
    .option("--slurm-options <text>", 'for sbatch: "--partition=long --time=4:00:00 -c 8"')
    .option("--dry-run", "only print the jobs, or Slurm's scripts", false)
    .option("--gather", "only bring the table up to date and print it", false)
    .option("--again", "also train what this repository has a result of, in data/", false)
    .addOption(new Option("--task <list>").hideHelp()) // a task of a job array: one job of the list
    .allowExcessArguments(false)
    .parse(Deno.args, { from: "user" })
    .opts<SweepArguments>();
}

async function howToRun(runs: string): Promise<RunJobOptions> {
  const stop = new AbortController();
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, () => stop.abort());
  return {
    runs,
    command: (job) => taskCommand("train", [...trainArguments(job), "--runs", runs]),
    commit: await sourceCommit(),
    signal: stop.signal,
    log: (line) => console.error(line),
  };
}

async function runTask(list: string, { runs }: SweepArguments) {
  const job = await jobOfTask(slurmTask(list), runs);
  const { state, note } = skipWithoutNeeds(runs, job) ?? await runJob(job, await howToRun(runs));
  console.error(`${job.name} ${state}${note && `: ${note}`}`);
  if (state !== "done") Deno.exit(1);
}

async function runOnSlurm(
  jobs: readonly SweepJob[],
  trainings: readonly SweepTraining[],
  options: SweepArguments,
) {
  const { runs, dryRun, slurmOptions } = options;
  const arrays = slurmArrays(jobs, { runs, options: slurmOptions, jobs: options.jobs });
  if (dryRun) {
    arrays.forEach((array, index) => {
      const before = index ? `JOB_${index}` : undefined; // what the one before it will print
      console.log(`# sbatch ${sbatchArguments(array, before).join(" ")}\n${array.script}`);
    });
    return;
  }
  await refuseWhileQueued(runs);
  const ids = await asOnlyWriter(runs, async () => {
    noteWaiting(runs, trainings.map(trainingJob));
    await gather(runs);
    return await submit(arrays, runs);
  });
  arrays.forEach(({ name, jobs }, index) => {
    console.log(`${ids[index]}  ${name}: ${jobs.map(({ name }) => name).join(", ")}`);
  });
  console.log(`When they are done (squeue): deno task sweep --gather --runs ${runs}`);
}

async function runHere(trainings: readonly SweepTraining[], options: SweepArguments) {
  const { runs, jobs } = options;
  await refuseWhileQueued(runs);
  const how = await howToRun(runs);
  const records = await sweep({ ...how, trainings, jobs });
  console.log(sweepText(records));
  if (how.signal!.aborted) {
    console.error("Stopped. The same command goes on from the last checkpoints");
    Deno.exit(130);
  }
  const wanted = new Set(trainings.map((training) => trainingJob(training).name));
  const missing = records.filter(({ job, state }) => wanted.has(job) && state !== "done");
  if (missing.length === 0) return;
  const names = missing.map(({ job }) => job).join(", ");
  throw new UserError(
    `${missing.length} of ${wanted.size} trainings are not done: ${names}. See ${runs}/logs; the same ` +
      `command tries them again`,
  );
}

async function printTable(runs: string) {
  if (!existsSync(jobsFolder(runs))) {
    throw new UserError(`No sweep has run in ${runs}: give the folder of one with --runs`);
  }
  console.log(sweepText(await asOnlyWriter(runs, () => gather(runs))));
}

if (import.meta.main) {
  await runCommand(async () => {
    const options = parsed();
    const { runs, validation, shorten } = options;
    if (options.task) return await runTask(options.task, options);
    if (options.gather) return await printTable(runs);
    const trainings: SweepTraining[] = [];
    for (const name of new Set(options.variants.map((name) => variant(name).name))) {
      for (const seed of new Set(options.seeds)) {
        trainings.push(await sweepTraining({ variant: name, seed, validation, shorten, runs }));
      }
    }
    const wanted = options.again
      ? trainings
      : trainings.filter((training) => !isShipped(training, SHIPPED_DATA));
    const shipped = trainings.length - wanted.length;
    if (shipped > 0) {
      console.error(
        `${shipped} of ${trainings.length} trainings have a result in data/; --again trains them, too`,
      );
      if (wanted.length === 0) return;
    }
    if (!options.slurm && !options.dryRun) return await runHere(wanted, options);
    const jobs = planSweep(wanted, finishedIn(runs));
    if (options.slurm) {
      if (jobs.length === 0) console.log("Every training is there; nothing to submit");
      else await runOnSlurm(jobs, wanted, options);
    } else {
      for (const job of jobs) {
        const after = job.after.length ? `  (after ${job.after.join(", ")})` : "";
        console.log(`${job.name}: train ${trainArguments(job).join(" ")}${after}`);
      }
    }
  });
}
