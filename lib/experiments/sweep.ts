import { UserError } from "../errors.ts";
import { lockFolder } from "../training/run_lock.ts";
import { stepFolder } from "../training/plan.ts";
import { duration } from "../training/progress.ts";
import {
  allRecords,
  type JobRecord,
  jobsFolder,
  newRecord,
  recordOf,
  writeRecord,
} from "./job_record.ts";
import { logPath, runJob, type RunJobOptions } from "./run_job.ts";
import {
  type Finished,
  planSweep,
  stepJob,
  type SweepJob,
  type SweepTraining,
} from "./sweep_plan.ts";
import { finishedResult } from "./sweep_result.ts";
import { gather } from "./sweep_table.ts";

/** What is swept, and how. */
export interface SweepOptions extends RunJobOptions {
  readonly trainings: readonly SweepTraining[];
  /** Processes at a time (default 1). */
  readonly jobs?: number;
}

/** What the disk has of some trainings. */
export function finishedIn(runs: string): Finished {
  const done = (job: SweepJob) => finishedResult(runs, newRecord(job)) !== undefined;
  return {
    training: (training) => done({ ...training, name: "", after: [] }),
    step: (step) => done(stepJob({ variant: "", seed: 0, result: "", steps: [step] }, 0)),
  };
}

/** Holds the lock of the table's folder while `work` runs. */
export async function asOnlyWriter<T>(runs: string, work: () => Promise<T>): Promise<T> {
  Deno.mkdirSync(jobsFolder(runs), { recursive: true });
  const unlock = lockFolder(jobsFolder(runs));
  try {
    return await work();
  } finally {
    unlock();
  }
}

/**
 * Runs every training that the disk does not have yet, several at a time, and keeps the table of what
 * ran. It can be killed at any moment and started again. A job that fails keeps those that need it from
 * running, and no others.
 *
 * @returns the whole table of the folder
 */
export async function sweep(options: SweepOptions): Promise<JobRecord[]> {
  const { trainings, runs, jobs = 1, signal, log } = options;
  if (!(jobs >= 1)) throw new UserError(`--jobs is ${jobs}: expected 1 or more`);
  return await asOnlyWriter(runs, async () => {
    const left = planSweep(trainings, finishedIn(runs));
    noteWaiting(runs, [...trainings.map(trainingJob), ...left]);
    log(
      `${trainings.length} trainings asked for, ${left.length} jobs left; table: ${runs}/sweep.csv`,
    );

    const failure = new AbortController(); // of the sweep itself, such as a full disk
    const stop = AbortSignal.any([failure.signal, ...signal ? [signal] : []]);
    let table: Promise<unknown> = gather(runs);
    await table;
    const ended = new Map<string, JobRecord>();
    const running = new Map<string, Promise<void>>();
    const run = async (job: SweepJob) => {
      log(`${job.name} begins; log: ${logPath(runs, job.name)}`);
      const record = await runJob(job, { ...options, signal: stop });
      const { state, seconds, note } = record;
      log(`${job.name} ${state} after ${duration(seconds)}${note && `: ${note}`}`);
      await (table = table.then(() => gather(runs)));
      ended.set(job.name, record);
      running.delete(job.name);
    };
    let waiting = left;
    try {
      while (true) {
        const next: SweepJob[] = [];
        for (const job of stop.aborted ? [] : waiting) {
          const needed = job.after.map((name) => ended.get(name));
          const broken = needed.find((other) => other && other.state !== "done");
          const ready = needed.every((other) => other?.state === "done");
          if (broken) ended.set(job.name, skip(runs, job, broken));
          else if (ready && running.size < jobs) running.set(job.name, run(job));
          else next.push(job);
        }
        waiting = next;
        if (running.size === 0) break;
        await Promise.race(running.values());
      }
    } finally {
      failure.abort();
      await Promise.allSettled(running.values());
    }
    return await gather(runs);
  });
}

/** Notes jobs as waiting unless they are done; whoever was running them is not there any more. */
export function noteWaiting(runs: string, jobs: readonly SweepJob[]) {
  for (const record of allRecords(runs)) {
    const dead = record.state === "running" && record.host === Deno.hostname();
    writeRecord(runs, dead ? { ...record, state: "stopped" } : record);
  }
  for (const job of jobs) {
    const record = recordOf(runs, job);
    if (record.state !== "done") writeRecord(runs, { ...record, state: "waiting", note: "" });
  }
}

/** A training as a job, done or not. */
export function trainingJob(training: SweepTraining): SweepJob {
  const never = { training: () => false, step: () => true };
  return planSweep([training], never)[0];
}

/**
 * Skips the job of a Slurm task when a step that another task had to train for it is not there: this one
 * would train it a second time, beside others that need it too. On a node whose engine differs from that of
 * the node that submitted, the step has another name, and the job trains it itself.
 *
 * @returns its record, or undefined when nothing is missing
 */
export function skipWithoutNeeds(runs: string, job: SweepJob): JobRecord | undefined {
  const step = job.steps.find((step) =>
    job.after.includes(stepFolder(step)) && !finishedIn(runs).step(step)
  );
  return step && skip(runs, job, { job: stepFolder(step), state: "not done" });
}

function skip(runs: string, job: SweepJob, broken: { job: string; state: string }): JobRecord {
  const record: JobRecord = {
    ...recordOf(runs, job),
    state: "skipped",
    note: `needs ${broken.job}, which is ${broken.state}`,
  };
  writeRecord(runs, record);
  return record;
}
