import { existsSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../errors.ts";
import { HOLDS } from "../experiments/finding.ts";
import type { ValidationPose2d } from "../experiments/validation_pose2d.ts";
import type {
  AblationRow,
  ActionRow,
  JointRow,
  MeasuredRelation,
  SeedErrorRow,
  StepRow,
  SweepRow,
  ValidationRow,
} from "./tables.ts";

const text = z.string();
const mm = z.number();
/** One seed is read as a number, several as text. */
const seeds = z.union([text, mm]).nullable().transform((value) => value === null ? "" : `${value}`);

/** The columns that the figures need of each file of results; others are passed over. */
const FILES = {
  "table5.csv": z.object({
    ...{ row: text, published_mm: mm.nullable(), measured_mm: mm.nullable() },
    ...{ ci_low: mm.nullable(), ci_high: mm.nullable(), seeds: seeds },
  }),
  "table5_seeds.csv": z.object({ row: text, seed: mm, measured_mm: mm }),
  "table5_relations.csv": z.object({
    ...{ row: text, than: text, difference_mm: mm.nullable() },
    ...{ ci_low: mm.nullable(), ci_high: mm.nullable(), published_difference_mm: mm.nullable() },
    ...{ percent: mm.nullable(), percent_low: mm.nullable(), percent_high: mm.nullable() },
    ...{ published_percent: mm, seeds, holds: z.enum([...HOLDS, "missing"]) },
    ...{ actions_low: mm.nullable(), actions_high: mm.nullable() },
    ...{ seeds_low: mm.nullable(), seeds_high: mm.nullable() },
  }),
  "table5_actions.csv": z.object({ row: text, action: text, measured_mm: mm }),
  "table5_joints.csv": z.object({ row: text, joint: text, measured_mm: mm }),
  "table5_steps.csv": z.object({ row: text, target: text, steps: mm, measured_mm: mm }),
  "validation_trainings.csv": z.object({
    ...{ training: text, intermediate_mm: mm },
    ...{ regressed_mm: mm.nullable(), corrected_mm: mm.nullable() },
  }),
  "validation_pose2d.csv": z.object({
    ...{ training: text, error_px: mm, far_percent: mm, swapped_percent: mm, either_side_px: mm },
  }),
  "sweep.csv": z.object({ update: text, rules: text, rate: mm, target: text, measured_mm: mm }),
} as const;

/**
 * All rows of a file of results, its columns checked.
 *
 * @param remedy how to get the file, for an error that says it is missing or damaged
 * @param least how many rows there should be
 */
export async function readRows<T>(
  path: string,
  row: z.ZodType<T>,
  remedy: string,
  least = 1,
): Promise<T[]> {
  if (!existsSync(path)) throw new UserError(`${path} is not there: ${remedy}`);
  // A native library: loaded only where a table is read.
  const { default: pl } = await import("nodejs-polars");
  let records: unknown;
  try {
    records = pl.readCSV(path).toRecords();
  } catch (error) {
    throw new UserError(`Cannot read ${path} (${(error as Error).message}): ${remedy}`);
  }
  const { success, data, error } = z.array(row).min(least).safeParse(records);
  if (success) return data;
  const [{ path: [line, column], message }] = error.issues;
  const where = line === undefined ? "" : ` in line ${Number(line) + 2}, ${String(column)}`;
  throw new UserError(`${path} does not hold what is expected${where} (${message}): ${remedy}`);
}

/** A table that `deno task evaluate` writes. */
export interface MeasuredTable {
  /** `table5.csv`: rows of the paper's table, those without a result among them. */
  readonly rows: readonly AblationRow[];
  /** `table5_reference.csv`: rows beside them. */
  readonly reference: readonly AblationRow[];
  /** `table5_seeds.csv`. */
  readonly seeds: readonly SeedErrorRow[];
  /** `table5_relations.csv`. */
  readonly relations: readonly MeasuredRelation[];
  /** `table5_actions.csv`. */
  readonly actions: readonly ActionRow[];
  /** `table5_joints.csv`. */
  readonly joints: readonly JointRow[];
}

/** All that `deno task evaluate` writes of Table 5, as the figures take it. */
export interface ResultTables extends MeasuredTable {
  /** `table5_steps.csv`. */
  readonly steps: readonly StepRow[];
  /** `table5_steps_without_rules.csv`. */
  readonly stepsWithoutRules: readonly StepRow[];
}

const EVALUATE = "run `deno task evaluate` (or `deno task reproduce`) to write it";

/**
 * Reads one of the tables that `deno task evaluate` writes.
 *
 * @param file how the names of its files begin: `table5`, or `table5_2fps` at two frames a second
 * @throws {UserError} naming a missing or damaged file, and how to get it
 *
 * @example
 * ```ts
 * import { readMeasuredTable, UserError } from "posemachine";
 * import { assertRejects } from "@std/assert";
 * await assertRejects(() => readMeasuredTable("/nowhere"), UserError, "deno task evaluate");
 * ```
 */
export async function readMeasuredTable(folder: string, file = "table5"): Promise<MeasuredTable> {
  const at = (rest: string) => `${folder}/${file}${rest}.csv`;
  return {
    rows: await readRows<AblationRow>(at(""), FILES["table5.csv"], EVALUATE),
    reference: await readRows<AblationRow>(at("_reference"), FILES["table5.csv"], EVALUATE, 0),
    seeds: await readRows<SeedErrorRow>(at("_seeds"), FILES["table5_seeds.csv"], EVALUATE),
    relations: await readRows<MeasuredRelation>(
      at("_relations"),
      FILES["table5_relations.csv"],
      EVALUATE,
      0,
    ),
    actions: await readRows<ActionRow>(at("_actions"), FILES["table5_actions.csv"], EVALUATE),
    joints: await readRows<JointRow>(at("_joints"), FILES["table5_joints.csv"], EVALUATE),
  };
}

/**
 * Reads the tables that `deno task evaluate` writes of Table 5, with the curves over correction steps.
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
  const steps = (name: string) =>
    readRows<StepRow>(`${folder}/${name}.csv`, FILES["table5_steps.csv"], EVALUATE);
  return {
    ...await readMeasuredTable(folder),
    steps: await steps("table5_steps"),
    stepsWithoutRules: await steps("table5_steps_without_rules"),
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
  return readRows<SweepRow>(path, FILES["sweep.csv"], remedy);
}

/**
 * Reads which trainings were tried on the validation actor, as `deno task evaluate` lists them.
 *
 * @throws {UserError} naming a missing or damaged file, and how to get it
 *
 * @example
 * ```ts
 * import { readValidationTrainings, UserError } from "posemachine";
 * import { assertRejects } from "@std/assert";
 * await assertRejects(() => readValidationTrainings("/nowhere.csv"), UserError, "--from runs");
 * ```
 */
export function readValidationTrainings(path: string): Promise<ValidationRow[]> {
  const remedy = "run `deno task evaluate --split validation --from runs` to write such a file";
  return readRows<ValidationRow>(path, FILES["validation_trainings.csv"], remedy);
}

/**
 * Reads which 2D networks were tried on the validation actor, as `deno task evaluate` lists them.
 *
 * @throws {UserError} naming a missing or damaged file, and how to get it
 *
 * @example
 * ```ts
 * import { readValidationPose2d, UserError } from "posemachine";
 * import { assertRejects } from "@std/assert";
 * await assertRejects(() => readValidationPose2d("/nowhere.csv"), UserError, "--from runs");
 * ```
 */
export function readValidationPose2d(path: string): Promise<ValidationPose2d[]> {
  const remedy = "run `deno task evaluate --split validation --from runs` to write such a file";
  return readRows<ValidationPose2d>(path, FILES["validation_pose2d.csv"], remedy);
}
