import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { DepthLine } from "../experiments/correction_depth.ts";
import type { GridLine } from "../experiments/correction_grid.ts";
import type { NoiseLine } from "../experiments/correction_noise.ts";
import type { RuleLine } from "../experiments/correction_rules.ts";
import type { CorrectionSensitivity } from "../experiments/correction_sensitivity.ts";
import { readRows } from "./read_tables.ts";

const number = z.number();
const target = z.enum(["predicted", "truth"]);

const GRID: z.ZodType<GridLine> = z.object({
  ...{ target, rate: number, steps: number, measured_mm: number.nullable() },
});
const RULES: z.ZodType<RuleLine> = z.object({
  ...{ rule: z.enum(["epsilon", "tau"]), target, steps: number, threshold_mm: number },
  ...{ measured_mm: number, fired: number },
});
const NOISE: z.ZodType<NoiseLine> = z.object({
  ...{ target: z.enum(["noisy truth", "predicted"]), error_px: number, tau: z.enum(["on", "off"]) },
  ...{ before_mm: number, measured_mm: number, discarded: number },
});
const DEPTH: z.ZodType<DepthLine> = z.object({
  target: z.enum(["none", "predicted", "truth"]),
  ...{ plane_mm: number, depth_mm: number, measured_mm: number },
});

/**
 * Reads what `writeSensitivity` wrote; null where none of its files is there.
 *
 * @throws {UserError} naming a damaged file, or a missing one where others are there, and how to get it
 *
 * @example
 * ```ts
 * import { readSensitivity } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(await readSensitivity("/nowhere"), null);
 * ```
 */
export async function readSensitivity(folder: string): Promise<CorrectionSensitivity | null> {
  const paths = ["grid", "rules", "noise", "depth"]
    .map((name) => join(folder, `correction_${name}.csv`));
  if (!paths.some((path) => existsSync(path))) return null;
  const remedy = "run `deno task notebooks correction_sensitivity` to write it";
  const [grid, rules, noise, depth] = paths;
  return {
    grid: await readRows(grid, GRID, remedy),
    rules: await readRows(rules, RULES, remedy),
    noise: await readRows(noise, NOISE, remedy),
    depth: await readRows(depth, DEPTH, remedy),
  };
}
