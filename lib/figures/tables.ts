/** A row of `table5.csv`: a variant, what the paper reports for it and what was measured here, mm. */
export interface AblationRow {
  readonly row: string;
  /** On Human3.6M, from the paper's Table 5; null where the paper has no such row. */
  readonly published_mm: number | null;
  readonly measured_mm: number;
  /** 95 % interval of `measured_mm`. */
  readonly ci_low: number;
  readonly ci_high: number;
}

/** A row of `table5_actions.csv`: mean error of a variant over the frames of one action, mm. */
export interface ActionRow {
  readonly row: string;
  readonly action: string;
  readonly measured_mm: number;
}

/** A row of `table5_joints.csv`: mean error of a variant at one joint, mm. */
export interface JointRow {
  readonly row: string;
  readonly joint: string;
  readonly measured_mm: number;
}

/** A row of `table5_steps.csv`: mean error after so many steps towards a 2D target, mm. */
export interface StepRow {
  readonly row: string;
  readonly target: string;
  readonly steps: number;
  readonly measured_mm: number;
}

/** A row of a sweep over the correction's settings, as `correctionSweep` gives them. */
export interface SweepRow {
  readonly update: string;
  /** Whether the rules that stop early and discard act: `on` or `off`. */
  readonly rules: string;
  readonly rate: number;
  readonly target: string;
  readonly measured_mm: number;
}

/** A row of `table5_relations.csv`: error of `row` minus error of `than`, mm, paired by frame. */
export interface RelationRow {
  readonly row: string;
  readonly than: string;
  readonly difference_mm: number;
  /** 95 % interval of the difference. */
  readonly ci_low: number;
  readonly ci_high: number;
  /** The same difference in the paper's Table 5, on Human3.6M. */
  readonly published_difference_mm: number | null;
}

/** One decimal, as figures in print have it: a true minus sign, and no negative zero. */
export const mm = (value: number): string =>
  value.toFixed(1).replace(/^-0\.0$/, "0.0").replace("-", "\u2212");

/** A difference: {@link mm} with its sign. */
export const change = (value: number): string => (value >= 0.05 ? "+" : "") + mm(value);
