import { UserError } from "../errors.ts";
import type { LifterConfig, MachineConfig } from "../model/config.ts";
import { initMachine, type Lifter, type Machine, type MachineParams } from "../model/machine.ts";
import { disposeTree, type Tree } from "../nn/tree.ts";
import { newStatistics, remeasured, withStatistics } from "./batch_statistics.ts";
import { finetune } from "./finetune.ts";
import { fixedMaps, fixedPoses } from "./fixed_features.ts";
import { layOutFrames } from "./frames.ts";
import { initProjector } from "./init_projector.ts";
import { initTransformer } from "./init_transformer.ts";
import { algorithm1, type PlannedStep, planSteps, type StepName } from "./plan.ts";
import type { Recipe } from "./recipe.ts";
import { stepRunner, type StepRunnerOptions } from "./step_runner.ts";
import { stillsAfterPose2d, trainPose2d } from "./train_pose2d.ts";
import type { TrainingData } from "./training_data.ts";

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
      const stills = stillsAfterPose2d(recipe, options.stills, done);
      closeStills = () => stills?.close();
      return { config, recipe: recipe.finetune, frames, stills, seed };
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

function withoutProjector({ projector: _, ...config }: MachineConfig): LifterConfig {
  return config;
}

/** What `make` gives, made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
