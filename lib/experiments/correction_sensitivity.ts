import { join } from "node:path";
import { DEPTH_COLUMNS, type DepthLine } from "./correction_depth.ts";
import { GRID_COLUMNS, type GridLine } from "./correction_grid.ts";
import { NOISE_COLUMNS, type NoiseLine } from "./correction_noise.ts";
import { RULE_COLUMNS, type RuleLine } from "./correction_rules.ts";
import { writeResultFile } from "./result_file.ts";

/** What was measured of the correction's sensitivity, as far as figures are drawn of it. */
export interface CorrectionSensitivity {
  /** Of `correctionGrid`. */
  readonly grid: readonly GridLine[];
  /** Of `correctionRules`. */
  readonly rules: readonly RuleLine[];
  /** Of `correctionNoise`. */
  readonly noise: readonly NoiseLine[];
  /** Of `correctionDepth`. */
  readonly depth: readonly DepthLine[];
}

/**
 * Writes `correction_grid.csv`, `correction_rules.csv`, `correction_noise.csv` and `correction_depth.csv`,
 * from which `deno task figures` draws.
 *
 * @returns the paths of the files
 *
 * @example
 * ```ts
 * import { writeSensitivity } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const line = { target: "none", plane_mm: 50, depth_mm: 60, measured_mm: 90 } as const;
 * const measured = { grid: [], rules: [], noise: [], depth: [line] };
 * const paths = await writeSensitivity(Deno.makeTempDirSync(), measured);
 * assertEquals(Deno.readTextFileSync(paths.at(-1)!).split("\n")[1], "none,50.0,60.0,90.0");
 * ```
 */
export async function writeSensitivity(
  folder: string,
  { grid, rules, noise, depth }: CorrectionSensitivity,
): Promise<string[]> {
  return (await Promise.all([
    writeResultFile(join(folder, "correction_grid"), GRID_COLUMNS, grid),
    writeResultFile(join(folder, "correction_rules"), RULE_COLUMNS, rules),
    writeResultFile(join(folder, "correction_noise"), NOISE_COLUMNS, noise),
    writeResultFile(join(folder, "correction_depth"), DEPTH_COLUMNS, depth),
  ])).flat();
}
