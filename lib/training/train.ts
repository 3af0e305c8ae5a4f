import * as tf from "@tensorflow/tfjs";
import type { Dataset } from "../data/dataset.ts";
import { UserError } from "../errors.ts";
import type { MachineConfig } from "../model/config.ts";
import { initMachine, type Machine, type MachineParams } from "../model/machine.ts";
import { measurePsiP, psiC, type PsiP } from "../model/projector.ts";
import { disposeTree, type Tree } from "../nn/tree.ts";
import { finetune } from "./finetune.ts";
import { fixedMaps, fixedPoses, type Frames, layOutFrames } from "./frames.ts";
import { initProjector } from "./init_projector.ts";
import { initTransformer } from "./init_transformer.ts";
import type { Objective } from "./minimize.ts";
import { pretrainPose2d, type StillSource } from "./pretrain_pose2d.ts";
import type { Recipe, StepRecipe } from "./recipe.ts";
import type { Json } from "./run_config.ts";
import {
  type FinishedStep,
  type StepName,
  stepRunner,
  type StepRunnerOptions,
} from "./step_runner.ts";

/** What Algorithm 1 is run on, and where. */
export interface TrainOptions extends StepRunnerOptions {
  readonly config: MachineConfig;
  readonly recipe: Recipe;
  /** 3D human pose data, {I_t^3d}; asked for when step 2 begins. */
  readonly dataset: () => Promise<Dataset>;
  /**
   * The 3D data whose 2D labels step 1 learns from beside the stills. Without the validation actor,
   * one pre-trained Ψ_R serves the machine that choices are made on and the final one.
   */
  readonly pretraining: () => Promise<Dataset>;
  /** 2D human pose data, {I_i^2d}: an endless set of stills from number `start`, `batch` at a time. */
  readonly stills: (start: number, batch: number) => StillSource & { close(): void };
  /** All that decides the data, for the checkpoints' keys. */
  readonly dataConfig: {
    readonly stills: Json;
    readonly pretraining: Json;
    readonly dataset: Json;
  };
  /** The last step to run (default: all four). */
  readonly until?: StepName;
}

/** A trained machine, and the key of each step that made it. */
export interface Trained {
  readonly machine: Machine;
  readonly steps: readonly FinishedStep[];
}

/**
 * Algorithm 1. Each step has a folder named by a hash of all that decides its result (its own settings
 * and those of the steps before it): one that is finished is not run again, one that was stopped goes
 * on, and trainings that share a step share its checkpoint.
 *
 * The caller frees `machine.params`. Returns undefined when `until` stops it before the last step.
 */
