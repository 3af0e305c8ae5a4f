import * as tf from "@tensorflow/tfjs";
import { leaves, mapTree, type Tree } from "../nn/tree.ts";
import { freeing, inChunks } from "./chunks.ts";
import type { StepOptions } from "./options.ts";
import type { Correction, CorrectionMachine } from "./projector.ts";
import { rowLoss } from "./row_layers.ts";
import { type RowOperations, rowOperations } from "./row_operations.ts";
import { rowPsiC, rowPsiP } from "./row_projector.ts";
import { isConverged, isDiscarded, robustMovement } from "./rules.ts";

/**
 * Eq. (3-4) as written, one frame after the other by automatic differentiation: the readable reference
 * for `correctBatched`, which gives the same numbers. Same parameters and result.
 */
export function correctLoop(
  machine: CorrectionMachine,
  pose3d: tf.Tensor2D,
  target2d: tf.Tensor2D,
  options: StepOptions,
): Correction {
  const { psiC, psiP, config: { centre } } = machine;
  return freeing(() => {
    const ops = rowOperations();
    const twiceRate = tf.scalar(2 * options.rate);
    const trained = withRowBiases({ psiC, psiP });
    return inChunks(tf.sub(pose3d, centre), tf.sub(target2d, centre), 1, (p3d, p2d) => {
      const loss = (copy: typeof trained) => {
        const pose = predict(copy);
        const projected = rowPsiP(ops, copy.psiP, pose, options.update === "psiC+psiP");
        return rowLoss(ops, projected, p2d, twiceRate);
      };
      /** The pose by a copy of the weights, noted down. */
      const predict = (copy: typeof trained) => {
        const pose = rowPsiC(ops, copy.psiC, p3d);
        poses.push((pose.dataSync() as Float32Array).map((value) => value + centre));
        return pose;
      };
      const movement = (from: number) => robustMovement(machine, poses[from], poses.at(-1)!, 0);
      const poses: Float32Array[] = [];
      let copy = trained; // ω_C^t and ω_P^t: disposable, only valid for this frame
      let steps = 0, converged = false;
      while (steps < options.steps && !converged) {
        copy = descend(ops, copy, loss, isUpdated(options));
        if (steps > 0) converged = isConverged(movement(steps - 1), options);
        steps++;
      }
    });
  });
}
