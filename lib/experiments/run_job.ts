import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { stepFolder } from "../training/plan.ts";
import { lockHolder, TRAINED_ALREADY } from "../training/run_lock.ts";
import { lastLine, runProcess } from "./job_process.ts";
import { type JobRecord, recordOf, SIGN_OF_LIFE, writeRecord } from "./job_record.ts";
import type { SweepJob } from "./sweep_plan.ts";
import { finishedResult } from "./sweep_result.ts";
import type { DenoCommand } from "./task_command.ts";

/** How jobs are run. */
export interface RunJobOptions {
  /** Folder of all runs. */
  readonly runs: string;
  /** The program that does a job. */
  readonly command: (job: SweepJob) => DenoCommand;
  /** Of the code, for the record. */
  readonly commit: string;
  /** Ends what runs. */
  readonly signal?: AbortSignal;
  /** Told what happens. */
  readonly log: (line: string) => void;
}

/** Where a job's output goes. */
export const logPath = (runs: string, job: string): string => join(runs, "logs", `${job}.log`);

/**
 * Does a job in a process of its own, unless it is done, and keeps its record on the way. When another
 * process trains one of its steps (a sweep that was killed left it, or a person started it), it waits
 * for that one and goes on from what it leaves.
 *
 * @returns its record: done, failed or stopped
 */
export async function runJob(job: SweepJob, options: RunJobOptions): Promise<JobRecord> {
  const { runs, command, commit, signal } = options;
  const path = logPath(runs, job.name);
  let record = recordOf(runs, job);
  const note = (change: Partial<JobRecord>) => {
    record = { ...record, ...change };
    writeRecord(runs, record);
    return record;
  };
  while (true) {
    await othersEnd(job, options);
    const before = finishedResult(runs, record);
    if (before) return note({ ...before, state: "done", note: "" });
    if (signal?.aborted) return note({ state: "stopped", note: "" });

    const began = Date.now();
    const { seconds } = record;
    const sofar = () => ({ seconds: seconds + (Date.now() - began) / 1000 });
    note({
      state: "running",
      started: record.started || new Date(began).toISOString(),
      host: Deno.hostname(),
      commit,
      note: "",
    });
    const life = setInterval(() => note(sofar()), 1000 * SIGN_OF_LIFE.every);
    const end = await runProcess(command(job), path, signal).finally(() => clearInterval(life));
    const after = finishedResult(runs, record);
    if (after) return note({ ...sofar(), ...after, state: "done" });
    if (end.stopped) return note({ ...sofar(), state: "stopped" });
    note(sofar());
    const said = lastLine(path);
    // A training locks even the finished steps that it takes, for the moment of reading them.
    if (!end.success && said.includes(TRAINED_ALREADY)) continue;
    const reason = end.success ? `left no finished ${record.result}` : `${end.text}: ${said}`;
    return note({ state: "failed", note: reason });
  }
}

/** Who trains one of a job's steps at the moment, and which. */
function holder({ steps }: SweepJob, runs: string): string | undefined {
  for (const step of steps) {
    const folder = join(runs, "steps", stepFolder(step));
    const process = lockHolder(folder);
    if (process) return `process ${process}, which trains ${folder}`;
  }
}

async function othersEnd(job: SweepJob, { runs, signal, log }: RunJobOptions) {
  for (let told = ""; !signal?.aborted;) {
    const other = holder(job, runs);
    if (!other) return;
    if (other !== told) log(`${job.name} waits for ${other}`);
    told = other;
    await sleep(500);
  }
}
