import { existsSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../errors.ts";
import type { AblationRow, ActionRow, JointRow, RelationRow, StepRow, SweepRow } from "./tables.ts";

const text = z.string();
const mm = z.number();

/** The columns that the figures need of each file of results; others are passed over. */
const FILES = {
  "table5.csv": z.object({
    ...{ row: text, published_mm: mm.nullable(), measured_mm: mm.nullable() },
    ...{ ci_low: mm.nullable(), ci_high: mm.nullable() },
  }),
  "table5_relations.csv": z.object({
    ...{ row: text, than: text, difference_mm: mm.nullable() },
    ...{ ci_low: mm.nullable(), ci_high: mm.nullable(), published_difference_mm: mm.nullable() },
  }),
  "table5_actions.csv": z.object({ row: text, action: text, measured_mm: mm }),
  "table5_joints.csv": z.object({ row: text, joint: text, measured_mm: mm }),
  "table5_steps.csv": z.object({ row: text, target: text, steps: mm, measured_mm: mm }),
  "sweep.csv": z.object({ update: text, rules: text, rate: mm, target: text, measured_mm: mm }),
} as const;

/** All rows of a file of results, its columns checked. */
async function read<T>(path: string, row: z.ZodType<T>, remedy: string): Promise<T[]> {
  if (!existsSync(path)) throw new UserError(`${path} is not there: ${remedy}`);
  // A native library: loaded only where a table is read.
  const { default: pl } = await import("nodejs-polars");
  let records: unknown;
  try {
    records = pl.readCSV(path).toRecords();
  } catch (error) {
    throw new UserError(`Cannot read ${path} (${(error as Error).message}): ${remedy}`);
  }
  const { success, data, error } = z.array(row).min(1).safeParse(records);
  if (success) return data;
  const [{ path: [line, column], message }] = error.issues;
  const where = line === undefined ? "" : ` in line ${Number(line) + 2}, ${String(column)}`;
  throw new UserError(`${path} does not hold what is expected${where} (${message}): ${remedy}`);
}

/** What `deno task evaluate` writes, as the figures take it. */
export interface ResultTables {
  /** `table5.csv`. */
  readonly rows: readonly AblationRow[];
  /** `table5_relations.csv`. */
  readonly relations: readonly RelationRow[];
  /** `table5_actions.csv`. */
  readonly actions: readonly ActionRow[];
  /** `table5_joints.csv`. */
  readonly joints: readonly JointRow[];
  /** `table5_steps.csv`. */
  readonly steps: readonly StepRow[];
  /** `table5_steps_without_rules.csv`. */
  readonly stepsWithoutRules: readonly StepRow[];
}

const EVALUATE = "run `deno task evaluate` (or `deno task reproduce`) to write it";

/**
 * Reads the tables that `deno task evaluate` writes.
 *
 * @throws {UserError} naming a missing or damaged file, and how to get it
 *
 * @example
 * ```ts
 * import { readResultTables, UserError } from "posemachine";
 * import { assertRejects } from "@std/assert";
 * await assertRejects(() => readResultTables("/nowhere"), UserError, "deno task evaluate");
 * ```
 */
export async function readResultTables(folder: string): Promise<ResultTables> {
  const table = <N extends keyof typeof FILES>(name: N, file: string = name) =>
    read<z.infer<typeof FILES[N]>>(
      `${folder}/${file}`,
      FILES[name] as unknown as z.ZodType<z.infer<typeof FILES[N]>>,
      EVALUATE,
    );
  return {
    rows: await table("table5.csv"),
    relations: await table("table5_relations.csv"),
    actions: await table("table5_actions.csv"),
    joints: await table("table5_joints.csv"),
    steps: await table("table5_steps.csv"),
    stepsWithoutRules: await table("table5_steps.csv", "table5_steps_without_rules.csv"),
  };
}

/**
 * Reads a sweep over the correction's settings, as `deno task evaluate --sweep` writes it.
 *
 * @throws {UserError} naming a missing or damaged file, and how to get it
 *
 * @example
 * ```ts
 * import { readSweep, UserError } from "posemachine";
 * import { assertRejects } from "@std/assert";
 * await assertRejects(() => readSweep("/nowhere.csv"), UserError, "--sweep");
 * ```
 */
export function readSweep(path: string): Promise<SweepRow[]> {
  const remedy = "run `deno task evaluate --split validation --sweep` to write such a file";
  return read<SweepRow>(path, FILES["sweep.csv"], remedy);
}
