import { join, resolve } from "node:path";
import { UserError } from "../errors.ts";
import { inWaves, type SweepJob } from "./sweep_plan.ts";
import { ROOT, taskCommand } from "./task_command.ts";

/** How a sweep is handed to Slurm. */
export interface SlurmOptions {
  /** Folder of all runs, which every node must see. */
  readonly runs: string;
  /** Passed on to sbatch as they are: `--partition=long --time=4:00:00 --cpus-per-task=8`. */
  readonly options?: string;
  /** Tasks of an array at a time (default: as many as Slurm lets run). */
  readonly jobs?: number;
}

/** A job array: the jobs of a wave, one a task. */
export interface SlurmArray {
  readonly name: string;
  readonly jobs: readonly SweepJob[];
  /** The list in which a task finds its job, by its index. */
  readonly list: string;
  /** Where the script is written. */
  readonly path: string;
  readonly script: string;
}

const shellQuoted = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** The arrays of a sweep: one for the shared steps of each level, one for the trainings. */
export function slurmArrays(jobs: readonly SweepJob[], options: SlurmOptions): SlurmArray[] {
  if (/[\r\n]/.test(options.options ?? "")) {
    throw new UserError(`--slurm-options has several lines: give them in one, with spaces between`);
  }
  const runs = resolve(options.runs);
  return inWaves(jobs).map((wave, index) => {
    const name = `${index + 1}-${wave[0].until ?? "trainings"}`;
    const [list, path] = ["json", "sh"].map((end) => join(runs, "slurm", `${name}.${end}`));
    const { args, env } = taskCommand("sweep", ["--task", list, "--runs", runs]);
    const set = Object.entries(env).map(([key, value]) => `export ${key}=${shellQuoted(value)}`);
    const limit = options.jobs ? `%${options.jobs}` : "";
    const script = [
      "#!/bin/sh",
      `#SBATCH --job-name=posemachine-${name}`,
      `#SBATCH --array=0-${wave.length - 1}${limit}`,
      `#SBATCH --output="${join(runs, "slurm", `${name}-%A_%a.out`)}"`,
      ...options.options ? [`#SBATCH ${options.options}`] : [],
      ...set,
      `cd ${shellQuoted(ROOT)} || exit 1`,
      `exec ${[Deno.execPath(), "run", ...args].map(shellQuoted).join(" ")}`,
    ].join("\n") + "\n";
    return { name, jobs: wave, list, path, script };
  });
}

/**
 * What sbatch is called with for an array that comes behind another: after it, not only after its success,
 * for one task that fails must not keep from running what does not need it.
 */
export function sbatchArguments({ path }: SlurmArray, before?: string): string[] {
  const after = before ? [`--dependency=afterany:${before}`] : [];
  return ["--parsable", ...after, path];
}

/** What a task needs to know; the steps it plans itself, for its node may have another engine. */
export const asTask = (
  { name, variant, seed, validation, shorten, until, after }: SweepJob,
): SlurmTask => (
  { name, variant, seed, validation, shorten, until, after }
);

/** A line of an array's list. */
export type SlurmTask = Pick<
  SweepJob,
  "name" | "variant" | "seed" | "validation" | "shorten" | "until" | "after"
>;

/** The task of this process, by the index that Slurm gives it. */
export function slurmTask(list: string): SlurmTask {
  const index = Deno.env.get("SLURM_ARRAY_TASK_ID");
  const tasks: SlurmTask[] = JSON.parse(Deno.readTextFileSync(list));
  const task = tasks[Number(index ?? NaN)];
  if (task) return task;
  throw new UserError(
    `SLURM_ARRAY_TASK_ID is ${index ?? "not set"}: expected a number from 0 to ${
      tasks.length - 1
    }, ` +
      `as Slurm gives the tasks of an array`,
  );
}
