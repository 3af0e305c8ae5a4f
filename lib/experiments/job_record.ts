import { join } from "node:path";
import { writeAtomic } from "../atomic_write.ts";
import { finishedResult, stepNames } from "./sweep_result.ts";
import type { SweepJob } from "./sweep_plan.ts";

/** How far a job is. */
export type JobState = "waiting" | "running" | "done" | "failed" | "stopped" | "skipped";

/** What is known of a job, kept as `RUNS/jobs/NAME.json` by whoever runs it: a line of the table. */
export interface JobRecord {
  readonly job: string;
  readonly variant: string;
  readonly seed: number;
  readonly validation: "yes" | "no";
  readonly state: JobState;
  /** Folders of its steps' checkpoints: each ends with a hash of the whole configuration. */
  readonly steps: string;
  /** When it was first started; empty if never, or not by a sweep. */
  readonly started: string;
  /** In which it ran, over all restarts. */
  readonly seconds: number;
  readonly host: string;
  /** Of the code that ran last, with `-dirty` when it was changed. */
  readonly commit: string;
  readonly engine: string;
  readonly sha256: string;
  /** Why it failed, or what it waits for. */
  readonly note: string;
  /** The file it leaves, from the folder of all runs. */
  readonly result: string;
}

/** The records' folder; who writes the table holds its lock. */
export const jobsFolder = (runs: string): string => join(runs, "jobs");

const recordPath = (runs: string, job: string) => join(jobsFolder(runs), `${job}.json`);

/** Seconds between two signs of life of a running job, and after how many without one it is given up. */
export const SIGN_OF_LIFE = { every: 10, lost: 600 } as const;

/** The record of a job that has not run: nothing but what was planned. */
export function newRecord(job: SweepJob): JobRecord {
  const { name, variant, seed, validation, result } = job;
  return {
    job: name,
    variant,
    seed,
    validation: validation ? "yes" : "no",
    state: "waiting",
    steps: stepNames(job.steps),
    started: "",
    seconds: 0,
    host: "",
    commit: "",
    engine: "",
    sha256: "",
    note: "",
    result,
  };
}

/** A job's record; a new one when it has none, or one of other steps, which is another training. */
export function recordOf(runs: string, job: SweepJob): JobRecord {
  const planned = newRecord(job);
  const kept = readRecord(recordPath(runs, job.name));
  return kept?.steps === planned.steps ? kept : planned;
}

/** Replaces a job's record, atomically. */
export function writeRecord(runs: string, record: JobRecord): void {
  writeAtomic(recordPath(runs, record.job), JSON.stringify(record, null, 2) + "\n");
}

function readRecord(path: string): JobRecord | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof SyntaxError) return undefined; // not ours: a record is whole or not there
    throw error;
  }
}

/** All records, by job, each with the state that the disk shows. */
export function allRecords(runs: string): JobRecord[] {
  const found = [...Deno.readDirSync(jobsFolder(runs))].filter(({ name }) =>
    name.endsWith(".json")
  );
  const names = found.map(({ name }) => name).sort((a, b) =>
    a.localeCompare(b, "en", { numeric: true })
  );
  return names.flatMap((name) => {
    const path = join(jobsFolder(runs), name);
    const record = readRecord(path);
    return record ? [settled(runs, record, path)] : [];
  });
}

/** A record with the state that the disk shows, which counts more than what was noted. */
function settled(runs: string, record: JobRecord, path: string): JobRecord {
  const result = finishedResult(runs, record);
  if (result) return { ...record, ...result, state: "done", note: "" };
  if (record.state === "done") {
    return { ...record, state: "waiting", engine: "", sha256: "", note: "its result is gone" };
  }
  const silent = (Date.now() - Number(Deno.statSync(path).mtime)) / 1000;
  if (record.state === "running" && silent > SIGN_OF_LIFE.lost) {
    return { ...record, state: "stopped", note: "no sign of life any more" };
  }
  return record;
}
