import * as tf from "@tensorflow/tfjs";
import type { LifterConfig } from "../model/config.ts";
import type { PsiR } from "../model/pose2d_network.ts";
import { layOutFrames } from "./frames.ts";
import { pretrainPose2d } from "./pretrain_pose2d.ts";
import type { Recipe } from "./recipe.ts";
import type { StepRunner } from "./step_runner.ts";
import type { TrainingData } from "./training_data.ts";

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
      const frames = pose2d.frames > 0 ? layOutFrames(await pretraining()) : undefined;
      const source = pose2d.stills > 0 ? stills(done * pose2d.stills, pose2d.stills) : undefined;
      close = () => {
        source?.close();
        if (frames) tf.dispose([frames.pose2d, frames.pose3d]);
      };
      return pretrainPose2d(config, pose2d, frames, source, seed);
    });
  } finally {
    close();
  }
}

/** The stills of the last step from update `done` on: those that come after what step 1 saw; none without any. */
export function stillsAfterPose2d(
  { pose2d, finetune }: Pick<Recipe, "pose2d" | "finetune">,
  stills: TrainingData["stills"],
  done: number,
): ReturnType<TrainingData["stills"]> | undefined {
  if (finetune.stills === 0) return undefined;
  return stills(pose2d.updates * pose2d.stills + done * finetune.stills, finetune.stills);
}
