import type { Table5, TableRow } from "./table5.ts";
import { textTable } from "./text_table.ts";

const mm = (value: number) => value.toFixed(1);
const signed = (value: number) => (value < 0 ? "-" : "+") + Math.abs(value).toFixed(2);

/** Breaks a sentence into lines of at most `width` characters. */
function wrapped(sentence: string, width = 100): string {
  const lines = [""];
  for (const word of sentence.split(" ")) {
    const line = lines.at(-1)!;
    if (line && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines.join("\n");
}

/**
 * The ablation for a terminal. Measured and published figures stand apart, each under the name of its
 * own data set: they are not to be compared, only the relations between the rows are.
 *
 * @example
 * ```ts
 * import { type Dataset, H36M_17, PROTOCOL_1, type RowResult, rowsOf, type Sequence, table5Text, tabulate } from "posemachine";
 * import { assert } from "@std/assert";
 * const pose3d = Float32Array.from({ length: 51 }, (_, i) => i < 3 ? 0 : 10 * i);
 * const take = { actor: "S9", action: "Eating", trial: 1, camera: 0, frames: 1, pose3d };
 * const sequences = [take as unknown as Sequence];
 * const dataset: Dataset = { name: "a frame", skeleton: H36M_17, imageSize: 64, fps: 10, sequences };
 * const zeros = new Float32Array(17);
 * const results: RowResult[] = rowsOf("ours").map(({ name }) => (
 *   { name, poses: pose3d, errors: zeros, discarded: null }
 * ));
 * const table = tabulate(dataset, results, { checkpoint: "none", seeds: [1], protocol: PROTOCOL_1 });
 * assert(table5Text(table).includes("published (Human3.6M)"));
 * ```
 */
export function table5Text(table: Table5): string {
  const line = (row: TableRow) => [
    row.row,
    mm(row.measured_mm),
    `${mm(row.ci_low)} - ${mm(row.ci_high)}`,
    table.discarded.has(row.row) ? `${(100 * table.discarded.get(row.row)!).toFixed(1)} %` : "",
    row.published_mm === null ? "" : row.published_mm.toFixed(2),
  ];
  const rows = textTable([
    ["", `mm on the ${table.dataset}`, "95 % interval", "discarded", "published (Human3.6M)"],
    ...table.rows.map(line),
    ...table.reference.length > 0 ? [["beside them, not in Table 5"]] : [],
    ...table.reference.map(line),
  ]);
  const relations = textTable([
    ["", `mm on the ${table.dataset}`, "95 % interval", "here", "published (Human3.6M)"],
    ...table.relations.map((relation) => [
      `${relation.row} minus ${relation.than}`,
      signed(relation.difference_mm),
      `${signed(relation.ci_low)} to ${signed(relation.ci_high)}`,
      relation.holds ? "holds" : "NOT SEEN",
      signed(relation.published_difference_mm),
    ]),
  ]);
  const [{ checkpoint, seeds }] = [...table.rows, ...table.reference];
  return [
    "Table 5: the self-supervised correction, mean joint error",
    wrapped(`${table.protocol}.`),
    `Checkpoint ${checkpoint}, seed ${seeds}; 95 % intervals by a paired bootstrap over motions.`,
    "",
    rows,
    "",
    ...table.relations.length > 0 ? [relations, ""] : [],
    wrapped(
      `The published figures are the paper's, on the real Human3.6M; the others are measured on the ` +
        `${table.dataset}. Only the relations between rows can be compared.`,
    ),
  ].join("\n");
}
