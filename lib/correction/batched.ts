import * as tf from "@tensorflow/tfjs";
import { freeing, inChunks, rows } from "./chunks.ts";
import {
  activate,
  backActivity,
  type HiddenLayer,
  hiddenLayer,
  untouched,
} from "./hidden_layer.ts";
import type { StepOptions } from "./options.ts";
import type { Correction, CorrectionMachine } from "./projector.ts";
import { backward, forward, type SharedLayer, sharedLayer, throughRelu } from "./rank_one.ts";
import { decide } from "./rules.ts";

/**
 * Frames in one go: enough to make what an operation costs to start small beside its work. At 128 units
 * 64, 256, 512, 1024, 2048 took 2.1, 2.1, 1.3, 1, 0.84 of its processor time a frame.
 */
export const CHUNK = 1024;

/**
 * Eq. (3-4) for all frames at once, exactly. Each frame has disposable weights ω_C^t, ω_P^t of its own,
 * but a plain gradient step changes a layer's weights by one outer product, so a batch shares the
 * trained weights and carries two short vectors a layer, step and frame (rank_one.ts): the same numbers
 * as copying and back-propagating frame by frame, to float rounding.
 *
 * @param pose3d intermediate poses p3d [frames, 3K], normalised
 * @param target2d the 2D poses to agree with [frames, 2K], in [0,1] of the crop
 */
export function correctBatched(
  machine: CorrectionMachine,
  pose3d: tf.Tensor2D,
  target2d: tf.Tensor2D,
  options: StepOptions,
  chunk = CHUNK,
): Correction {
  return freeing(() => {
    const layers = trainedLayers(machine);
    return inChunks(pose3d.shape, chunk, (start, size) => {
      const [pose, target] = [rows(pose3d, start, size), rows(target2d, start, size)];
      const trajectory = refine(machine, layers, pose, target, options);
      const frames = Array.from({ length: size }, (_, i) => i);
      const columns = pose.shape[1];
      const ends = frames.map((frame) => decide(machine, trajectory, frame, options));
      const corrected = trajectory[0].slice();
      for (const frame of frames) {
        const [start, end] = [frame * columns, (frame + 1) * columns];
        corrected.set(trajectory[ends[frame].kept].subarray(start, end), start);
      }
      const decisions = ends.map(({ decision }) => decision);
      return { pose3d: corrected, initial: trajectory[0], decisions };
    });
  });
}

interface Layers {
  readonly c1: SharedLayer;
  readonly c2: SharedLayer;
  readonly p1: HiddenLayer;
  readonly p2: HiddenLayer;
  readonly p3: HiddenLayer;
  readonly p4: SharedLayer;
}

function trainedLayers({ psiC, psiP }: CorrectionMachine): Layers {
  const { norms } = psiP;
  return {
    c1: sharedLayer(psiC.fc1),
    c2: sharedLayer(psiC.fc2),
    p1: hiddenLayer(psiP.fc1, norms.fc1),
    p2: hiddenLayer(psiP.fc2, norms.fc2),
    p3: hiddenLayer(psiP.fc3, norms.fc3),
    p4: sharedLayer(psiP.fc4),
  };
}

/** The poses of a batch after 0, 1, 2, … steps; fewer than `steps` when all of them have converged. */
function refine(
  machine: CorrectionMachine,
  trained: Layers,
  pose3d: tf.Tensor2D,
  target2d: tf.Tensor2D,
  options: StepOptions,
): Float32Array[] {
  const { centre } = machine.config;
  const both = options.update === "psiC+psiP";
  const c2 = untouched(trained.c2);
  const [p1, p2, p3, p4] = [trained.p1, trained.p2, trained.p3, trained.p4].map(untouched);
  const x: tf.Tensor2D = tf.sub(pose3d, centre);
  const target: tf.Tensor2D = tf.sub(target2d, centre);
  // Ψ_C's first layer is given the same x in every step, so its terms add up: no history needed.
  const reach = tf.add(tf.sum(tf.square(x), 1, true), 1);
  let a = forward(trained.c1, x);
  let h = tf.relu(a);
  let pose = forward(c2, h); // from the centre, as Ψ_P wants it
  const read = () => tf.add(pose, centre).dataSync() as Float32Array;
  const trajectory = [read()];
  for (let step = 1; step <= options.steps; step++) {
    const u = activate(p1, pose);
    const v = activate(p2, u.output);
    const w = activate(p3, v.output);
    const sum: tf.Tensor2D = tf.add(u.output, w.output);
    // Gradients by the layers' outputs, times the rate from here on: back-propagation is linear.
    const g4: tf.Tensor2D = tf.mul(tf.sub(forward(p4, sum), target), 2 * options.rate);
    const dSum = backward(p4, g4);
    if (both) p4.terms.push({ input: sum, change: g4 });
    const dV = backActivity(p3, v.output, w, dSum, both);
    const dU: tf.Tensor2D = tf.add(dSum, backActivity(p2, u.output, v, dV, both));
    const dPose = backActivity(p1, pose, u, dU, both);
    const dA = throughRelu(backward(c2, dPose), h);
    c2.terms.push({ input: h, change: dPose });
    a = tf.sub(a, tf.mul(dA, reach));
    h = tf.relu(a);
    pose = forward(c2, h);
    trajectory.push(read());
    if (allConverged(machine, trajectory, options)) break;
  }
  return trajectory;
}

function allConverged(
  machine: CorrectionMachine,
  trajectory: Float32Array[],
  options: StepOptions,
): boolean {
  if (options.epsilon === null) return false;
  const frames = trajectory[0].length / machine.normalization.min.length;
  for (let frame = 0; frame < frames; frame++) {
    if (!decide(machine, trajectory, frame, options).decision.converged) return false;
  }
  return true;
}
