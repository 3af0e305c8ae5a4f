import { existsSync } from "node:fs";
import { join } from "node:path";
import { CORRECTION_DEFAULTS } from "../correction/options.ts";
import { readPanel } from "../experiments/panel_file.ts";
import { SMALL_RECIPE } from "../training/recipe.ts";
import { ablationFigure } from "./ablation.ts";
import { comparisonFigures } from "./comparison_figures.ts";
import { correctionDepthFigure } from "./correction_depth.ts";
import { correctionGridFigure } from "./correction_grid.ts";
import { correctionNoiseFigure } from "./correction_noise.ts";
import { correctionRateFigure } from "./correction_rate.ts";
import { correctionRulesFigure } from "./correction_rules.ts";
import { correctionStepsFigure } from "./correction_steps.ts";
import { errorByActionFigure } from "./error_by_action.ts";
import { errorByJointFigure } from "./error_by_joint.ts";
import type { Figure } from "./figure.ts";
import { dropoutRows, jointDropoutFigure } from "./joint_dropout.ts";
import { panelRows } from "./panel_rows.ts";
import { posePanelFigure } from "./pose_panel.ts";
import { readSensitivity } from "./read_sensitivity.ts";
import { readResultTables, readSweep, readValidationTrainings } from "./read_tables.ts";
import { relationsFigure } from "./relations.ts";

/**
 * Every figure that the results in a folder give, by the name of its file.
 *
 * @param folder where `deno task evaluate` wrote its tables and `panel.json`
 * @param data where `validation_sweep.csv` and `validation_trainings.csv` are, what was tried on the
 * validation actor; without a file there is no figure of it
 * @throws {UserError} naming a missing or damaged file, and how to get it
 *
 * @example
 * ```ts
 * import { allFigures, UserError } from "posemachine";
 * import { assertRejects } from "@std/assert";
 * await assertRejects(() => allFigures("/nowhere", "/nowhere"), UserError, "deno task evaluate");
 * ```
 */
export async function allFigures(folder: string, data: string): Promise<Record<string, Figure>> {
  const tables = await readResultTables(folder);
  const panel = readPanel(join(folder, "panel.json"));
  const { steps, rate } = CORRECTION_DEFAULTS;
  const sensitivity = await readSensitivity(folder);
  const sweep = join(data, "validation_sweep.csv");
  const trainings = join(data, "validation_trainings.csv");
  const { dropout: chosen } = SMALL_RECIPE.projector;
  const dropout = existsSync(trainings)
    ? dropoutRows(await readValidationTrainings(trainings), chosen)
    : [];
  return {
    panel: posePanelFigure(await panelRows(panel), {
      caption:
        `Frames of the ${panel.dataset}; left limbs red, right limbs green, the truth in grey; errors up to ` +
        `translation, in brackets that of Ψ_C(p3d), where the correction begins. ${panel.rule}`,
    }),
    ablation: ablationFigure(tables.rows),
    relations: relationsFigure(tables.relations),
    error_by_action: errorByActionFigure(tables.actions),
    error_by_joint: errorByJointFigure(tables.joints),
    correction_steps: correctionStepsFigure(tables.steps, steps),
    correction_steps_without_rules: correctionStepsFigure(tables.stepsWithoutRules, steps),
    ...(existsSync(sweep) &&
      { correction_rate: correctionRateFigure(await readSweep(sweep), rate) }),
    ...(sensitivity && {
      correction_grid: correctionGridFigure(sensitivity.grid, steps),
      correction_rules: correctionRulesFigure(sensitivity.rules),
      correction_noise: correctionNoiseFigure(sensitivity.noise),
      correction_depth: correctionDepthFigure(sensitivity.depth),
    }),
    ...(dropout.length > 1 && { joint_dropout: jointDropoutFigure(dropout, chosen) }),
    ...await comparisonFigures(folder),
  };
}
