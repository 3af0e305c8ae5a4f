import * as tf from "@tensorflow/tfjs";
import { timeInTurns, type Timing, type Work } from "../../experiments/timing.ts";
import type { MachineConfig } from "../../model/config.ts";
import { initMachine } from "../../model/machine.ts";
import { adam, initAdam } from "../../nn/adam.ts";
import { disposeTree, leaves } from "../../nn/tree.ts";
import { adamVariables } from "./adam_operation.ts";
import { type NetworkBatch, networkWork } from "./networks.ts";

/** What Adam's update takes of one kind of training step. */
export interface UpdateCost {
  readonly work: "train" | "finetune";
  /** Numbers that it updates. */
  readonly parameters: number;
  /** The whole step, ms. */
  readonly step: Timing;
  /** The update alone, as trainings do it: composed of some fifteen operations. */
  readonly composed: Timing;
  /** The same numbers by one operation beside the clipping; null where there are no raw operations. */
  readonly operation: Timing | null;
  /** The update's share of the step. */
  readonly share: number;
}

/** Times the optimiser's update beside the steps that it is part of, and beside its candidate, in turns. */
export async function benchUpdate(
  config: MachineConfig,
  { batch, rounds }: { batch: NetworkBatch; rounds: number },
): Promise<UpdateCost[]> {
  const costs: UpdateCost[] = [];
  for (const work of ["train", "finetune"] as const) {
    const params = initMachine(config, 1);
    const trained = leaves(work === "train" ? params.psiR : params);
    const parameters = trained.reduce((sum, [, { size }]) => sum + size, 0);
    disposeTree(params);
    const step = networkWork(work, config, batch);
    const vector: tf.Tensor1D = tf.randomNormal([parameters], 0, 0.1, "float32", 1);
    const gradient: tf.Tensor1D = tf.randomNormal([parameters], 0, 0.1, "float32", 2);
    const memory = initAdam(parameters);
    const variables = adamVariables(vector);
    const one = { step: 100, rate: 1e-5 };
    const turns: Record<string, Work> = {
      step: () => step.run(),
      composed: () => tf.tidy(() => finished(adam(vector, gradient, memory, one))),
      ...(variables &&
        { operation: () => tf.tidy(() => finished(variables.update(gradient, one))) }),
    };
    const times = await timeInTurns(turns, { rounds });
    costs.push({
      ...{ work, parameters, step: times.step, composed: times.composed },
      operation: times.operation ?? null,
      share: times.composed.median / times.step.median,
    });
    step.dispose();
    variables?.dispose();
    disposeTree(memory);
    tf.dispose([vector, gradient]);
  }
  return costs;
}

/** Waits for an update: its norm and its parameters are there. */
function finished({ parameters, norm }: { parameters: tf.Tensor1D; norm: tf.Scalar }): void {
  norm.dataSync();
  tf.slice(parameters, [0], [1]).dataSync();
}
