import { join } from "node:path";
import { type Columns, writeResultFile } from "./result_file.ts";
import type { RunningTimes } from "./running_time.ts";

const ROWS: Columns = {
  method: "text",
  published_ms: "number",
  measured_ms: "number",
  ci_low: "number",
  ci_high: "number",
  gmac: "number",
  parameters: "count",
  engine: "text",
  machine: "text",
  variant: "text",
  rounds: "count",
  coverage_percent: "number",
  peak_percent: "number",
  counts: "text",
  ours_variant: "text",
  times_ours: "number",
  times_low: "number",
  times_high: "number",
};

const STAGES: Columns = {
  method: "text",
  variant: "text",
  stage: "text",
  part: "text",
  measured_ms: "number",
  ci_low: "number",
  ci_high: "number",
  engine: "text",
};

/**
 * Writes running times into a folder: `table4.csv`, a line for each way to run a method, and
 * `table4_stages.csv`, a line for each of its stages; of each engine in turn.
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
 * assertEquals(head.startsWith("method,published_ms,measured_ms,ci_low,ci_high,gmac,parameters"), true);
 * ```
 */
export async function writeRunningTimes(
  folder: string,
  ...times: readonly RunningTimes[]
): Promise<string[]> {
  return [
    ...await writeResultFile(join(folder, "table4"), ROWS, times.flatMap(({ rows }) => rows)),
    ...await writeResultFile(
      join(folder, "table4_stages"),
      STAGES,
      times.flatMap(({ stages }) => stages),
    ),
  ];
}
