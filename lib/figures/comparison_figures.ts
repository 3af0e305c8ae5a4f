import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Figure } from "./figure.ts";
import { readRows } from "./read_tables.ts";
import { type ProtocolErrorRow, table2Figure } from "./table2.ts";
import { type MethodTimeRow, table4Figure } from "./table4.ts";

const number = z.number();
const text = z.string();

const ERRORS: z.ZodType<ProtocolErrorRow> = z.object({
  ...{ row: text, data: text, alignment: text, joints: z.union([text, number]) },
  ...{ mean_mm: number.nullable(), ci_low: number.nullable(), ci_high: number.nullable() },
  frames: number.nullable(),
});
const TIMES: z.ZodType<MethodTimeRow> = z.object({
  ...{ method: text, variant: text, published_ms: number.nullable() },
  ...{ measured_ms: number, ci_low: number, ci_high: number, coverage_percent: number },
  ...{ engine: text, machine: text },
  times_ours: number.nullable(),
});

/**
 * Figures of the comparisons with other methods whose tables are in a folder: `table2_protocol1` to
 * `table2_protocol3` (`deno task evaluate --data human36m:DIR` writes them) and `table4` (its notebook; one
 * more for each further engine that was measured).
 *
 * @throws {UserError} naming a damaged file, and how to get it
 *
 * @example
 * ```ts
 * import { comparisonFigures, writeProtocolTable, protocolTable } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const folder = Deno.makeTempDirSync();
 * await writeProtocolTable(folder, protocolTable("3", []));
 * assertEquals(Object.keys(await comparisonFigures(folder)), ["table2_protocol3"]);
 * ```
 */
export async function comparisonFigures(folder: string): Promise<Record<string, Figure>> {
  const figures: Record<string, Figure> = {};
  for (const protocol of ["1", "2", "3"]) {
    const name = `table2_protocol${protocol}`, path = join(folder, `${name}.csv`);
    if (!existsSync(path)) continue;
    const remedy = "run `deno task evaluate --data human36m:DIR` to write it";
    figures[name] = table2Figure(await readRows(path, ERRORS, remedy), protocol);
  }
  const times = join(folder, "table4.csv");
  if (existsSync(times)) {
    const remedy = "run `deno task notebooks running_time` to write it";
    const byEngine = Map.groupBy(await readRows(times, TIMES, remedy), ({ engine }) => engine);
    [...byEngine.values()].forEach((rows, i) =>
      figures[i === 0 ? "table4" : `table4_engine${i + 1}`] = table4Figure(rows)
    );
  }
  return figures;
}
