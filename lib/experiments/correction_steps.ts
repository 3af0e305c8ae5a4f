import type { Dataset } from "../data/dataset.ts";
import { evaluateRows, inferOnce, type Predictor } from "../evaluation/evaluate.ts";
import { meansOf } from "../evaluation/means.ts";

/** Error after so many correction steps. */
export interface StepError {
  /** `ours` for the predicted 2D pose as the target, `w/ 2D GT` for the true one. */
  readonly row: string;
  /** The 2D pose that the correction aims at. */
  readonly target: "predicted" | "truth";
  /** Gradient steps a frame. */
  readonly steps: number;
  /** The table's figure with so many steps. */
  readonly measured_mm: number;
}

/** How far the curves go, and whether the rule that discards acts. */
export interface StepCurveOptions {
  /** Numbers of steps to try. The paper employs two; 0 is the row `w/o SSC test`. */
  readonly steps?: readonly number[];
  /** Null switches the τ rule off; left out, the predictor's own setting holds. */
  readonly tau?: null;
}

/** Twice the paper's two steps; a step costs more than the one before, each leaving a term for the next. */
const STEPS: readonly number[] = [0, 1, 2, 3, 4];

/**
 * Error against the number of correction steps, a curve for each 2D target: how soon a correction stops
 * helping. The ε rule is off, else frames would stop before the steps asked for.
 *
 * @example
 * ```ts
 * import { correctionSteps, disposeTree, openCheckpoint } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const part = { actions: ["Walking"], trials: 1, frames: 2 };
 * const { machine, dataset, predictor } = await openCheckpoint(part);
 * const curves = correctionSteps(dataset, predictor, { steps: [0, 2] });
 * assertEquals(curves.map(({ row, steps }) => `${row} ${steps}`), [
 *   "ours 0", "ours 2", "w/ 2D GT 0", "w/ 2D GT 2",
 * ]);
 * disposeTree(machine.params);
 * ```
 */
export function correctionSteps(
  dataset: Dataset,
  predictor: Predictor,
  { steps = STEPS, tau }: StepCurveOptions = {},
): StepError[] {
  const once = inferOnce(predictor);
  const curves = [
    { row: "ours", target: "predicted" },
    { row: "w/ 2D GT", target: "truth" },
  ] as const;
  return curves.flatMap(({ row, target }) =>
    steps.map((count) => {
      const change = { steps: count, epsilon: null, ...(tau === null ? { tau } : {}) };
      const [{ errors }] = evaluateRows(dataset, once, {
        [row]: { answer: "corrected", mode: "sequence", target, change },
      });
      return { row, target, steps: count, measured_mm: meansOf(dataset, errors).overall };
    })
  );
}

/** Error against the number of correction steps, with and without the rule that discards. */
export interface CorrectionCurves {
  /** As the predictor's settings have it. */
  readonly steps: readonly StepError[];
  /** No correction is discarded. */
  readonly stepsWithoutRules: readonly StepError[];
}

/** Both curves: see {@link correctionSteps}. */
export function correctionCurves(dataset: Dataset, predictor: Predictor): CorrectionCurves {
  const once = inferOnce(predictor);
  return {
    steps: correctionSteps(dataset, once),
    stepsWithoutRules: correctionSteps(dataset, once, { tau: null }),
  };
}
