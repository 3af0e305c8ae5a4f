import { join } from "node:path";
import { type Columns, writeResultFile } from "./result_file.ts";
import type { RunningTimes } from "./running_time.ts";

const ROWS: Columns = {
  method: "text",
  variant: "text",
  published_ms: "number",
  measured_ms: "number",
  ci_low: "number",
  ci_high: "number",
  gmac: "number",
  parameters: "count",
  engine: "text",
  machine: "text",
  rounds: "count",
  peak_percent: "number",
  counts: "text",
};

const STAGES: Columns = {
  method: "text",
  variant: "text",
  stage: "text",
  part: "text",
  measured_ms: "number",
  ci_low: "number",
  ci_high: "number",
};

/**
 * Writes running times into a folder: `table4.csv`, a line for each way to run a method, and
 * `table4_stages.csv`, a line for each of its stages.
 *
 * @returns the paths written
 *
 * @example
 * ```ts
 * import { writeRunningTimes } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const folder = Deno.makeTempDirSync();
 * await writeRunningTimes(folder, { rows: [], stages: [], matmulGflops: 100 });
 * const [head] = Deno.readTextFileSync(`${folder}/table4.csv`).split("\n");
 * assertEquals(head.startsWith("method,variant,published_ms,measured_ms,ci_low,ci_high,gmac"), true);
 * ```
 */
export async function writeRunningTimes(
  folder: string,
  { rows, stages }: RunningTimes,
): Promise<string[]> {
  return [
    ...await writeResultFile(join(folder, "table4"), ROWS, rows),
    ...await writeResultFile(join(folder, "table4_stages"), STAGES, stages),
  ];
}
