import type { Dataset } from "../data/dataset.ts";
import type { Predictor } from "../evaluation/evaluate.ts";
import { type CorrectionTarget, correctionTrial, TARGETS } from "./correction_trial.ts";
import type { Columns } from "./result_file.ts";

/** Error after so many steps of one length. */
export interface GridLine {
  /** The 2D pose that the correction aims at. */
  readonly target: CorrectionTarget;
  /** Step length. */
  readonly rate: number;
  /** Back-propagations a frame; 0 is the row `w/o SSC test`. */
  readonly steps: number;
  /** The table's figure, mm; null where a pose has run off to no number. */
  readonly measured_mm: number | null;
}

/** Columns of `correction_grid.csv`. */
export const GRID_COLUMNS: Columns = {
  ...{ target: "text", rate: "number", steps: "count", measured_mm: "number" },
};

/** How far the grid goes. */
export interface GridOptions {
  /** Most steps; all numbers from 0 on are given. */
  readonly steps?: number;
  /** Step lengths. */
  readonly rates?: readonly number[];
}

/** Around the rate in use, 0.01, each with no more decimals than a file of results keeps. */
const RATES: readonly number[] = [0.002, 0.005, 0.01, 0.015, 0.02];

/**
 * Error against the number of back-propagations and the step length, for both 2D targets, without the
 * rules that stop or discard: what the steps do by themselves. The paper says of it only "small iteration
 * number with large learning rate".
 *
 * @example
 * ```ts
 * import { correctionGrid, disposeTree, openCheckpoint } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const part = { actions: ["Walking"], trials: 1, frames: 2 };
 * const { machine, dataset, predictor } = await openCheckpoint(part);
 * const lines = correctionGrid(dataset, predictor, { steps: 3, rates: [0.005, 0.01] });
 * assertEquals(lines.length, 2 * 2 * 4); // targets, rates, numbers of steps
 * disposeTree(machine.params);
 * ```
 */
export function correctionGrid(
  dataset: Dataset,
  predictor: Predictor,
  { steps = 8, rates = RATES }: GridOptions = {},
): GridLine[] {
  const trial = correctionTrial(dataset, predictor);
  const off = { epsilon: null, tau: null, trail: true };
  return TARGETS.flatMap((target) =>
    rates.flatMap((rate) => {
      const { trail } = trial.correct(trial.targets[target], { ...off, steps, rate });
      return trail!.map((poses, steps) => (
        { target, rate, steps, measured_mm: trial.errorOrNull(poses) }
      ));
    })
  );
}
