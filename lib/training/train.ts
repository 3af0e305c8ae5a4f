import * as tf from "@tensorflow/tfjs";
import type { StoredDataset } from "../data/dataset.ts";
import { UserError } from "../errors.ts";
import type { LifterConfig, MachineConfig } from "../model/config.ts";
import { initMachine, type Lifter, type Machine, type MachineParams } from "../model/machine.ts";
import type { PsiR } from "../model/pose2d_network.ts";
import { measurePsiP, psiC, type PsiP } from "../model/projector.ts";
import { disposeTree, type Tree } from "../nn/tree.ts";
import { finetune } from "./finetune.ts";
import { fixedMaps, fixedPoses } from "./fixed_features.ts";
import { type Frames, layOutFrames } from "./frames.ts";
import { initProjector } from "./init_projector.ts";
import { initTransformer } from "./init_transformer.ts";
import { algorithm1, type DataConfig, type PlannedStep, planSteps, type StepName } from "./plan.ts";
import { pretrainPose2d, type StillSource } from "./pretrain_pose2d.ts";
import type { Recipe } from "./recipe.ts";
import { type StepRunner, stepRunner, type StepRunnerOptions } from "./step_runner.ts";

/** What a training sees, and where what it sees comes from. */
export interface TrainingData {
  /** 3D human pose data, {I_t^3d}; asked for when step 2 begins. */
  readonly dataset: () => Promise<StoredDataset>;
  /**
   * The 3D data whose 2D labels step 1 learns from beside the stills. Without the validation actor,
   * one pre-trained Ψ_R serves the machine that choices are made on and the final one.
   */
  readonly pretraining: () => Promise<StoredDataset>;
  /** 2D human pose data, {I_i^2d}: an endless set of stills from number `start`, `batch` at a time. */
  readonly stills: (start: number, batch: number) => StillSource & { close(): void };
  /** All that decides the data, for the checkpoints' keys. */
  readonly dataConfig: DataConfig;
}

/** What Algorithm 1 is run on, and where. */
export interface TrainOptions extends StepRunnerOptions, TrainingData {
  readonly config: MachineConfig;
  readonly recipe: Recipe;
  /** Of the initial weights and the batches. */
  readonly seed: number;
  /** Library and device that compute; checkpoints of others are not mixed in. */
  readonly engine: string;
  /** The last step to run (default: all that the recipe has). */
  readonly until?: StepName;
}

/** A trained machine (one without projector, if the recipe has none), and the steps that made it. */
export interface Trained {
  readonly machine: Lifter | Machine;
  readonly steps: readonly PlannedStep[];
}

/**
 * Algorithm 1. Each step has a folder named by a hash of all that decides its result (its own settings
 * and those of the steps before it): one that is finished is not run again, one that was stopped goes
 * on, and trainings that share a step share its checkpoint. A recipe may leave out steps 2 and 3.
 *
 * The caller frees `machine.params`. Returns undefined when `until` stops it before the last step.
 */
