import type { CorrectionOptions } from "../correction/options.ts";
import type { Dataset } from "../data/dataset.ts";
import { evaluateRows, inferOnce, type Predictor } from "../evaluation/evaluate.ts";
import { meansOf } from "../evaluation/means.ts";
import type { Columns } from "./result_file.ts";

/** The rules of section 3.3 that are tried. */
const RULES = {
  on: { epsilon: 5, tau: 20 },
  tau: { epsilon: null, tau: 20 },
  off: { epsilon: null, tau: null },
} as const;

/** One setting of the correction and its error. */
export interface SweepLine {
  /** What the steps change. */
  readonly update: CorrectionOptions["update"];
  /** Which rules act: both, ε = 5 mm and τ = 20 mm; τ alone; none. */
  readonly rules: "on" | "tau" | "off";
  /** Step length. */
  readonly rate: number;
  /** The 2D pose that the correction aims at. */
  readonly target: "predicted" | "truth";
  /** The table's figure under this setting. */
  readonly measured_mm: number;
  /** Share of frames that the τ rule discarded. */
  readonly discarded: number;
}

/** Columns of `correction_sweep.csv`. */
export const SWEEP_COLUMNS: Columns = {
  update: "text",
  rules: "text",
  rate: "setting",
  target: "text",
  measured_mm: "number",
  discarded: "number",
};

/** The rates tried: from too small to matter to too large to help. */
export const SWEEP_RATES: readonly number[] = [
  0.0025,
  0.005,
  0.0075,
  0.01,
  0.015,
  0.02,
  0.03,
  0.04,
  0.06,
];

/**
 * What the paper leaves open about its correction, tried out: the rate, which weights the steps change,
 * and whether the rules act. To be run on the validation actor; the choice is `CORRECTION_DEFAULTS`.
 *
 * @example
 * ```ts
 * import { correctionSweep, disposeTree, openCheckpoint } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const part = { actions: ["Walking"], trials: 1, frames: 2 };
 * const { machine, dataset, predictor } = await openCheckpoint(part);
 * const lines = correctionSweep(dataset, predictor, [0.04]);
 * assertEquals(lines.length, 12); // 2 targets, 2 updates, 3 choices of rules
 * disposeTree(machine.params);
 * ```
 */
export function correctionSweep(
  dataset: Dataset,
  predictor: Predictor,
  rates: readonly number[] = SWEEP_RATES,
): SweepLine[] {
  const once = inferOnce(predictor);
  const lines: SweepLine[] = [];
  for (const target of ["predicted", "truth"] as const) {
    for (const update of ["psiC", "psiC+psiP"] as const) {
      for (const rules of Object.keys(RULES) as (keyof typeof RULES)[]) {
        for (const rate of rates) {
          const [{ errors, discarded }] = evaluateRows(dataset, once, {
            sweep: {
              ...{ answer: "corrected", mode: "sequence", target },
              change: { rate, update, ...RULES[rules] },
            },
          });
          const measured_mm = meansOf(dataset, errors).overall;
          lines.push({ update, rules, rate, target, measured_mm, discarded: discarded! });
        }
      }
    }
  }
  return lines;
}

/**
 * The line with the smallest error towards the predicted 2D pose.
 *
 * @example
 * ```ts
 * import { bestOfSweep } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const line = { update: "psiC", rules: "on", target: "predicted", discarded: 0 } as const;
 * const lines = [{ ...line, rate: 0.02, measured_mm: 99 }, { ...line, rate: 0.04, measured_mm: 98 }];
 * assertEquals(bestOfSweep(lines).rate, 0.04);
 * ```
 */
export function bestOfSweep(lines: readonly SweepLine[]): SweepLine {
  return lines.filter(({ target }) => target === "predicted")
    .reduce((best, line) => line.measured_mm < best.measured_mm ? line : best);
}
