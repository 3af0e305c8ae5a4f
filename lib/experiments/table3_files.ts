import { join } from "node:path";
import { HUMANEVA_SEQUENCES } from "../evaluation/published_table3.ts";
import { writeComparison } from "./comparison_files.ts";
import type { Table3 } from "./table3.ts";

/**
 * Writes Table 3 into a folder, as `table3.csv` and `.parquet`, as `writeProtocolTable` does Table 2: the
 * columns are the nine sequences.
 *
 * @returns the paths written
 *
 * @example
 * ```ts
 * import { table3, writeTable3 } from "posemachine";
 * import { assert } from "@std/assert";
 * const [csv] = await writeTable3(Deno.makeTempDirSync(), table3([]));
 * const [header] = Deno.readTextFileSync(csv).split("\n");
 * assert(header.startsWith("row,source,data,alignment,joints,frame_rule,Walking S1,"));
 * ```
 */
export async function writeTable3(
  folder: string,
  { published, measured }: Table3,
): Promise<string[]> {
  const lines = [...published, ...measured]
    .map(({ sequences, ...row }) => ({ ...row, figures: sequences }));
  return await writeComparison(join(folder, "table3"), HUMANEVA_SEQUENCES, lines);
}
