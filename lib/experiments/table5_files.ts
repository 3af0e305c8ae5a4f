import { join } from "node:path";
import type { CorrectionCurves } from "./correction_steps.ts";
import { type Columns, writeResultFile } from "./result_file.ts";
import type { Row } from "./row.ts";
import { publishedRelation, type Relation, type Table5, type TableRow } from "./table5.ts";

const TABLE: Columns = {
  row: "text",
  published_mm: "number",
  measured_mm: "number",
  ci_low: "number",
  ci_high: "number",
  seeds: "text",
  frames: "count",
  checkpoint: "text",
  relation: "text",
  holds: "text",
};

const RELATIONS: Columns = {
  row: "text",
  than: "text",
  difference_mm: "number",
  ci_low: "number",
  ci_high: "number",
  actions_low: "number",
  actions_high: "number",
  percent: "number",
  percent_low: "number",
  percent_high: "number",
  published_difference_mm: "number",
  published_percent: "number",
  seeds: "text",
  by_seed_mm: "text",
  seeds_low: "number",
  seeds_high: "number",
  holds: "text",
};

const STEPS: Columns = { row: "text", target: "text", steps: "count", measured_mm: "number" };

/** What is written besides the table. */
export interface WriteTable5Options {
  /** Error against the number of correction steps, where it was measured. */
  readonly curves?: CorrectionCurves;
  /** Rows and relations without a result are written too, as missing. Default true. */
  readonly complete?: boolean;
}

/**
 * Writes a table into a folder, the same bytes for the same table. The names are those of
 * `experiment.file`, such as `table5`:
 *
 * - `table5.csv` and `table5.parquet`: row, published_mm, measured_mm, ci_low, ci_high, seeds, frames,
 *   checkpoint, relation (to `ours`, in the paper and here, in words), holds (a word of `Holds`,
 *   `missing`, or empty for `ours` itself). A row without a result has no figures and holds `missing`.
 * - `table5_reference.csv` and `.parquet`: the same columns; the other readings, the conference version, and
 *   rows that help to read the table.
 * - `table5_seeds.csv`: row, seed, measured_mm, checkpoint.
 * - `table5_relations.csv`: row, than, difference_mm, ci_low, ci_high, actions_low, actions_high, percent,
 *   percent_low, percent_high, published_difference_mm, published_percent, seeds, by_seed_mm, seeds_low, seeds_high, holds; differences are row minus than.
 * - `table5_actions.csv`: row, action, measured_mm.
 * - `table5_joints.csv`: row, joint, measured_mm.
 * - With curves, `table5_steps.csv`: row, target, steps, measured_mm. Error against the number of
 *   correction steps; `table5_steps_without_rules.csv`: the same where no correction is discarded.
 *
 * @returns the paths written
 *
 * @example
 * ```ts
 * import { type Scores, tabulate, writeTable5 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const motions = [{ actor: "S9", action: "Eating", trial: 1, frames: 2 }];
 * const scores: Scores = {
 *   ...{ variant: "ours", seed: 1, checkpoint: "none", protocol: "a take", dataset: "a take" },
 *   ...{ joints: ["hip"], motions },
 *   rows: [{ row: "ours", sums: Float64Array.of(160), discarded: 0 }],
 * };
 * const paths = await writeTable5(Deno.makeTempDirSync(), tabulate([scores]));
 * const [, ours, next] = Deno.readTextFileSync(paths[0]).split("\n");
 * assertEquals(ours, "ours,63.67,80.0,80.0,80.0,1,2,none,,");
 * assertEquals(next, "w/o SSC train+test,80.15,,,,,,,ours 20.6 % below; here missing,missing");
 * ```
 */
export async function writeTable5(
  folder: string,
  table: Table5,
  { curves, complete = true }: WriteTable5Options = {},
): Promise<string[]> {
  const { experiment } = table;
  const at = (name: string) => join(folder, experiment.file + name);
  const lines = (rows: readonly Row[], found: readonly TableRow[]) =>
    rows.flatMap(({ name, published, readingOf }) => {
      const line = found.find(({ row }) => row === name);
      if (!line && !complete) return [];
      const words = published || readingOf ? relationWords(table, name) : NO_RELATION;
      return [{ row: name, published_mm: published?.mm ?? null, ...line, ...words }];
    });
  const mm = { measured_mm: "number" } as const;
  return [
    ...await writeResultFile(at(""), TABLE, lines(experiment.rows, table.rows), { parquet: true }),
    ...await writeResultFile(
      at("_reference"),
      TABLE,
      lines(experiment.reference, table.reference),
      { parquet: true },
    ),
    ...await writeResultFile(
      at("_seeds"),
      { row: "text", seed: "count", ...mm, checkpoint: "text" },
      table.seeds,
    ),
    ...await writeResultFile(at("_relations"), RELATIONS, relationLines(table, complete)),
    ...await writeResultFile(at("_actions"), { row: "text", action: "text", ...mm }, table.actions),
    ...await writeResultFile(at("_joints"), { row: "text", joint: "text", ...mm }, table.joints),
    ...curves ? await writeResultFile(at("_steps"), STEPS, curves.steps) : [],
    ...curves
      ? await writeResultFile(at("_steps_without_rules"), STEPS, curves.stepsWithoutRules)
      : [],
  ];
}

/** Every relation of the experiment as a line; without a result the measured columns are empty. */
function relationLines({ experiment, relations }: Table5, complete: boolean) {
  return experiment.relations.flatMap(([row, than]) => {
    const found = relations.find((relation) => relation.row === row && relation.than === than);
    if (!found) {
      return complete
        ? [{ row, than, ...publishedRelation(experiment, row, than), holds: "missing" }]
        : [];
    }
    return [{
      ...found,
      seeds: found.by_seed.map(({ seed }) => seed).join(" "),
      by_seed_mm: found.by_seed.map(({ difference_mm }) => difference_mm.toFixed(3)).join(" "),
    }];
  });
}

const NO_RELATION = { relation: null, holds: null };

/** A row's relation to `ours`: what the paper says, what is seen here, and whether that agrees. */
function relationWords(
  table: Table5,
  name: string,
): { relation: string | null; holds: string | null } {
  const pair = table.experiment.relations.find((pair) => name !== "ours" && pair.includes(name));
  if (!pair) return NO_RELATION;
  const [row, than] = pair;
  const published = publishedRelation(table.experiment, row, than).published_percent;
  const found = table.relations.find((relation) => relation.row === row && relation.than === than);
  const claim = than === "ours" ? `${row} ${below(published)} ours` : `${row} ${below(published)}`;
  if (!found) return { relation: `${claim}; here missing`, holds: "missing" };
  return { relation: `${claim}; here ${measuredWords(found)}`, holds: found.holds };
}

function measuredWords({ percent, percent_low, percent_high }: Relation): string {
  const [low, high] = percent < 0 ? [-percent_high, -percent_low] : [percent_low, percent_high];
  return `${below(percent)} [${low.toFixed(1)}, ${high.toFixed(1)}]`;
}

function below(percent: number): string {
  return `${Math.abs(percent).toFixed(1)} % ${percent < 0 ? "below" : "above"}`;
}
