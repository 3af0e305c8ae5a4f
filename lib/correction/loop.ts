import * as tf from "@tensorflow/tfjs";
import { psiC, psiP } from "../model/projector.ts";
import { leaves, mapTree, type Tree } from "../nn/tree.ts";
import { inChunks } from "./chunks.ts";
import type { StepOptions } from "./options.ts";
import type { Correction, CorrectionMachine } from "./projector.ts";
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
  return inChunks(pose3d, target2d, 1, (p3d, p2d) => correctFrame(machine, p3d, p2d, options));
}

function correctFrame(
  machine: CorrectionMachine,
  pose3d: tf.Tensor2D,
  target2d: tf.Tensor2D,
  options: StepOptions,
): Correction {
  const { config } = machine;
  // ω_C^t and ω_P^t, disposable: only valid for this frame.
  let c = machine.psiC, p = machine.psiP;
  const pose = () => psiC(c, config, pose3d).dataSync() as Float32Array;
  const loss = (c: typeof machine.psiC, p: typeof machine.psiP) =>
    tf.sum(tf.squaredDifference(psiP(p, config, psiC(c, config, pose3d)), target2d)) as tf.Scalar;

  const initial = pose();
  let now = initial, steps = 0, converged = false;
  while (steps < options.steps && !converged) {
    if (options.update === "psiC") {
      [c] = descend([c], ([c]) => loss(c, p), options.rate);
    } else {
      [c, p] = descend([c, p], ([c, p]) => loss(c, p), options.rate);
    }
    const before = now;
    now = pose();
    steps++;
    converged = isConverged(robustMovement(machine, before, now, 0), options);
  }
  const movement = robustMovement(machine, initial, now, 0);
  const discarded = isDiscarded(movement, options);
  const decisions = [{ steps, movement, converged, discarded }];
  return { pose3d: discarded ? initial : now, initial, decisions };
}

/** One step of plain gradient descent, Eq. (3), on every parameter of some modules. */
function descend<T extends Tree[]>(
  modules: [...T],
  loss: (modules: T) => tf.Scalar,
  rate: number,
): T {
  const parameters = modules.flatMap((module) =>
    leaves(module).filter(isTrained).map(([, t]) => t)
  );
  const rebuild = (values: tf.Tensor[]) => {
    const next = values.values();
    return modules.map((module) =>
      mapTree(module, (leaf, path) => isTrained([path]) ? next.next().value! : leaf)
    ) as T;
  };
  const { grads } = tf.valueAndGrads((...values: tf.Tensor[]) => loss(rebuild(values)))(parameters);
  return rebuild(parameters.map((value, i) => tf.sub(value, tf.mul(grads[i], rate))));
}

/** The mean and variance of batch normalisation are the training set's, no parameters of Eq. (3). */
function isTrained([path]: readonly [path: string, ...unknown[]]): boolean {
  return !/norms\/.*\/(mean|variance)$/.test(path);
}
