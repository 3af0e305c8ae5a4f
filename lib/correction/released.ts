import * as tf from "@tensorflow/tfjs";
import { freeing } from "../engine/freeing.ts";
import { inChunks, rows } from "./chunks.ts";
import { activate, backActivity, type HiddenLayer, hiddenLayer } from "./hidden_layer.ts";
import type { ReleasedOptions } from "./options.ts";
import type { Correction, CorrectionMachine } from "./projector.ts";
import { backward, forward, type SharedLayer, sharedLayer } from "./rank_one.ts";
import { ADAM_START, type AdamState, adamStep } from "./released_adam.ts";
import { correctReleasedLoop } from "./released_loop.ts";
import { type ReleasedLoss, releasedLoss, releasedLossGradient } from "./released_loss.ts";
import { robustMovement } from "./rules.ts";

/** Frames in one go: each has a copy of Ψ_C and of both moments. */
const CHUNK = 64;

/**
 * The released code's test-time refinement: Adam on a disposable Ψ_C, Ψ_P frozen, squared 2D error plus
 * a bone term with the spine masked in both, nothing stopped and nothing discarded. Adam divides by a
 * root, so its steps are not outer products as plain ones are (batched.ts): each frame has weights of its
 * own, a chunk of frames together. Moments carried from frame to frame leave only the loop.
 *
 * @param pose3d intermediate poses p3d [frames, 3K], normalised
 * @param target2d the 2D poses to agree with [frames, 2K], in [0,1] of the crop
 */
export function correctReleased(
  machine: CorrectionMachine,
  pose3d: tf.Tensor2D,
  target2d: tf.Tensor2D,
  options: ReleasedOptions,
): Correction {
  if (options.adam === "carried") return correctReleasedLoop(machine, pose3d, target2d, options);
  return freeing(() => {
    const loss = releasedLoss(machine.skeleton, options.masked);
    const projection = frozenProjection(machine);
    return inChunks(pose3d.shape, CHUNK, (start, size) => {
      const [pose, target] = [rows(pose3d, start, size), rows(target2d, start, size)];
      const { initial, kept } = refine(machine, projection, loss, pose, target, options);
      const decisions = Array.from({ length: size }, (_, frame) => ({
        steps: options.steps,
        movement: robustMovement(machine, initial, kept, frame),
        converged: false,
        discarded: false,
      }));
      return { pose3d: kept, initial, decisions };
    });
  });
}

interface Projection {
  readonly p1: HiddenLayer;
  readonly p2: HiddenLayer;
  readonly p3: HiddenLayer;
  readonly p4: SharedLayer;
}

function frozenProjection({ psiP: { fc1, fc2, fc3, fc4, norms } }: CorrectionMachine): Projection {
  return {
    p1: hiddenLayer(fc1, norms.fc1),
    p2: hiddenLayer(fc2, norms.fc2),
    p3: hiddenLayer(fc3, norms.fc3),
    p4: sharedLayer(fc4),
  };
}

function refine(
  { psiC, config: { centre } }: CorrectionMachine,
  projection: Projection,
  loss: ReleasedLoss,
  pose3d: tf.Tensor2D,
  target2d: tf.Tensor2D,
  { steps, rate, returned }: ReleasedOptions,
): { initial: Float32Array; kept: Float32Array } {
  const row = (t: tf.Tensor2D) => tf.expandDims<tf.Tensor3D>(t, 1); // [frames, n] → [frames, 1, n]
  const column = (t: tf.Tensor) => tf.transpose(t, [0, 2, 1]);
  const x = row(tf.sub(pose3d, centre));
  // Biases as [1, n], so that each frame's can be [frames, 1, n].
  let copy = {
    fc1: { kernel: psiC.fc1.kernel as tf.Tensor, bias: tf.expandDims(psiC.fc1.bias, 0) },
    fc2: { kernel: psiC.fc2.kernel as tf.Tensor, bias: tf.expandDims(psiC.fc2.bias, 0) },
  };
  let state: AdamState = ADAM_START;
  const predict = () => {
    const h = tf.relu(tf.add(tf.matMul(x, copy.fc1.kernel), copy.fc1.bias));
    return { h, pose: tf.add(tf.matMul(h, copy.fc2.kernel), copy.fc2.bias) };
  };
  const read = (pose: tf.Tensor) => tf.add(pose, centre).dataSync() as Float32Array;
  let now = predict();
  const initial = read(now.pose);
  const updates = returned === "after" ? steps : steps - 1;
  for (let step = 0; step < updates; step++) {
    const dPose = row(
      projectionGradient(
        projection,
        loss,
        tf.squeeze<tf.Tensor2D>(now.pose, [1]),
        target2d,
        centre,
      ),
    );
    const dA = tf.mul(tf.matMul(dPose, copy.fc2.kernel, false, true), tf.sign(now.h));
    const gradients = {
      fc1: { kernel: tf.mul(column(x), dA), bias: dA },
      fc2: { kernel: tf.mul(column(now.h), dPose), bias: dPose },
    };
    ({ parameters: copy, state } = adamStep(copy, gradients, state, rate));
    now = predict();
  }
  return { initial, kept: updates > 0 ? read(now.pose) : initial };
}

/** The gradient of each frame's loss by Ψ_P's input; `pose` is measured from the centre, `target` is not. */
function projectionGradient(
  { p1, p2, p3, p4 }: Projection,
  loss: ReleasedLoss,
  pose: tf.Tensor2D,
  target: tf.Tensor2D,
  centre: number,
): tf.Tensor2D {
  const u = activate(p1, pose);
  const v = activate(p2, u.output);
  const w = activate(p3, v.output);
  const projected: tf.Tensor2D = tf.add(forward(p4, tf.add(u.output, w.output)), centre);
  const dSum = backward(p4, releasedLossGradient(loss, projected, target));
  const dV = backActivity(p3, v.output, w, dSum, false);
  const dU: tf.Tensor2D = tf.add(dSum, backActivity(p2, u.output, v, dV, false));
  return backActivity(p1, pose, u, dU, false);
}
