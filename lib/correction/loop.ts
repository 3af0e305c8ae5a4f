import * as tf from "@tensorflow/tfjs";
import type { PsiC, PsiP } from "../model/projector.ts";
import { leaves, mapTree, type Tree } from "../nn/tree.ts";
import { freeing } from "../engine/freeing.ts";
import { inChunks } from "./chunks.ts";
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
  const [poses, targets] = [pose3d, target2d].map((t) => t.dataSync() as Float32Array);
  const row = (matrix: Float32Array, frame: number, [, columns]: number[]) =>
    tf.tensor2d(
      matrix.slice(frame * columns, (frame + 1) * columns).map((value) => value - centre),
      [1, columns],
    );
  return freeing(() => {
    const trained = mapTree(
      { psiC, psiP },
      (leaf, path) => path.endsWith("bias") ? tf.expandDims(leaf, 0) : leaf, // a row, as its gradient
    );
    const ops = rowOperations();
    const twiceRate = tf.scalar(2 * options.rate);
    return inChunks(pose3d.shape, 1, (frame) => {
      const x = row(poses, frame, pose3d.shape), target = row(targets, frame, target2d.shape);
      return correctFrame(machine, trained, { ops, x, target, twiceRate }, options);
    });
  });
}

/** ω_C and ω_P; for one frame, its disposable ω_C^t and ω_P^t. */
type Weights = { readonly psiC: PsiC; readonly psiP: PsiP };

/** One frame's poses, from the centre, and what it takes to correct them. */
interface Frame {
  readonly ops: RowOperations;
  readonly x: tf.Tensor;
  readonly target: tf.Tensor;
  readonly twiceRate: tf.Scalar;
}

function correctFrame(
  machine: CorrectionMachine,
  trained: Weights,
  { ops, x, target, twiceRate }: Frame,
  options: StepOptions,
): Correction {
  const { update, project } = options;
  const [ofC, ofP] = [update !== "psiP", update !== "psiC"];
  const poses: Float32Array[] = [], projections: Float32Array[] = []; // after 0, 1, 2, … steps
  const read = (row: tf.Tensor) =>
    (row.dataSync() as Float32Array).map((value) => value + machine.config.centre);
  const predict = ({ psiC }: Weights) => {
    const pose = rowPsiC(ops, psiC, x);
    poses.push(read(pose));
    return pose;
  };
  const projected = (weights: Weights) => {
    const projection = rowPsiP(ops, weights.psiP, predict(weights), ofP);
    if (project) projections.push(read(projection));
    return projection;
  };
  const loss = (weights: Weights) => rowLoss(ops, projected(weights), target, twiceRate);
  const movement = (from: number) => robustMovement(machine, poses[from], poses.at(-1)!, 0);

  const { weightsOf, start } = updated(trained, { ofC, ofP });
  let copy = start;
  for (let steps = 0;; steps++) {
    const last = steps === options.steps;
    // One pass forward gives the pose by these weights and, differentiated, the step to the next.
    const step = last
      ? ((project ? projected : predict)(weightsOf(copy)), [])
      : tf.grads((...values: tf.Tensor[]) => loss(weightsOf(values)))(copy);
    const converged = steps > 0 && isConverged(movement(steps - 1), options);
    if (last || converged) {
      const discarded = isDiscarded(movement(0), options);
      const kept = discarded ? 0 : steps;
      return {
        pose3d: poses[kept],
        initial: poses[0],
        ...(project && { projection: projections[kept] }),
        ...(options.trail && { trail: poses }),
        decisions: [{ steps, movement: movement(0), converged, discarded }],
      };
    }
    copy = copy.map((value, i) => ops.subtract(value, step[i])); // the rate is in the loss
  }
}

/** The parameters that Eq. (3) changes as a list, and the way back from such a list. */
function updated(trained: Weights, { ofC, ofP }: { ofC: boolean; ofP: boolean }) {
  const { psiC, psiP } = trained;
  const tree: Tree = { ...(ofC && { psiC }), ...(ofP && { psiP }) };
  // The mean and variance of batch normalisation are the training set's, no parameters.
  const fixed = (path: string) => /(mean|variance)$/.test(path);
  return {
    start: leaves(tree).filter(([path]) => !fixed(path)).map(([, leaf]) => leaf),
    weightsOf(values: tf.Tensor[]): Weights {
      const next = values.values();
      const changed = mapTree(tree, (leaf, path) => fixed(path) ? leaf : next.next().value!);
      return { ...trained, ...changed };
    },
  };
}
