import { correctPoses } from "../correction/correct.ts";
import { UserError } from "../errors.ts";
import type { Hourglass } from "../model/hourglass_file.ts";
import { hourglassInfer } from "../model/hourglass_poses.ts";
import { inferDataset } from "../model/inference.ts";
import { isMachine, type Lifter } from "../model/machine.ts";
import type { Rpsm } from "../model/rpsm.ts";
import { rpsmInfer } from "../model/rpsm_inference.ts";
import type { Skeleton } from "../skeleton.ts";
import type { Predictor } from "./evaluate.ts";
import type { CorrectionChange } from "./test_time.ts";

/** What `machinePredictor` may be told. */
export interface PredictorOptions {
  /** Correction settings that differ from `CORRECTION_DEFAULTS`, for all rows. */
  readonly correction?: CorrectionChange;
  /** A separate 2D network, for rows that are corrected towards its poses; none by default. */
  readonly hourglass?: Hourglass;
  /** Told how many frames have been inferred. */
  readonly onFrames?: (done: number) => void;
}

/**
 * A trained machine ready for `evaluateRows` and `runTable5`. The machine's tensors must outlive it. One
 * without projector module infers poses, and corrects none.
 *
 * @param skeleton the joints that the machine was trained with
 *
 * @example
 * ```ts
 * import { H36M_17, initMachine, machinePredictor, preset, startEngine } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * await startEngine();
 * const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
 * const config = preset("small");
 * const machine = { config, params: initMachine(config, 1), normalization };
 * const predictor = machinePredictor(machine, H36M_17, { correction: { steps: 3 } });
 * const { decisions } = predictor.correct(new Float32Array(51), new Float32Array(34), { steps: 0 });
 * assertEquals(decisions.length, 1);
 * ```
 */
export function machinePredictor(
  machine: Lifter,
  skeleton: Skeleton,
  { correction = {}, hourglass, onFrames }: PredictorOptions = {},
): Predictor {
  const { normalization } = machine;
  return {
    normalization,
    correction,
    infer: (dataset) => inferDataset(machine, dataset, onFrames),
    hourglass: hourglass && ((dataset) => hourglassInfer(hourglass, dataset)),
    correct(pose3d, target2d, options) {
      if (!isMachine(machine)) throw withoutProjector();
      const { params: { psiC, psiP }, config: { projector } } = machine;
      const corrector = { psiC, psiP, config: projector, normalization, skeleton };
      return correctPoses(corrector, pose3d, target2d, options);
    },
  };
}

/**
 * The conference version ready for the same: its last stage's poses, and no correction.
 *
 * @example
 * ```ts
 * import { initRpsm, RPSM_SMALL, rpsmPredictor, UserError } from "posemachine";
 * import { assertThrows } from "@std/assert";
 * const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
 * const rpsm = { config: RPSM_SMALL, params: initRpsm(RPSM_SMALL, 1), normalization };
 * const predictor = rpsmPredictor(rpsm);
 * assertThrows(() => predictor.correct(new Float32Array(51), new Float32Array(34), {}), UserError);
 * ```
 */
export function rpsmPredictor(rpsm: Rpsm, { onFrames }: PredictorOptions = {}): Predictor {
  return {
    normalization: rpsm.normalization,
    correction: {},
    infer: (dataset) => rpsmInfer(rpsm, dataset, onFrames),
    correct() {
      throw withoutProjector();
    },
  };
}

function withoutProjector(): UserError {
  return new UserError(
    "This machine was trained without a projector module, so it cannot correct poses: " +
      "take its intermediate poses",
  );
}
