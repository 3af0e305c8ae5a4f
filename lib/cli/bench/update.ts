import * as tf from "@tensorflow/tfjs";
import { timeInTurns, type Timing, type Work } from "../../experiments/timing.ts";
import type { MachineConfig } from "../../model/config.ts";
import { initMachine } from "../../model/machine.ts";
import { adam, initAdam } from "../../nn/adam.ts";
import { disposeTree, leaves, type Tree } from "../../nn/tree.ts";
import { type StepName, STEPS } from "../../training/plan.ts";
import type { SMALL_RECIPE } from "../../training/recipe.ts";
import { adamVariables } from "./adam_operation.ts";
import { projectorWork, transformerWork } from "./fixed_steps.ts";
import { networkWork, type PreparedWork } from "./networks.ts";

/** What Adam's update takes of one step of Algorithm 1. */
export interface UpdateCost {
  readonly step: StepName;
  /** Numbers that it updates. */
  readonly parameters: number;
  /** A whole update of the step, ms. */
  readonly whole: Timing;
  /** Adam's alone, as trainings do it: composed of some fifteen operations. */
  readonly composed: Timing;
  /** The same numbers by one operation beside the clipping; null where there are no raw operations. */
  readonly operation: Timing | null;
  /** Adam's share of the whole. */
  readonly share: number;
}

/** How many numbers a tree has. */
function sizeOf(tree: Tree): number {
  return leaves(tree).reduce((sum, [, { size }]) => sum + size, 0);
}

/** An update of every step, as a recipe takes it, on random data. */
function works(config: MachineConfig, { images, recipe }: UpdateOptions) {
  const { transformer, projector, finetune: { clips, frames, stills } } = recipe;
  const batch = { images, clips, frames, stills };
  return {
    pose2d: () => networkWork("train", config, batch),
    transformer: () => transformerWork(config, transformer),
    projector: () => projectorWork(config, projector),
    finetune: () => networkWork("finetune", config, batch),
  } satisfies Record<StepName, () => PreparedWork>;
}

/** What is measured. */
export interface UpdateOptions {
  /** Pictures of an update of step 1. */
  readonly images: number;
  /** Batches of the other steps. */
  readonly recipe: typeof SMALL_RECIPE;
  readonly rounds: number;
}

/** Times the optimiser's update beside the steps that it is part of, and beside its candidate, in turns. */
export async function benchUpdate(
  config: MachineConfig,
  options: UpdateOptions,
): Promise<UpdateCost[]> {
  const params = initMachine(config, 1);
  const { psiR, psiT, psiC, psiP } = params;
  const sizes = {
    pose2d: sizeOf(psiR),
    transformer: sizeOf(psiT),
    projector: sizeOf({ psiC, psiP }),
    finetune: sizeOf(params),
  };
  disposeTree(params);
  const prepare = works(config, options);
  const costs: UpdateCost[] = [];
  for (const name of STEPS) {
    const parameters = sizes[name];
    const step = prepare[name]();
    const vector: tf.Tensor1D = tf.randomNormal([parameters], 0, 0.1, "float32", 1);
    const gradient: tf.Tensor1D = tf.randomNormal([parameters], 0, 0.1, "float32", 2);
    const memory = initAdam(parameters);
    const variables = adamVariables(vector);
    const one = { step: 100, rate: 1e-5 };
    const turns: Record<string, Work> = {
      whole: () => step.run(),
      composed: () => tf.tidy(() => finished(adam(vector, gradient, memory, one))),
      ...(variables &&
        { operation: () => tf.tidy(() => finished(variables.update(gradient, one))) }),
    };
    const times = await timeInTurns(turns, { rounds: options.rounds });
    costs.push({
      ...{ step: name, parameters, whole: times.whole, composed: times.composed },
      operation: times.operation ?? null,
      share: times.composed.median / times.whole.median,
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