export async function train(options: TrainOptions): Promise<Trained | undefined> {
  const { config, recipe, seed, dataConfig } = options;
  const { imageSize, joints, initializer } = config;
  if (config.pose2d.head !== "fc") {
    throw new UserError(
      `Algorithm 1 trains a machine with the 2D head 'fc', not '${config.pose2d.head}': ` +
        `an argmax has no gradient, and without a head there is no p2d to correct towards`,
    );
  }
  const { steps, step } = stepRunner(options);
  const initial = initMachine(config, seed);
  const open: { close(): void }[] = [];
  const stillsFrom = (start: number, batch: number) => {
    const source = options.stills(start, batch);
    open.push(source);
    return source;
  };
  const owned: Tree[] = [initial]; // freed at the end, however it comes
  const own = <T extends Tree>(tree: T): T => {
    owned.push(tree);
    return tree;
  };
  try {
    // 1: ω_R by Eq. (5) on stills, and on frames with their 2D labels.
    const { pose2d } = recipe;
    const { stills, pretraining } = dataConfig;
    const psiR = own(
      await step(
        "pose2d",
        {
          ...pose2d,
          imageSize,
          joints,
          pose2d: config.pose2d,
          initializer,
          data: { stills, pretraining },
        },
        initial.psiR,
        async (done) => {
          if (done === pose2d.updates) return finished(pose2d);
          const frames = layOutFrames(await options.pretraining());
          own({ pose2d: frames.pose2d, pose3d: frames.pose3d });
          const source = stillsFrom(done * pose2d.stills, pose2d.stills);
          return pretrainPose2d(config, pose2d, frames, source, seed);
        },
      ),
    );
    open.pop()?.close();
    if (options.until === "pose2d") return undefined;

    // 2: with ω_R fixed, ω_T by Eq. (6) on clips.
    const frames = layOutFrames(await options.dataset());
    const maps = fixedMaps(psiR, config, frames);
    own({ pose2d: frames.pose2d, pose3d: frames.pose3d, maps });
    const psiT = own(
      await step(
        "transformer",
        {
          ...recipe.transformer,
          transformer: config.transformer,
          lstmInitializer: config.lstmInitializer,
          data: dataConfig.dataset,
        },
        initial.psiT,
        () => Promise.resolve(initTransformer(config, recipe.transformer, frames, maps, seed)),
      ),
    );
    if (options.until === "transformer") return undefined;

    // 3: with ω_R and ω_T fixed, {ω_C, ω_P} by Eq. (2).
    const poses = fixedPoses(psiT, config, frames, maps);
    own({ poses });
    const projector = own(
      await step(
        "projector",
        { ...recipe.projector, projector: config.projector },
        { psiC: initial.psiC, psiP: initial.psiP },
        () => Promise.resolve(initProjector(config, recipe.projector, frames, poses, seed)),
      ),
    );
    const psiP = withStatistics(config, projector, poses);
    if (psiP !== projector.psiP) own(newStatistics(psiP));
    if (options.until === "projector") return undefined;

    // 4: everything together by Eqs. (2), (5), (6), (7) on clips and stills.
    const start: MachineParams = { psiR, psiT, psiC: projector.psiC, psiP };
    const after = pose2d.updates * pose2d.stills; // stills not seen before
    const tuned = await step("finetune", { ...recipe.finetune }, start, (done) => {
      const source = stillsFrom(after + done * recipe.finetune.stills, recipe.finetune.stills);
      return Promise.resolve(
        finetune(config, recipe.finetune, recipe.projector, frames, source, seed),
      );
    });
    const params = config.projector.batchNorm ? remeasured(config, tuned, frames) : tuned;
    return { machine: { config, params, normalization: frames.normalization }, steps };
  } finally {
    for (const source of open) source.close();
    for (const tree of owned) disposeTree(tree);
  }
}

/** The objective of a step that has nothing left to do, so that its data need not be made ready. */
function finished({ updates, rate }: StepRecipe): Objective<never, never> {
  const none = () => {
    throw new RangeError("This step is done");
  };
  return { updates, rate, images: 0, batch: none, describe: none, loss: none };
}

/** Ψ_P with its batch statistics, if it has any, measured over all training frames. */
function withStatistics(
  { projector }: MachineConfig,
  params: Pick<MachineParams, "psiC" | "psiP">,
  poses: tf.Tensor2D,
): PsiP {
  return tf.tidy(() => measurePsiP(params.psiP, projector, psiC(params.psiC, projector, poses)));
}

/** What {@link withStatistics} made anew; scales and offsets are those it was given. */
function newStatistics({ norms }: PsiP): Tree {
  return Object.fromEntries(
    Object.entries(norms).map(([name, { mean, variance }]) => [name, { mean, variance }]),
  );
}

/** The fine-tuned machine with Ψ_P's batch statistics measured anew. */
function remeasured(config: MachineConfig, tuned: MachineParams, frames: Frames): MachineParams {
  const psiP = tf.tidy(() => {
    const maps = fixedMaps(tuned.psiR, config, frames);
    return withStatistics(config, tuned, fixedPoses(tuned.psiT, config, frames, maps));
  });
  for (const { mean, variance } of Object.values(tuned.psiP.norms)) tf.dispose([mean, variance]);
  return { ...tuned, psiP }; // scale and offset are the same tensors as before
}
