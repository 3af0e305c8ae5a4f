import type { Dataset } from "../data/dataset.ts";
import { evaluateRows, inferOnce, type Predictor } from "../evaluation/evaluate.ts";
import { meansOf } from "../evaluation/means.ts";
import type { TestTime } from "../evaluation/test_time.ts";

/** Error after so many correction steps. */
export interface StepError {
  /** `ours` and `w/ 2D GT`; with `, no rules` where neither ε nor τ acts. */
  readonly row: string;
  /** The 2D pose that the correction aims at. */
  readonly target: "predicted" | "truth";
  readonly steps: number;
  readonly measured_mm: number;
}

/** The paper employs two steps; 0 is the row `w/o SSC test`. */
export const STEPS: readonly number[] = [0, 1, 2, 3, 4, 6, 8, 12, 16];

/**
 * Error against the number of correction steps: how soon a correction stops helping, and what the rule
 * that discards it saves. The ε rule is off, else frames would stop before the steps asked for.
 */
export function correctionSteps(
  dataset: Dataset,
  predictor: Predictor,
  steps: readonly number[] = STEPS,
): StepError[] {
  const curves = [
    { row: "ours", target: "predicted", tau: 20 },
    { row: "w/ 2D GT", target: "truth", tau: 20 },
    { row: "ours, no rules", target: "predicted", tau: null },
    { row: "w/ 2D GT, no rules", target: "truth", tau: null },
  ] as const;
  const once = inferOnce(predictor);
  const table: StepError[] = [];
  for (const { row, target, tau } of curves) {
    for (const count of steps) {
      const test: TestTime = {
        answer: "corrected",
        mode: "sequence",
        target,
        change: { steps: count, epsilon: null, tau },
      };
      const [{ errors }] = evaluateRows(dataset, once, { [row]: test });
      table.push({ row, target, steps: count, measured_mm: meansOf(dataset, errors).overall });
    }
  }
  return table;
}
