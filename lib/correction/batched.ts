import * as tf from "@tensorflow/tfjs";
import { freeing } from "../engine/freeing.ts";
import { inChunks, rows } from "./chunks.ts";
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
import { decide, keptRows } from "./rules.ts";

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
      const { poses, projections } = refine(machine, layers, pose, target, options);
      const ends = Array.from({ length: size }, (_, i) => decide(machine, poses, i, options));
      const kept = ends.map(({ kept }) => kept);
      return {
        pose3d: keptRows(poses, kept),
        initial: poses[0],
        ...(options.project && { projection: keptRows(projections, kept) }),
        ...(options.trail && { trail: poses }),
        decisions: ends.map(({ decision }) => decision),
      };
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

/** A batch after 0, 1, 2, … steps; fewer than `steps` when all of its frames have converged. */
interface Trajectory {
  /** Each [batch, 3K]. */
  readonly poses: Float32Array[];
  /** Each [batch, 2K]; none unless asked for. */
  readonly projections: Float32Array[];
}

function refine(
  machine: CorrectionMachine,
  trained: Layers,
  pose3d: tf.Tensor2D,
  target2d: tf.Tensor2D,
  options: StepOptions,
): Trajectory {
  const { centre } = machine.config;
  const [ofC, ofP] = [options.update !== "psiP", options.update !== "psiC"];
  const c2 = untouched(trained.c2);
  const [p1, p2, p3, p4] = [trained.p1, trained.p2, trained.p3, trained.p4].map(untouched);
  const x: tf.Tensor2D = tf.sub(pose3d, centre);
  const target: tf.Tensor2D = tf.sub(target2d, centre);
  // Ψ_C's first layer is given the same x in every step, so its terms add up: no history needed.
  const reach = tf.add(tf.sum(tf.square(x), 1, true), 1);
  let a = forward(trained.c1, x);
  let h = tf.relu(a);
  let pose = forward(c2, h); // from the centre, as Ψ_P wants it
  const read = (values: tf.Tensor2D) => tf.add(values, centre).dataSync() as Float32Array;
  const poses = [read(pose)], projections: Float32Array[] = [];
  const project = () => {
    const u = activate(p1, pose);
    const v = activate(p2, u.output);
    const w = activate(p3, v.output);
    const sum: tf.Tensor2D = tf.add(u.output, w.output);
    return { u, v, w, sum, projection: forward(p4, sum) };
  };
  for (let step = 1; step <= options.steps; step++) {
    const { u, v, w, sum, projection } = project();
    if (options.project) projections.push(read(projection));
    // Gradients by the layers' outputs, times the rate from here on: back-propagation is linear.
    const g4: tf.Tensor2D = tf.mul(tf.sub(projection, target), 2 * options.rate);
    const dSum = backward(p4, g4);
    if (ofP) p4.terms.push({ input: sum, change: g4 });
    const dV = backActivity(p3, v.output, w, dSum, ofP);
    const dU: tf.Tensor2D = tf.add(dSum, backActivity(p2, u.output, v, dV, ofP));
    const dPose = backActivity(p1, pose, u, dU, ofP);
    if (ofC) {
      const dA = throughRelu(backward(c2, dPose), h);
      c2.terms.push({ input: h, change: dPose });
      a = tf.sub(a, tf.mul(dA, reach));
      h = tf.relu(a);
      pose = forward(c2, h);
    }
    poses.push(read(pose));
    if (allConverged(machine, poses, options)) break;
  }
  if (options.project) projections.push(read(project().projection));
  return { poses, projections };
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
