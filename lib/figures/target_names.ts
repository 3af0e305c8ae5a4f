import type { CorrectionTarget } from "../experiments/correction_trial.ts";
import { rowColour } from "./theme.ts";

/** What a correction aims at, in words. */
export const TARGET_NAMES: Readonly<Record<CorrectionTarget, string>> = {
  predicted: "predicted 2D pose",
  truth: "true 2D pose",
};

/** The colour of the row of the ablation that aims at it. */
export const TARGET_COLOURS: Readonly<Record<CorrectionTarget, string>> = {
  predicted: rowColour("ours"),
  truth: rowColour("w/ 2D GT"),
};
