import type { ComparisonRow, Figures } from "./comparison_rows.ts";
import { type Columns, writeResultFile } from "./result_file.ts";

/** Writes lines of a table that compares methods as `.csv` and `.parquet`: the same bytes for the same lines. */
export async function writeComparison(
  path: string,
  names: readonly string[],
  lines: readonly (ComparisonRow & { readonly figures: Figures; readonly protocol?: string })[],
): Promise<string[]> {
  const columns: Columns = {
    ...lines.some(({ protocol }) => protocol !== undefined) && { protocol: "text" as const },
    row: "text",
    source: "text",
    data: "text",
    alignment: "text",
    joints: "text",
    frame_rule: "text",
    ...Object.fromEntries(names.map((name) => [name, "number" as const])),
    mean_mm: "number",
    ci_low: "number",
    ci_high: "number",
    frames: "count",
    checkpoint: "text",
  };
  const flat = lines.map(({ figures, ...row }) => ({
    ...row,
    ...figures,
    joints: `${row.joints}`,
  }));
  return await writeResultFile(path, columns, flat, { parquet: true });
}
