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

/** One decimal, and a true minus sign, as figures in print have it. */
export const mm = (value: number, digits = 1): string =>
  value.toFixed(digits).replace("-", "\u2212");
