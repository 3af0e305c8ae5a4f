import type { Holds } from "./finding.ts";
import type { Row } from "./row.ts";
import { publishedRelation, type Table5, type TableRow } from "./table5.ts";
import { textTable, wrapped } from "./text_table.ts";

/** The data set of the paper's table. */
const PUBLISHED_DATASET = "Human3.6M";

const mm = (value: number) => value.toFixed(1);
const signed = (value: number, digits = 2) =>
  (value < 0 ? "-" : "+") + Math.abs(value).toFixed(digits);

/** In a terminal's few columns. */
const FINDINGS: Readonly<Record<Holds, string>> = {
  yes: "holds",
  "not over actions": "not over actions",
  "not in every seed": "not every seed",
  no: "NOT SEEN",
  reversed: "REVERSED",
  "too few motions": "too few motions",
};

/**
 * A table for a terminal. Measured and published figures stand apart, each under the name of its own data
 * set: they are not to be compared, only the relations between the rows are.
 *
 * @param complete rows and relations without a result are printed too, as missing (default true)
 *
 * @example
 * ```ts
 * import { type Scores, table5Text, tabulate } from "posemachine";
 * import { assert } from "@std/assert";
 * const motions = [{ actor: "S9", action: "Eating", trial: 1, frames: 2 }];
 * const scores: Scores = {
 *   ...{ variant: "ours", seed: 1, checkpoint: "none", protocol: "a take", dataset: "a take" },
 *   ...{ joints: ["hip"], motions },
 *   rows: [{ row: "ours", sums: Float64Array.of(160), discarded: 0 }],
 * };
 * const text = table5Text(tabulate([scores]));
 * assert(text.includes("Human3.6M") && text.includes("missing"));
 * ```
 */
export function table5Text(table: Table5, { complete = true } = {}): string {
  const { experiment, dataset } = table;
  // On the real data the paper's column needs another name than the measured one.
  const real = dataset === PUBLISHED_DATASET;
  const theirs = real ? "published" : PUBLISHED_DATASET;
  const line = (found: readonly TableRow[]) => ({ name, published }: Row): string[][] => {
    const row = found.find(({ row }) => row === name);
    const printed = published?.mm.toFixed(2) ?? "";
    if (!row) return complete ? [[name, "missing", "", "", "", printed]] : [];
    const own = table.seeds.filter((seed) => seed.row === name);
    return [[
      name,
      mm(row.measured_mm),
      `${mm(row.ci_low)} - ${mm(row.ci_high)}`,
      own.map(({ measured_mm }) => mm(measured_mm)).join(" "),
      table.discarded.has(name) ? `${(100 * table.discarded.get(name)!).toFixed(1)} %` : "",
      printed,
    ]];
  };
  const beside = experiment.reference.flatMap(line(table.reference));
  const rows = textTable([
    ["", dataset, "95 % interval", "each seed", "discarded", theirs],
    ...experiment.rows.flatMap(line(table.rows)),
    ...beside.length > 0 ? [["beside them, not in the paper's table"], ...beside] : [],
  ]);
  const reading = (name: string) =>
    experiment.reference.some((row) => row.name === name && row.readingOf);
  const relations = experiment.relations.flatMap(([row, than]): string[][] => {
    if (reading(row) || reading(than)) return []; // the files have them
    const name = `${row} - ${than}`;
    const percent = (value: number) => `${signed(value, 1)} %`;
    const published = percent(publishedRelation(experiment, row, than).published_percent);
    const found = table.relations.find((one) => one.row === row && one.than === than);
    if (!found) return complete ? [[name, "missing", "", "", "", "", published]] : [];
    const { difference_mm, ci_low, ci_high, actions_low, actions_high, holds } = found;
    const interval = (low: number | null, high: number | null) =>
      low === null || high === null ? "" : `${signed(low)} to ${signed(high)}`;
    return [[
      name,
      signed(difference_mm),
      interval(ci_low, ci_high),
      interval(actions_low, actions_high),
      percent(found.percent),
      FINDINGS[holds],
      published,
    ]];
  });
  const checkpoints = new Set(
    [...table.rows, ...table.reference].flatMap(({ checkpoint }) => checkpoint.split(" ")),
  );
  return [
    `${experiment.name}, mean joint error in mm`,
    wrapped(`${table.protocol}.`),
    wrapped(`Checkpoints: ${[...checkpoints].join(", ")}.`),
    "95 % intervals by a paired bootstrap over motions, and over whole actions; figures are means over seeds.",
    "",
    rows,
    "",
    ...relations.length > 0
      ? [
        textTable([
          ["", "mm", "over motions", "over actions", "here", "", theirs],
          ...relations,
        ]),
        "",
      ]
      : [],
    wrapped(
      real
        ? `The column ${theirs} is the paper's; the others are measured on the ${dataset} files.`
        : `The column ${theirs} is what the paper published, on the real data; the others are measured ` +
          `on the ${dataset}. Only the relations between rows can be compared.`,
    ),
  ].join("\n");
}
