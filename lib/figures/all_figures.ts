import { existsSync } from "node:fs";
import { join } from "node:path";
import { CORRECTION_DEFAULTS } from "../correction/options.ts";
import { readPanel } from "../experiments/panel_file.ts";
import { ablationFigure } from "./ablation.ts";
import { correctionRateFigure } from "./correction_rate.ts";
import { correctionStepsFigure } from "./correction_steps.ts";
import { errorByActionFigure } from "./error_by_action.ts";
import { errorByJointFigure } from "./error_by_joint.ts";
import type { Figure } from "./figure.ts";
import { panelRows } from "./panel_rows.ts";
import { posePanelFigure } from "./pose_panel.ts";
import { readResultTables, readSweep } from "./read_tables.ts";
import { relationsFigure } from "./relations.ts";

/**
 * Every figure that the results in a folder give, by the name of its file.
 *
 * @param folder where `deno task evaluate` wrote its tables and `panel.json`
 * @param sweep tried settings of the correction; without the file there is no figure of them
 * @throws {UserError} naming a missing or damaged file, and how to get it
 *
 * @example
 * ```ts
 * import { allFigures, UserError } from "posemachine";
 * import { assertRejects } from "@std/assert";
 * await assertRejects(() => allFigures("/nowhere", "/nowhere.csv"), UserError, "deno task evaluate");
 * ```
 */
export async function allFigures(folder: string, sweep: string): Promise<Record<string, Figure>> {
  const tables = await readResultTables(folder);
  const panel = readPanel(join(folder, "panel.json"));
  const { steps, rate } = CORRECTION_DEFAULTS;
  return {
    panel: posePanelFigure(await panelRows(panel), {
      caption:
        `Frames of the ${panel.dataset}; the truth in grey, errors up to translation, in brackets before the steps of the correction. ${panel.rule}`,
    }),
    ablation: ablationFigure(tables.rows),
    relations: relationsFigure(tables.relations),
    error_by_action: errorByActionFigure(tables.actions),
    error_by_joint: errorByJointFigure(tables.joints),
    correction_steps: correctionStepsFigure(tables.steps, steps),
    correction_steps_without_rules: correctionStepsFigure(tables.stepsWithoutRules, steps),
    ...(existsSync(sweep) &&
      { correction_rate: correctionRateFigure(await readSweep(sweep), rate) }),
  };
}
