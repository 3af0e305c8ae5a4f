import * as tf from "@tensorflow/tfjs";
import type { LifterConfig } from "../model/config.ts";
import type { LifterParams, MachineParams } from "../model/machine.ts";
import { pictures } from "../model/pictures.ts";
import { psiR } from "../model/pose2d_network.ts";
import { type ProjectorConfig, psiC, psiP } from "../model/projector.ts";
import { psiT } from "../model/transformer.ts";
import { createRng } from "../random.ts";
import {
  type ClipsAndStills,
  clipsAndStills,
  type ClipsAndStillsOptions,
} from "./clip_objectives.ts";
import { dropJoints, keptJoints } from "./joint_dropout.ts";
import { squaredError } from "./losses.ts";
import type { Objective } from "./minimize.ts";
import type { ProjectorRecipe } from "./recipe.ts";
import { scaledFrames } from "./scaled_frames.ts";
import { visibleCoordinates } from "./visible_joints.ts";

/** Ψ_C and Ψ_P in a loss: their shape, and the joints that are dropped before and behind them. */
export interface TrainedProjector {
  readonly config: ProjectorConfig;
  readonly dropout: ProjectorRecipe;
}

/** What a step that trains all modules together is made of. */
export interface FinetuneOptions<Params extends LifterParams> extends ClipsAndStillsOptions {
  readonly config: LifterConfig;
  /** Null where the machine has none: then Eqs. (5) and (6) alone are left. */
  readonly projector: Params extends MachineParams ? TrainedProjector : null;
}

/**
 * Step 4 of Algorithm 1: update {ω_R, ω_T, ω_C, ω_P} together on clips of N frames and stills.
 *
 * On clips, every module keeps its own loss, Eqs. (5), (6) and (2). On stills, whose 3D loss is taken as
 * zero, Eq. (5) holds and the projector supervises itself, Eq. (7): ‖p2d - p̂2d‖², the predicted 2D
 * pose taking the place of the true one. (Algorithm 1 has Eq. (7) on clips too; there the true 2D pose
 * is at hand, and the released code uses it.)
 */
export function finetune<Params extends LifterParams>(
  options: FinetuneOptions<Params>,
): Objective<Params, ClipsAndStills> {
  const { config, recipe, frames, projector, seed } = options;
  const { joints, imageSize } = config;
  return clipsAndStills(options, (params: Params, batch, update) => {
    const rng = createRng(seed, "finetune", "chance", update);
    const count = batch.indices.length, stillCount = batch.stills?.count ?? 0;
    const clips = scaledFrames(
      frames,
      batch.indices,
      batch.images,
      recipe.frames,
      imageSize,
      rng,
    );
    const images = batch.stills
      ? tf.concat([clips.images, pictures(batch.stills.images, imageSize)])
      : clips.images;
    const { maps, pose2d } = psiR(params.psiR, config, images);
    if (!pose2d) throw new RangeError("Fine-tuning needs a 2D pose head: 'fc' or 'argmax'");
    const [clipMaps, stillMaps] = parted(maps, count, stillCount);
    const [clip2d, still2d] = parted(pose2d, count, stillCount);
    const stills2d = batch.stills && tf.tensor2d(batch.stills.pose2d, [stillCount, 2 * joints]);
    const truth3d = tf.gather(frames.pose3d, batch.indices) as tf.Tensor2D;
    const lift = (maps: tf.Tensor4D, sequences: number) =>
      psiT(params.psiT, config, maps, { sequences }).pose3d;
    const p3d = lift(clipMaps, recipe.clips);
    const parts: Record<string, tf.Scalar> = {
      pose2d: squaredError(clip2d, clips.pose2d), // Eq. (5)
      pose3d: squaredError(p3d, truth3d), // Eq. (6)
    };
    let consistency: tf.Scalar | undefined;
    if (projector) {
      const { config: shape, dropout } = projector;
      const { psiC: omegaC, psiP: omegaP } = params as unknown as MachineParams;
      const project = (p3d: tf.Tensor2D) => {
        const kept = keptJoints(p3d.shape[0], joints, 3, dropout, rng);
        const changed = psiC(omegaC, shape, dropJoints(p3d, kept, shape.centre));
        return { changed, projected: psiP(omegaP, shape, changed, { training: true }) };
      };
      const kept2d = (n: number) => keptJoints(n, joints, 2, dropout, rng);
      const clip = project(p3d);
      const still = stills2d && project(lift(stillMaps, stillCount));
      parts.changed = squaredError(clip.changed, truth3d); // Eq. (2), first term
      parts.projected = squaredError(clip.projected, clips.pose2d, kept2d(count)); // second term
      consistency = still && squaredError(still.projected, still2d, kept2d(stillCount)); // Eq. (7)
    }
    if (stills2d) { // Eq. (5)
      parts.stills2d = squaredError(still2d, stills2d, visibleCoordinates(batch.stills!));
    }
    if (consistency) parts.consistency = consistency;
    return { total: tf.addN(Object.values(parts)) as tf.Scalar, parts };
  });
}

/** The clips' rows of a batch and the stills', of which there may be none. */
function parted<T extends tf.Tensor>(rows: T, clips: number, stills: number): [T, T] {
  return stills === 0 ? [rows, rows] : tf.split(rows, [clips, stills]) as [T, T];
}
