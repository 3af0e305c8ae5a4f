import * as tf from "@tensorflow/tfjs";
import type { Stills } from "../data/dataset.ts";
import { type HourglassParams, initHourglass, stackedHourglass } from "../model/hourglass.ts";
import { heatMapSize, type HourglassConfig } from "../model/hourglass_config.ts";
import type { Hourglass } from "../model/hourglass_file.ts";
import { pictures } from "../model/pictures.ts";
import { heatMaps } from "../model/pose2d_network.ts";
import { disposeTree } from "../nn/tree.ts";
import { createRng } from "../random.ts";
import { squaredError } from "./losses.ts";
import type { Objective } from "./minimize.ts";
import type { Loss } from "./adam_update.ts";
import { type PlannedStep, planSteps, type StepSettings } from "./plan.ts";
import type { StillSource } from "./pretrain_pose2d.ts";
import type { StepRecipe } from "./recipe.ts";
import type { Json } from "./run_config.ts";
import { visibleCells } from "./visible_joints.ts";
import { stepRunner, type StepRunnerOptions } from "./step_runner.ts";

/** How an hourglass is trained. */
export interface HourglassRecipe extends StepRecipe {
  /** Stills an update. */
  readonly stills: number;
  /** Weight of the heat maps' squared error. */
  readonly heatMaps: number;
}

/**
 * Two thirds of the pictures that step 1 of Algorithm 1 sees, all of them stills. Small batches, since what it
 * lacks is updates: on S8, 38,400 stills in updates of 32 come to 4.2 px, in updates of 64 to 4.7. The
 * weight is that step's, too: the gradient's norm is then about 2, and Adam's clipping at 5 is left to
 * outliers.
 */
export const HOURGLASS_RECIPE: HourglassRecipe = {
  updates: 8000,
  rate: 2e-3,
  stills: 32,
  heatMaps: 0.02,
};

/** What an hourglass is trained on, and where. */
export interface TrainHourglassOptions extends StepRunnerOptions {
  readonly config: HourglassConfig;
  /** Default: {@link HOURGLASS_RECIPE}. */
  readonly recipe?: HourglassRecipe;
  /** Of the initial weights. */
  readonly seed: number;
  /** Library and device that compute; checkpoints of others are not mixed in. */
  readonly engine: string;
  /** 2D human pose data: an endless set of stills from number `start`, `batch` at a time. */
  readonly stills: (start: number, batch: number) => StillSource & { close(): void };
  /** All that decides the stills, for the checkpoint's key. */
  readonly dataConfig: Json;
}

/** The one step of the training, known before it runs. */
export function hourglassSteps(
  config: HourglassConfig,
  recipe: HourglassRecipe,
  stills: Json,
): StepSettings[] {
  return [{ name: "hourglass", settings: { ...recipe, hourglass: config, data: stills } }];
}

/**
 * Trains "another 2D pose prediction model from the hourglass network with two stages" (row `w/ HG
 * features` of Table 5) on stills with 2D labels alone. A training that was stopped goes on, and ends
 * with the same bytes. The caller frees `hourglass.params`.
 */
export async function trainHourglass(
  options: TrainHourglassOptions,
): Promise<{ hourglass: Hourglass; steps: readonly PlannedStep[] }> {
  const { config, recipe = HOURGLASS_RECIPE, seed, engine, dataConfig } = options;
  const steps = planSteps({ seed, engine }, hourglassSteps(config, recipe, dataConfig));
  const start = initHourglass(config, createRng(seed, "init", "hourglass"));
  let source: ReturnType<typeof options.stills> | undefined;
  try {
    const params = await stepRunner(steps, options).step("hourglass", start, (done) => {
      const next = () => { // opened only when there is something left to do
        source ??= options.stills(done * recipe.stills, recipe.stills);
        return source.next();
      };
      return hourglassObjective(config, recipe, { next });
    });
    return { hourglass: { config, params }, steps };
  } finally {
    source?.close();
    disposeTree(start);
  }
}

/**
 * The sum over stacks of ‖heat maps - target‖², averaged over pictures, times a weight; the targets are
 * Gaussians of one cell's standard deviation (section 4.1 of Newell et al. 2016).
 */
export function hourglassObjective(
  config: HourglassConfig,
  { updates, rate, schedule, stills, heatMaps: weight }: HourglassRecipe,
  source: StillSource,
): Objective<HourglassParams, Stills> {
  const flat = (maps: tf.Tensor4D) => tf.reshape(maps, [maps.shape[0], -1]) as tf.Tensor2D;
  return {
    updates,
    rate,
    schedule,
    images: stills,
    batch: () => source.next(),
    describe: ({ count }) => `${count} stills`,
    loss(params, batch): Loss {
      const { count, images, pose2d } = batch;
      const truth = tf.tensor2d(pose2d, [count, 2 * config.joints]);
      const target = flat(heatMaps(truth, heatMapSize(config)));
      const known = visibleCells(batch, heatMapSize(config) ** 2);
      const maps = stackedHourglass(params, config, pictures(images, config.imageSize));
      const errors = maps.map((stack) => squaredError(flat(stack), target, known));
      const parts = errors.map((error, i) => [`stack${i + 1}`, error] as const);
      const total: tf.Scalar = tf.mul(tf.addN(errors), weight);
      return { total, parts: Object.fromEntries(parts) };
    },
  };
}
