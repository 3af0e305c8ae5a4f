import { join } from "node:path";
import { ACTIONS } from "../data/benchmark/actions.ts";
import { writeComparison } from "./comparison_files.ts";
import type { ProtocolTable } from "./protocol_table.ts";

/**
 * Writes Table 2 under one protocol into a folder, as `table2_protocol1.csv` and `.parquet`, the same bytes
 * for the same table: published rows first, then measured ones. Columns: protocol, row, source, data (the
 * label without which no figure is to be read), alignment, joints, frame_rule, the fifteen actions,
 * mean_mm, ci_low, ci_high, frames, checkpoint.
 *
 * @returns the paths written
 *
 * @example
 * ```ts
 * import { protocolTable, writeProtocolTable } from "posemachine";
 * import { assert, assertEquals } from "@std/assert";
 * const [csv] = await writeProtocolTable(Deno.makeTempDirSync(), protocolTable("3", []));
 * const [header, ours] = Deno.readTextFileSync(csv).split("\n");
 * assert(header.startsWith("protocol,row,source,data,alignment,joints,frame_rule,Directions,"));
 * assert(ours.endsWith(',"Human3.6M, as printed",translation,not stated,"S11, 1 frame in 64",,,,,,,,,,,,,,,,54.14,,,,'));
 * ```
 */
export async function writeProtocolTable(folder: string, table: ProtocolTable): Promise<string[]> {
  const lines = [...table.published, ...table.measured]
    .map(({ actions, ...row }) => ({ ...row, figures: actions }));
  return await writeComparison(join(folder, `table2_protocol${table.protocol}`), ACTIONS, lines);
}
