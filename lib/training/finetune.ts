import * as tf from "@tensorflow/tfjs";
import type { Stills } from "../data/dataset.ts";
import type { MachineConfig } from "../model/config.ts";
import type { MachineParams } from "../model/machine.ts";
import { pictures } from "../model/pictures.ts";
import { psiR } from "../model/pose2d_network.ts";
import { psiC, psiP } from "../model/projector.ts";
import { psiT } from "../model/transformer.ts";
import { createRng } from "../random.ts";
import { type Frames, sampleClips } from "./frames.ts";
import { clipStarts } from "./init_transformer.ts";
import { dropJoints, keptJoints } from "./joint_dropout.ts";
import { squaredError } from "./losses.ts";
import type { Objective } from "./minimize.ts";
import type { StillSource } from "./pretrain_pose2d.ts";
import type { Recipe } from "./recipe.ts";
import { scaledFrames } from "./scaled_frames.ts";

/** One update's clips and stills. */
export interface FinetuneBatch {
  readonly indices: Int32Array;
  readonly stills: Stills;
}

/**
 * Step 4 of Algorithm 1: update {ω_R, ω_T, ω_C, ω_P} together on clips of N frames and stills.
 *
 * On clips, every module keeps its own loss, Eqs. (5), (6) and (2). On stills, whose 3D loss is taken as
 * zero, Eq. (5) holds and the projector supervises itself, Eq. (7): ‖p2d - p̂2d‖², the predicted 2D
 * pose taking the place of the true one. (Algorithm 1 has Eq. (7) on clips too; there the true 2D pose
 * is at hand, and the released code uses it.)
 */
export function finetune(
  config: MachineConfig,
  recipe: Recipe["finetune"],
  dropout: Recipe["projector"],
  frames: Frames,
  stills: StillSource,
  seed: number,
): Objective<MachineParams, FinetuneBatch> {
  const { joints, projector } = config;
  return {
    updates: recipe.updates,
    rate: recipe.rate,
    images: recipe.clips * recipe.frames + recipe.stills,
    batch: async (update) => ({
      indices: sampleClips(frames, recipe, createRng(seed, "finetune", update)),
      stills: await stills.next(),
    }),
    describe: ({ indices, stills }) =>
      `the clips from frames ${clipStarts(indices, recipe.frames)} and ${stills.count} stills`,
    loss(params, batch, update) {
      const rng = createRng(seed, "finetune", "chance", update);
      const count = batch.indices.length;
      const clips = scaledFrames(frames, batch.indices, recipe.frames, config.imageSize, rng);
      const images = tf.concat([clips.images, pictures(batch.stills.images, config.imageSize)]);
      const { maps, pose2d } = psiR(params.psiR, config, images);
      if (!pose2d) throw new RangeError("Fine-tuning needs a 2D pose head: 'fc' or 'argmax'");
      const [clipMaps, stillMaps] = tf.split(maps, [count, batch.stills.count]);
      const [clip2d, still2d] = tf.split(pose2d, [count, batch.stills.count]);
      const lift = (maps: tf.Tensor4D, sequences: number) => {
        const p3d = psiT(params.psiT, config, maps, { sequences }).pose3d;
        const kept = keptJoints(p3d.shape[0], joints, 3, dropout, rng);
        const changed = psiC(params.psiC, projector, dropJoints(p3d, kept, projector.centre));
        return {
          p3d,
          changed,
          projected: psiP(params.psiP, projector, changed, { training: true }),
        };
      };
      const clip = lift(clipMaps as tf.Tensor4D, recipe.clips);
      const still = lift(stillMaps as tf.Tensor4D, batch.stills.count);
      const truth3d = tf.gather(frames.pose3d, batch.indices);
      const stills2d = tf.tensor2d(batch.stills.pose2d, [batch.stills.count, 2 * joints]);
      const kept2d = (n: number) => keptJoints(n, joints, 2, dropout, rng);
      const parts = {
        pose2d: squaredError(clip2d as tf.Tensor2D, clips.pose2d), // Eq. (5)
        pose3d: squaredError(clip.p3d, truth3d), // Eq. (6)
        changed: squaredError(clip.changed, truth3d), // Eq. (2), first term
        projected: squaredError(clip.projected, clips.pose2d, kept2d(count)), // Eq. (2), second term
        stills2d: squaredError(still2d as tf.Tensor2D, stills2d), // Eq. (5)
        consistency: squaredError( // Eq. (7)
          still.projected,
          still2d as tf.Tensor2D,
          kept2d(batch.stills.count),
        ),
      };
      return { total: tf.addN(Object.values(parts)) as tf.Scalar, parts };
    },
  };
}
