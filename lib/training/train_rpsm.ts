import { UserError } from "../errors.ts";
import { initRpsm, type Rpsm } from "../model/rpsm.ts";
import type { RpsmConfig } from "../model/rpsm_config.ts";
import { disposeTree, type Tree } from "../nn/tree.ts";
import { fixedMaps } from "./fixed_features.ts";
import { layOutFrames } from "./frames.ts";
import {
  type DataConfig,
  type PlannedStep,
  planSteps,
  pose2dStep,
  type StepSettings,
} from "./plan.ts";
import { type Recipe, SMALL_RECIPE } from "./recipe.ts";
import { rpsmFinetuneObjective, rpsmObjective } from "./rpsm_objectives.ts";
import { stepRunner, type StepRunnerOptions } from "./step_runner.ts";
import { stillsAfterPose2d, trainPose2d } from "./train_pose2d.ts";
import type { TrainingData } from "./training_data.ts";

/** The three steps that train a recurrent 3D pose sequence machine. */
export interface RpsmRecipe {
  /** Step 1 of Algorithm 1: the same settings share its checkpoint. */
  readonly pose2d: Recipe["pose2d"];
  /** The stages, Ψ_R fixed. */
  readonly rpsm: NonNullable<Recipe["transformer"]>;
  /** Everything, on clips and stills. */
  readonly finetune: Recipe["finetune"];
}

/** What the machine that it is compared with gets, step by step; only the projector has no counterpart. */
export const RPSM_RECIPE: RpsmRecipe = {
  pose2d: SMALL_RECIPE.pose2d,
  rpsm: SMALL_RECIPE.transformer,
  finetune: SMALL_RECIPE.finetune,
};

/** What a recurrent 3D pose sequence machine is trained on, and where. */
export interface TrainRpsmOptions extends StepRunnerOptions, TrainingData {
  readonly config: RpsmConfig;
  /** Default: {@link RPSM_RECIPE}. */
  readonly recipe?: RpsmRecipe;
  /** Of the initial weights and the batches. */
  readonly seed: number;
  /** Library and device that compute; checkpoints of others are not mixed in. */
  readonly engine: string;
  /** Name of the last step to run (default: all). */
  readonly until?: string;
}

/** The steps of the training, known before they run. */
export function rpsmSteps(
  config: RpsmConfig,
  recipe: RpsmRecipe,
  data: DataConfig,
): StepSettings[] {
  const { transformer, lstmInitializer, stages } = config;
  const shape = { transformer, lstmInitializer, stages, data: data.dataset };
  return [
    pose2dStep(config, recipe.pose2d, data),
    { name: "rpsm", settings: { ...recipe.rpsm, ...shape } },
    { name: "rpsm-finetune", settings: { ...recipe.finetune } },
  ];
}

/**
 * Trains the paper's conference version as Algorithm 1 trains the paper's: on the same data, with the same
 * Ψ_R from step 1, on the same clips. A training that was stopped goes on, and ends with the same bytes.
 *
 * The caller frees `rpsm.params`.
 */
export async function trainRpsm(
  options: TrainRpsmOptions,
): Promise<{ rpsm: Rpsm; steps: readonly PlannedStep[] } | undefined> {
  const { config, recipe = RPSM_RECIPE, seed, dataConfig, until } = options;
  if (config.pose2d.head !== "fc") {
    throw new UserError(
      `Training takes the 2D head 'fc', not '${config.pose2d.head}': Ψ_R could not learn from 2D poses`,
    );
  }
  const steps = planSteps(options, rpsmSteps(config, recipe, dataConfig));
  const runner = stepRunner(steps, options);
  const initial = initRpsm(config, seed);
  const owned: Tree[] = [initial]; // freed at the end, however it comes
  const own = <T extends Tree>(tree: T): T => {
    owned.push(tree);
    return tree;
  };
  let closeStills = () => {}, freeMaps = () => {};
  try {
    const psiR = own(await trainPose2d(runner, initial.psiR, { ...options, recipe }));
    if (until === "pose2d") return undefined;
    const frames = layOutFrames(await options.dataset());
    own({ pose2d: frames.pose2d, pose3d: frames.pose3d });
    const stages = own(
      await runner.step("rpsm", initial.stages, async () => {
        const maps = await fixedMaps(psiR, config, frames);
        freeMaps = () => maps.dispose();
        return rpsmObjective({ config, recipe: recipe.rpsm, frames, maps, seed });
      }),
    );
    if (until === "rpsm") return undefined;
    const params = await runner.step("rpsm-finetune", { psiR, stages }, (done) => {
      const stills = stillsAfterPose2d(recipe, options.stills, done);
      closeStills = () => stills?.close();
      return rpsmFinetuneObjective({ config, recipe: recipe.finetune, frames, stills, seed });
    });
    return { rpsm: { config, params, normalization: frames.normalization }, steps };
  } finally {
    closeStills();
    freeMaps();
    for (const tree of owned) disposeTree(tree);
  }
}
