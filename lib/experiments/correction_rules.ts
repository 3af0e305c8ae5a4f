import { correctionOptions } from "../correction/options.ts";
import { decide, keptRows } from "../correction/rules.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Predictor } from "../evaluation/evaluate.ts";
import { type CorrectionTarget, correctionTrial, TARGETS } from "./correction_trial.ts";
import type { Columns } from "./result_file.ts";

/** Error under one rule of section 3.3 alone. */
export interface RuleLine {
  /** `epsilon` stops a frame early, `tau` discards its correction. */
  readonly rule: "epsilon" | "tau";
  /** The 2D pose that the correction aims at. */
  readonly target: CorrectionTarget;
  /** Back-propagations a frame, unless the rule stops it. */
  readonly steps: number;
  /** ε or τ, mm of the robust joints. */
  readonly threshold_mm: number;
  /** The table's figure, mm. */
  readonly measured_mm: number;
  /** Share of frames (0..1) that stop before their last step, or whose correction is discarded. */
  readonly fired: number;
}

/** Columns of `correction_rules.csv`. */
export const RULE_COLUMNS: Columns = {
  ...{ rule: "text", target: "text", steps: "count", threshold_mm: "number" },
  ...{ measured_mm: "number", fired: "number" },
};

/** What is tried of the rules. */
export interface RuleOptions {
  /** Values of ε, mm. */
  readonly epsilon?: readonly number[];
  /** Values of τ, mm. */
  readonly tau?: readonly number[];
  /** Numbers of steps. */
  readonly steps?: readonly number[];
}

/** From where a rule does nothing to where it acts on every frame; the paper's 5 and 20 are among them. */
const EPSILON: readonly number[] = [0.25, 0.5, 1, 2, 3, 4, 5, 7.5, 10];
const TAU: readonly number[] = [1, 2, 3, 4, 5, 7.5, 10, 15, 20, 30];
/** The paper's two, and as many as give the rule that stops early something to stop. */
const STEPS: readonly number[] = [2, 6];

/**
 * Error against ε and against τ, each with the other rule off, and how often the rule fires. The steps
 * are taken once: what a rule keeps of them is decided afterwards, as the correction itself decides it.
 *
 * @example
 * ```ts
 * import { correctionRules, disposeTree, openCheckpoint } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const part = { actions: ["Walking"], trials: 1, frames: 2 };
 * const { machine, dataset, predictor } = await openCheckpoint(part);
 * const lines = correctionRules(dataset, predictor, { epsilon: [1e-6], tau: [1e-6], steps: [2] });
 * const fired = lines.map(({ rule, fired }) => `${rule} ${fired}`);
 * assertEquals(fired, ["epsilon 0", "tau 1", "epsilon 0", "tau 1"]); // for each of two targets
 * disposeTree(machine.params);
 * ```
 */
export function correctionRules(
  dataset: Dataset,
  predictor: Predictor,
  { epsilon = EPSILON, tau = TAU, steps = STEPS }: RuleOptions = {},
): RuleLine[] {
  const trial = correctionTrial(dataset, predictor);
  const body = { normalization: predictor.normalization, skeleton: dataset.skeleton };
  const off = { epsilon: null, tau: null };
  for (const value of epsilon) correctionOptions({ epsilon: value }); // names a wrong one
  for (const value of tau) correctionOptions({ tau: value });
  const thresholds = [
    ...epsilon.map((value) => ({ rule: "epsilon", value }) as const),
    ...tau.map((value) => ({ rule: "tau", value }) as const),
  ];
  return TARGETS.flatMap((target) => {
    const most = { ...off, steps: Math.max(...steps), trail: true };
    const { trail, decisions } = trial.correct(trial.targets[target], most);
    return steps.flatMap((count) => {
      const trajectory = trail!.slice(0, count + 1);
      return thresholds.map(({ rule, value }) => {
        const rules = { ...off, [rule]: value };
        const ends = decisions.map((_, frame) => decide(body, trajectory, frame, rules));
        const fired = ends.filter(({ decision }) =>
          rule === "epsilon" ? decision.steps < count : decision.discarded
        );
        return {
          ...{ rule, target, steps: count, threshold_mm: value },
          measured_mm: trial.error(keptRows(trajectory, ends.map(({ kept }) => kept))),
          fired: fired.length / ends.length,
        };
      });
    });
  });
}
