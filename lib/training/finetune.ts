import * as tf from "@tensorflow/tfjs";
import type { LifterConfig } from "../model/config.ts";
import type { LifterParams, MachineParams } from "../model/machine.ts";
import { pictures } from "../model/pictures.ts";
import { psiR } from "../model/pose2d_network.ts";
import { type ProjectorConfig, psiC, psiP } from "../model/projector.ts";
import { psiT } from "../model/transformer.ts";
import { createRng, type Rng } from "../random.ts";
import {
  type ClipsAndStills,
  clipsAndStills,
  type ClipsAndStillsOptions,
} from "./clip_objectives.ts";
import { dropJoints, keptJoints } from "./joint_dropout.ts";
import { squaredError } from "./losses.ts";
import type { Objective } from "./minimize.ts";
import type { Loss } from "./adam_update.ts";
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
  return clipsAndStills(options, (params: Params, { indices, images, stills }, update) => {
    const rng = createRng(seed, "finetune", "chance", update);
    const clips = scaledFrames(frames, indices, images, recipe.frames, imageSize, rng);
    return finetuneLoss(params, {
      images: stills ? tf.concat([clips.images, pictures(stills.images, imageSize)]) : clips.images,
      clips: recipe.clips,
      clips2d: clips.pose2d,
      clips3d: tf.gather(frames.pose3d, indices),
      stills2d: stills && tf.tensor2d(stills.pose2d, [stills.count, 2 * joints]),
      stillsSeen: stills && visibleCoordinates(stills),
    }, { config, projector, rng });
  });
}

/** What one update of {@link finetune} sees: F frames of clips, and S stills or none. */
export interface FinetuneBatch {
  /** [F + S, size, size, 3] in [-0.5, 0.5], the clips' frames first. */
  readonly images: tf.Tensor4D;
  /** How many clips the F frames are. */
  readonly clips: number;
  /** True 2D poses [F, 2K]. */
  readonly clips2d: tf.Tensor2D;
  /** True 3D poses [F, 3K], normalised. */
  readonly clips3d: tf.Tensor2D;
  /** True 2D poses [S, 2K]; absent without stills. */
  readonly stills2d?: tf.Tensor2D;
  /** 0/1 mask [S, 2K] of what is labelled; absent where everything is. */
  readonly stillsSeen?: tf.Tensor2D;
}

/** The loss of {@link finetune} on one batch; `rng` decides which joints are dropped. */
export function finetuneLoss<Params extends LifterParams>(
  params: Params,
  { images, clips, clips2d, clips3d, stills2d, stillsSeen }: FinetuneBatch,
  { config, projector, rng }:
    & Pick<FinetuneOptions<Params>, "config" | "projector">
    & { readonly rng: Rng },
): Loss {
  const { joints } = config;
  const count = clips2d.shape[0], stillCount = stills2d?.shape[0] ?? 0;
  const { maps, pose2d } = psiR(params.psiR, config, images);
  if (!pose2d) throw new RangeError("Fine-tuning needs a 2D pose head: 'fc' or 'argmax'");
  const [clipMaps, stillMaps] = parted(maps, count, stillCount);
  const [clip2d, still2d] = parted(pose2d, count, stillCount);
  const lift = (maps: tf.Tensor4D, sequences: number) =>
    psiT(params.psiT, config, maps, { sequences }).pose3d;
  const p3d = lift(clipMaps, clips);
  const parts: Record<string, tf.Scalar> = {
    pose2d: squaredError(clip2d, clips2d), // Eq. (5)
    pose3d: squaredError(p3d, clips3d), // Eq. (6)
  };
  let consistency: tf.Scalar | undefined;
  if (projector) {
    const { config: shape, dropout } = projector;
    const { psiC: omegaC, psiP: omegaP } = params as unknown as MachineParams;
    const change = (p3d: tf.Tensor2D) => {
      const kept = keptJoints(p3d.shape[0], joints, 3, dropout, rng);
      return psiC(omegaC, shape, dropJoints(p3d, kept, shape.centre));
    };
    const project = (changed: tf.Tensor2D) => psiP(omegaP, shape, changed, { training: true });
    const kept2d = (n: number) => keptJoints(n, joints, 2, dropout, rng);
    const clip = change(p3d);
    const still = stills2d && change(lift(stillMaps, stillCount));
    // Batch normalisation takes its statistics from the whole batch, as test time's are of all frames.
    const [clipSeen, stillSeen] = still && shape.batchNorm
      ? parted(project(tf.concat([clip, still])), count, stillCount)
      : [project(clip), still && project(still)];
    parts.changed = squaredError(clip, clips3d); // Eq. (2), first term
    parts.projected = squaredError(clipSeen, clips2d, kept2d(count)); // second term
    consistency = stillSeen && squaredError(stillSeen, still2d, kept2d(stillCount)); // Eq. (7)
  }
  if (stills2d) parts.stills2d = squaredError(still2d, stills2d, stillsSeen); // Eq. (5)
  if (consistency) parts.consistency = consistency;
  return { total: tf.addN(Object.values(parts)) as tf.Scalar, parts };
}

/** The clips' rows of a batch and the stills', of which there may be none. */
function parted<T extends tf.Tensor>(rows: T, clips: number, stills: number): [T, T] {
  return stills === 0 ? [rows, rows] : tf.split(rows, [clips, stills]) as [T, T];
}
