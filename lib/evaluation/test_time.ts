import type { CorrectionOptions, ReleasedOptions } from "../correction/options.ts";

/**
 * What a trained machine sees of the past: `sequence`, whole sequences, the LSTMs' state carried from
 * frame to frame; `frame`, each frame as if it were the first.
 */
export type InferenceMode = "sequence" | "frame";

/** Options of `correctPoses` that differ from the chosen ones. */
export type CorrectionChange =
  | Partial<CorrectionOptions>
  | (Partial<ReleasedOptions> & { readonly method: "released" });

/** What is done with a trained machine at test time, and which pose counts as its answer. */
export type TestTime =
  /** The same pose for every frame: the mean of the training poses. */
  | { readonly answer: "mean pose" }
  /** The intermediate pose p3d of Ψ_T, before the projector module. */
  | { readonly answer: "intermediate"; readonly mode: InferenceMode }
  /** Ψ_C(p3d) with its trained weights. */
  | { readonly answer: "regressed"; readonly mode: InferenceMode }
  /**
   * The self-supervised correction (Eq. 3-4) towards a 2D pose: Ψ_R's own prediction, that of a separate
   * hourglass network, the true one, or the true one with independent noise of the predicted one's
   * mean error.
   */
  | {
    readonly answer: "corrected";
    readonly mode: InferenceMode;
    readonly target: "predicted" | "hourglass" | "truth" | "noisy truth";
    readonly change?: CorrectionChange;
  };
