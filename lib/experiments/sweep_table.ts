import { join } from "node:path";
import { duration } from "../training/progress.ts";
import { allRecords, type JobRecord } from "./job_record.ts";
import { type Columns, writeResultFile } from "./result_file.ts";
import { textTable } from "./text_table.ts";

/** The table's columns; see {@link JobRecord}. */
export const SWEEP_TABLE_COLUMNS: Columns = {
  job: "text",
  variant: "text",
  seed: "count",
  validation: "text",
  state: "text",
  steps: "text",
  started: "text",
  seconds: "number",
  host: "text",
  commit: "text",
  engine: "text",
  sha256: "text",
  note: "text",
};

/**
 * Gathers the jobs' records into `RUNS/sweep.csv`, atomically. Only who holds the lock of the records'
 * folder may: there is one writer at a time.
 */
export async function gather(runs: string): Promise<JobRecord[]> {
  const records = allRecords(runs);
  await writeResultFile(join(runs, "sweep"), SWEEP_TABLE_COLUMNS, records);
  return records;
}

/** The table for a terminal, with commits and hashes cut short. */
export function sweepText(records: readonly JobRecord[]): string {
  const header = ["job", "state", "time", "started", "host", "commit", "sha256"];
  const table = textTable([
    header,
    ...records.map(({ job, state, seconds, started, host, commit, sha256 }) => [
      ...[job, state, seconds ? duration(seconds) : "", started.slice(0, 19), host],
      ...[commit.replace(/^(.{8})[^-]*/, "$1"), sha256.slice(0, 12)],
    ]),
  ]);
  const notes = records.filter(({ note }) => note).map(({ job, note }) => `${job}: ${note}`);
  return [table, ...notes].join("\n");
}