export async function train(options: TrainOptions): Promise<Trained | undefined> {
  const { config, recipe, seed, until } = options;
  if (config.pose2d.head !== "fc") {
    throw new UserError(
      `Algorithm 1 trains a machine with the 2D head 'fc', not '${config.pose2d.head}': ` +
        `an argmax has no gradient, and without a head there is no p2d to correct towards`,
    );
  }
  const steps = planSteps(options, algorithm1(config, recipe, options.dataConfig));
  const runner = stepRunner(steps, options);
  const initial = initMachine(config, seed);
  const owned: Tree[] = [initial]; // freed at the end, however it comes
  const own = <T extends Tree>(tree: T): T => {
    owned.push(tree);
    return tree;
  };
  let closeStills = () => {}, freeMaps = () => {};
  try {
    // 1: ω_R by Eq. (5) on stills, and on frames with their 2D labels.
    const psiR = own(await trainPose2d(runner, initial.psiR, options));
    if (until === "pose2d") return undefined;

    // 2: with ω_R fixed, ω_T by Eq. (6) on clips.
    const frames = layOutFrames(await options.dataset());
    own({ pose2d: frames.pose2d, pose3d: frames.pose3d });
    const maps = once(async () => {
      const fixed = await fixedMaps(psiR, config, frames);
      freeMaps = () => fixed.dispose();
      return fixed;
    });
    const { transformer } = recipe;
    const psiT = transformer
      ? own(
        await runner.step(
          "transformer",
          initial.psiT,
          async () =>
            initTransformer({ config, recipe: transformer, frames, maps: await maps(), seed }),
        ),
      )
      : initial.psiT;
    if (until === "transformer") return undefined;

    // 3: with ω_R and ω_T fixed, {ω_C, ω_P} by Eq. (2).
    const poses = once(async () => {
      return own({ poses: await fixedPoses(psiT, config, frames, await maps()) }).poses;
    });
    let projector: Pick<MachineParams, "psiC" | "psiP"> | undefined;
    if (recipe.projector) {
      const { projector: how } = recipe;
      const { psiC, psiP } = initial;
      const trained = own(
        await runner.step(
          "projector",
          { psiC, psiP },
          async () => initProjector(config, how, frames, await poses(), seed),
        ),
      );
      projector = { psiC: trained.psiC, psiP: await withStatistics(config, trained, poses) };
      if (projector.psiP !== trained.psiP) own(newStatistics(projector.psiP));
    }
    if (until === "projector") return undefined;

    // 4: everything together by Eqs. (2), (5), (6), (7) on clips and stills.
    const objective = (done: number) => {
      const { stills } = recipe.finetune;
      const seen = recipe.pose2d.updates * recipe.pose2d.stills; // go on with new ones
      const source = stills > 0 ? options.stills(seen + done * stills, stills) : undefined;
      closeStills = () => source?.close();
      return { config, recipe: recipe.finetune, frames, stills: source, seed };
    };
    const { normalization } = frames;
    if (projector && recipe.projector) {
      const trained = { config: config.projector, dropout: recipe.projector };
      const params: MachineParams = await runner.step(
        "finetune",
        { psiR, psiT, ...projector },
        (done) => finetune({ ...objective(done), projector: trained }),
      );
      const whole = config.projector.batchNorm ? await remeasured(config, params, frames) : params;
      return { machine: { config, params: whole, normalization }, steps };
    }
    const params = await runner.step(
      "finetune",
      { psiR, psiT },
      (done) => finetune({ ...objective(done), projector: null }),
    );
    return { machine: { config: withoutProjector(config), params, normalization }, steps };
  } finally {
    closeStills();
    freeMaps();
    for (const tree of owned) disposeTree(tree);
  }
}

/** What step 1 of Algorithm 1 needs to know; other machines begin with it too. */
export type Pose2dTraining =
  & Pick<TrainingData, "pretraining" | "stills">
  & {
    readonly config: LifterConfig;
    readonly recipe: Pick<Recipe, "pose2d">;
    readonly seed: number;
  };

/** Step 1, from `start`; the caller frees what it returns. */
export async function trainPose2d(
  runner: StepRunner,
  start: PsiR,
  { config, recipe: { pose2d }, seed, pretraining, stills }: Pose2dTraining,
): Promise<PsiR> {
  let close = () => {};
  try {
    return await runner.step("pose2d", start, async (done) => {
      const frames = layOutFrames(await pretraining());
      const source = pose2d.stills > 0 ? stills(done * pose2d.stills, pose2d.stills) : undefined;
      close = () => {
        source?.close();
        tf.dispose([frames.pose2d, frames.pose3d]);
      };
      return pretrainPose2d(config, pose2d, frames, source, seed);
    });
  } finally {
    close();
  }
}

function withoutProjector({ projector: _, ...config }: MachineConfig): LifterConfig {
  return config;
}

/** What `make` gives, made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Ψ_P with its batch statistics, if it has any, measured over all training frames. */
async function withStatistics(
  { projector }: MachineConfig,
  params: Pick<MachineParams, "psiC" | "psiP">,
  poses: () => Promise<tf.Tensor2D>,
): Promise<PsiP> {
  if (!projector.batchNorm) return params.psiP;
  const all = await poses(); // which may outlive this
  return tf.tidy(() => measurePsiP(params.psiP, projector, psiC(params.psiC, projector, all)));
}

/** What {@link withStatistics} made anew; scales and offsets are those it was given. */
function newStatistics({ norms }: PsiP): Tree {
  return Object.fromEntries(
    Object.entries(norms).map(([name, { mean, variance }]) => [name, { mean, variance }]),
  );
}

/** The fine-tuned machine with Ψ_P's batch statistics measured anew. */
async function remeasured(
  config: MachineConfig,
  tuned: MachineParams,
  frames: Frames,
): Promise<MachineParams> {
  const maps = await fixedMaps(tuned.psiR, config, frames);
  const poses = await fixedPoses(tuned.psiT, config, frames, maps);
  maps.dispose();
  const psiP = await withStatistics(config, tuned, () => Promise.resolve(poses));
  poses.dispose();
  for (const { mean, variance } of Object.values(tuned.psiP.norms)) tf.dispose([mean, variance]);
  return { ...tuned, psiP }; // scale and offset are the same tensors as before
}
