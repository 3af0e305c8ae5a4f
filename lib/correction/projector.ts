import type { ProjectorConfig, PsiC, PsiP } from "../model/projector.ts";
import type { Normalization } from "../normalize.ts";
import type { Skeleton } from "../skeleton.ts";

/** What a correction needs of a trained machine. */
export interface CorrectionMachine {
  /** Ψ_C as trained. */
  readonly psiC: PsiC;
  /** Ψ_P as trained. */
  readonly psiP: PsiP;
  /** Their shape. */
  readonly config: ProjectorConfig;
  /** Of the 3D poses; the rules of section 3.3 count millimetres. */
  readonly normalization: Normalization;
  /** The joints that it was trained with. */
  readonly skeleton: Skeleton;
}

/** What became of one frame's correction (section 3.3). */
export interface Decision {
  /** Gradient steps taken, whether or not their result was kept. */
  readonly steps: number;
  /** Mean distance, mm, of the robust joints from Ψ_C(p3d) after those steps. */
  readonly movement: number;
  /** A step moved the robust joints less than ε, so no further step was taken. */
  readonly converged: boolean;
  /** `movement` is more than τ: the frame keeps Ψ_C(p3d). */
  readonly discarded: boolean;
}

/** Corrected poses; both arrays [frames, 3K], normalised. */
export interface Correction {
  /** p̂*3d of Eq. (4), or `initial` where the correction was discarded. */
  readonly pose3d: Float32Array;
  /** Ψ_C(p3d) before the first step: the row `w/o SSC test`. */
  readonly initial: Float32Array;
  /**
   * Where Ψ_P sees `pose3d`, [frames, 2K] in [0,1] of the crop, by the disposable weights that the frame
   * has where it ends (the trained ones where its correction was discarded); with `project` only.
   */
  readonly projection?: Float32Array;
  /** The poses after 0, 1, 2, … steps, each [frames, 3K], before the τ rule; with `trail` only. */
  readonly trail?: readonly Float32Array[];
  /** One a frame. */
  readonly decisions: readonly Decision[];
}
