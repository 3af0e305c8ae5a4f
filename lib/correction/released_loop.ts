import * as tf from "@tensorflow/tfjs";
import { freeing } from "../engine/freeing.ts";
import { inChunks, rows } from "./chunks.ts";
import { psiC, psiP } from "../model/projector.ts";
import type { ReleasedOptions } from "./options.ts";
import type { Correction, CorrectionMachine } from "./projector.ts";
import { ADAM_START, type AdamState, adamStep, disposeAdam, keepAdam } from "./released_adam.ts";
import { type ReleasedLoss, releasedLoss, releasedLossValue } from "./released_loss.ts";
import { robustMovement } from "./rules.ts";

/**
 * The released code's variant, one frame after the other by automatic differentiation: the reference
 * for {@link correctReleased} and the only way to carry Adam's moments from frame to frame.
 */
export function correctReleasedLoop(
  machine: CorrectionMachine,
  pose3d: tf.Tensor2D,
  target2d: tf.Tensor2D,
  options: ReleasedOptions,
): Correction {
  let state = ADAM_START;
  const corrected = freeing(() => {
    const loss = releasedLoss(machine.skeleton, options.masked);
    return inChunks(pose3d.shape, 1, (frame) => {
      const [p3d, p2d] = [rows(pose3d, frame, 1), rows(target2d, frame, 1)];
      const { poses, state: after } = refineFrame(machine, loss, p3d, p2d, state, options);
      if (options.adam === "carried") {
        disposeAdam(state);
        state = keepAdam(after);
      }
      const updates = options.returned === "after" ? options.steps : Math.max(options.steps - 1, 0);
      const movement = robustMovement(machine, poses[0], poses[updates], 0);
      return {
        pose3d: poses[updates],
        initial: poses[0],
        decisions: [{ steps: options.steps, movement, converged: false, discarded: false }],
      };
    });
  });
  disposeAdam(state);
  return corrected;
}

/** One frame's poses after 0, 1, 2, … steps on a disposable Ψ_C, Ψ_P frozen. */
function refineFrame(
  { psiC: trained, psiP: frozen, config }: CorrectionMachine,
  loss: ReleasedLoss,
  pose3d: tf.Tensor2D,
  target2d: tf.Tensor2D,
  state: AdamState,
  { steps, rate }: ReleasedOptions,
): { poses: Float32Array[]; state: AdamState } {
  let copy = trained;
  const predict = () => psiC(copy, config, pose3d).dataSync() as Float32Array;
  const poses = [predict()];
  for (let step = 0; step < steps; step++) {
    const { grads } = tf.valueAndGrads((kernel1, bias1, kernel2, bias2) => {
      const c = {
        fc1: { kernel: kernel1 as tf.Tensor2D, bias: bias1 as tf.Tensor1D },
        fc2: { kernel: kernel2 as tf.Tensor2D, bias: bias2 as tf.Tensor1D },
      };
      return releasedLossValue(loss, psiP(frozen, config, psiC(c, config, pose3d)), target2d);
    })([copy.fc1.kernel, copy.fc1.bias, copy.fc2.kernel, copy.fc2.bias]);
    const gradients = {
      fc1: { kernel: grads[0], bias: grads[1] },
      fc2: { kernel: grads[2], bias: grads[3] },
    };
    const next = adamStep(copy, gradients, state, rate);
    copy = next.parameters;
    state = next.state;
    poses.push(predict());
  }
  return { poses, state };
}
