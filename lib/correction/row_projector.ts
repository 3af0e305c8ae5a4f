import * as tf from "@tensorflow/tfjs";
import type { PsiC, PsiP } from "../model/projector.ts";
import { type BatchNorm, batchNorm } from "../nn/batch_norm.ts";
import type { Dense } from "../nn/dense.ts";
import { rowLayer, rowSum } from "./row_layers.ts";
import type { RowOperations } from "./row_operations.ts";

// Ψ_C and Ψ_P of model/projector.ts for one row, poses measured from the centre, biases [1, outputs].

/** p̂3d = Ψ_C(p3d; ω_C): [1, 3K] → [1, 3K]. */
export function rowPsiC(ops: RowOperations, { fc1, fc2 }: PsiC, pose3d: tf.Tensor): tf.Tensor {
  const h = layer(ops, fc1, pose3d, { relu: true, byInput: false, byParameters: true });
  return layer(ops, fc2, h, { relu: false, byInput: true, byParameters: true });
}

/** p̂2d = Ψ_P(p̂3d; ω_P): [1, 3K] → [1, 2K]; `byParameters` when ω_P is to be updated too. */
export function rowPsiP(
  ops: RowOperations,
  { fc1, fc2, fc3, fc4, norms }: PsiP,
  pose3d: tf.Tensor,
  byParameters: boolean,
): tf.Tensor {
  const hidden = (fc: Dense, norm: BatchNorm | undefined, x: tf.Tensor) => {
    const y = layer(ops, fc, x, { relu: !norm, byInput: true, byParameters });
    return norm ? tf.relu(batchNorm(norm, y as tf.Tensor2D, false)) : y;
  };
  const u = hidden(fc1, norms.fc1, pose3d);
  const w = hidden(fc3, norms.fc3, hidden(fc2, norms.fc2, u));
  return layer(ops, fc4, rowSum(ops, u, w), { relu: false, byInput: true, byParameters });
}

function layer(
  ops: RowOperations,
  { kernel, bias }: Dense,
  x: tf.Tensor,
  options: Parameters<typeof rowLayer>[3],
): tf.Tensor {
  return rowLayer(ops, x, [kernel, bias], options);
}
