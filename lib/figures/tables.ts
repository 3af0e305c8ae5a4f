import type { Holds } from "../experiments/finding.ts";

/** A row of `table5.csv`: a variant, what the paper reports for it and what was measured here, mm. */
export interface AblationRow {
  /** The row's name. */
  readonly row: string;
  /** On Human3.6M, from the paper's Table 5; null where the paper has no such row. */
  readonly published_mm: number | null;
  /** Mean joint error on the data set at hand, mm; null where there is no result yet. */
  readonly measured_mm: number | null;
  /** Lower end of its 95 % interval, mm. */
  readonly ci_low: number | null;
  /** Upper end, mm. */
  readonly ci_high: number | null;
  /** The training seeds behind it, spaces between; empty where there is no result. */
  readonly seeds?: string;
}

/** A row of `table5_seeds.csv`: what the machine of one seed gives, mm. */
export interface SeedErrorRow {
  /** The row's name. */
  readonly row: string;
  /** Seed of its training. */
  readonly seed: number;
  /** Mean joint error on the data set at hand, mm. */
  readonly measured_mm: number;
}

/** A row of `table5_actions.csv`: mean error of a variant over the frames of one action, mm. */
export interface ActionRow {
  /** The row's name. */
  readonly row: string;
  /** The action. */
  readonly action: string;
  /** Mean joint error on the data set at hand, mm. */
  readonly measured_mm: number;
}

/** A row of `table5_joints.csv`: mean error of a variant at one joint, mm. */
export interface JointRow {
  /** The row's name. */
  readonly row: string;
  /** The joint. */
  readonly joint: string;
  /** Mean joint error on the data set at hand, mm. */
  readonly measured_mm: number;
}

/** A row of `table5_steps.csv`: mean error after so many steps towards a 2D target, mm. */
export interface StepRow {
  /** The row's name. */
  readonly row: string;
  /** The 2D pose that the correction aims at: `predicted` or `truth`. */
  readonly target: string;
  /** Correction steps a frame. */
  readonly steps: number;
  /** Mean joint error on the data set at hand, mm. */
  readonly measured_mm: number;
}

/** A row of a sweep over the correction's settings, as `correctionSweep` gives them. */
export interface SweepRow {
  /** What the steps change: `psiC` or `psiC+psiP`. */
  readonly update: string;
  /** Whether the rules that stop early and discard act: `on` or `off`. */
  readonly rules: string;
  /** Step length. */
  readonly rate: number;
  /** The 2D pose that the correction aims at: `predicted` or `truth`. */
  readonly target: string;
  /** Mean joint error on the data set at hand, mm. */
  readonly measured_mm: number;
}

/** A machine trained with some joint dropout and tried on the validation actor, mm. */
export interface DropoutRow {
  /** δ: the probability that a joint is dropped while the projector module is trained. */
  readonly dropout: number;
  /** Mean joint error of the pose before the projector module. */
  readonly intermediate_mm: number;
  /** Of Ψ_C(p3d): the row `w/o SSC test`. */
  readonly regressed_mm: number;
  /** Of the corrected pose: the row `ours`. */
  readonly corrected_mm: number;
}

/** A row of `table5_relations.csv`: error of `row` minus error of `than`, mm, paired by frame. */
export interface RelationRow {
  /** The row's name. */
  readonly row: string;
  /** The row that it is compared with. */
  readonly than: string;
  /** `row` minus `than`: below 0, `row` has the smaller error; null where there is no result yet. */
  readonly difference_mm: number | null;
  /** Lower end of its 95 % interval, mm. */
  readonly ci_low: number | null;
  /** Upper end, mm. */
  readonly ci_high: number | null;
  /** The same difference in the paper's Table 5, on Human3.6M. */
  readonly published_difference_mm: number | null;
}

/** All of such a row. */
export interface MeasuredRelation extends RelationRow {
  /** The difference in per cent of `than`; null where there is no result yet. */
  readonly percent: number | null;
  /** Lower end of its 95 % interval, per cent. */
  readonly percent_low: number | null;
  /** Upper end, per cent. */
  readonly percent_high: number | null;
  /** In per cent in the paper. */
  readonly published_percent: number;
  /** The seeds that both rows have, spaces between. */
  readonly seeds: string;
  /** Lower end of the interval over actions, mm. */
  readonly actions_low: number | null;
  /** Upper end, mm. */
  readonly actions_high: number | null;
  /** Lower end of the interval over trainings, mm; null with one seed. */
  readonly seeds_low: number | null;
  /** Upper end, mm. */
  readonly seeds_high: number | null;
  /** How sure it is that the paper's relation is seen. */
  readonly holds: Holds | "missing";
}

/** A row of `validation_trainings.csv`: a training without the validation actor, tried on it, mm. */
export interface ValidationRow {
  /** The command that trains it again. */
  readonly training: string;
  /** Mean joint error of the intermediate pose. */
  readonly intermediate_mm: number;
  /** Of Ψ_C(p3d); null without a projector module. */
  readonly regressed_mm: number | null;
  /** Of the corrected pose; null without a projector module. */
  readonly corrected_mm: number | null;
}

/** One decimal, as figures in print have it: a true minus sign, and no negative zero. */
export const mm = (value: number): string =>
  value.toFixed(1).replace(/^-0\.0$/, "0.0").replace("-", "\u2212");

/** A difference: {@link mm} with its sign. */
export const change = (value: number): string => (value >= 0.05 ? "+" : "") + mm(value);

/**
 * Whether a relation of the paper is seen, in words.
 *
 * @example
 * ```ts
 * import { verdict } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const pair = { row: "ours", than: "w/o temporal", published_difference_mm: -27.16 };
 * const seen = { ...pair, difference_mm: -4.9, ci_low: -5.5, ci_high: -4.3 };
 * assertEquals(verdict({ ...seen, holds: "yes" }), "as in the paper");
 * ```
 */
export function verdict(
  { difference_mm, ci_low, ci_high, holds }: RelationRow & { holds?: Holds | "missing" },
): string {
  if (difference_mm === null || ci_low === null || ci_high === null) {
    return "missing: no result yet";
  }
  if (holds === "too few motions") return "too few motions to tell";
  if (holds === "not over actions") {
    return "as in the paper on these motions, not sure for other actions";
  }
  if (holds === "not in every seed") return "as in the paper on average, not in every training";
  if (ci_high < 0) return "as in the paper";
  if (holds === "reversed" || holds === undefined && ci_low > 0) return "the reverse of the paper";
  return ci_low > 0
    ? "the reverse of the paper on these motions, not sure for other actions or trainings"
    : "not decided: the interval holds zero";
}
