import { join } from "node:path";
import { type Columns, writeResultFile } from "./result_file.ts";
import type { Table5 } from "./table5.ts";

const TABLE: Columns = {
  row: "text",
  published_mm: "number",
  measured_mm: "number",
  ci_low: "number",
  ci_high: "number",
  seeds: "text",
  frames: "count",
  checkpoint: "text",
};

const STEPS: Columns = { row: "text", target: "text", steps: "count", measured_mm: "number" };

/**
 * Writes the ablation into a folder, the same bytes for the same table:
 *
 * - `table5.csv` and `table5.parquet`: row, published_mm, measured_mm, ci_low, ci_high, seeds, frames,
 *   checkpoint. The rows of the paper's table that the machine gives.
 * - `table5_reference.csv`: the same columns; rows that are not in the paper.
 * - `table5_relations.csv`: row, than, difference_mm, ci_low, ci_high, published_difference_mm, holds
 *   (`yes` or `no`); differences are row minus than.
 * - `table5_actions.csv`: row, action, measured_mm.
 * - `table5_joints.csv`: row, joint, measured_mm.
 * - `table5_steps.csv`: row, target, steps, measured_mm. Error against the number of correction steps;
 *   `table5_steps_without_rules.csv`: the same where no correction is discarded.
 *
 * @returns the paths written
 *
 * @example
 * ```ts
 * import { type Dataset, H36M_17, PROTOCOL_1, type RowResult, rowsOf, type Sequence, tabulate, writeTable5 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const pose3d = Float32Array.from({ length: 51 }, (_, i) => i < 3 ? 0 : 10 * i);
 * const take = { actor: "S9", action: "Eating", trial: 1, camera: 0, frames: 1, pose3d };
 * const sequences = [take as unknown as Sequence];
 * const dataset: Dataset = { name: "a frame", skeleton: H36M_17, imageSize: 64, fps: 10, sequences };
 * const zeros = new Float32Array(17);
 * const results: RowResult[] = rowsOf("ours").map(({ name }) => (
 *   { name, poses: pose3d, errors: zeros, discarded: null }
 * ));
 * const table = tabulate(dataset, results, { checkpoint: "none", seeds: [1], protocol: PROTOCOL_1 });
 * const paths = await writeTable5(Deno.makeTempDirSync(), table);
 * assertEquals(Deno.readTextFileSync(paths[0]).split("\n")[1], "ours,63.67,0.0,0.0,0.0,1,1,none");
 * ```
 */
export async function writeTable5(folder: string, table: Table5): Promise<string[]> {
  const at = (name: string) => join(folder, name);
  const relations = table.relations.map((line) => ({ ...line, holds: line.holds ? "yes" : "no" }));
  const mm = { measured_mm: "number" } as const;
  return [
    ...await writeResultFile(at("table5"), TABLE, table.rows, { parquet: true }),
    ...await writeResultFile(at("table5_reference"), TABLE, table.reference),
    ...await writeResultFile(at("table5_relations"), {
      row: "text",
      than: "text",
      difference_mm: "number",
      ci_low: "number",
      ci_high: "number",
      published_difference_mm: "number",
      holds: "text",
    }, relations),
    ...await writeResultFile(
      at("table5_actions"),
      { row: "text", action: "text", ...mm },
      table.actions,
    ),
    ...await writeResultFile(
      at("table5_joints"),
      { row: "text", joint: "text", ...mm },
      table.joints,
    ),
    ...await writeResultFile(at("table5_steps"), STEPS, table.steps),
    ...await writeResultFile(
      at("table5_steps_without_rules"),
      STEPS,
      table.stepsWithoutRules,
    ),
  ];
}
