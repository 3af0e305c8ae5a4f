import * as tf from "@tensorflow/tfjs";
import type { Stills } from "../data/dataset.ts";
import type { LifterConfig } from "../model/config.ts";
import { UserError } from "../errors.ts";
import { mapSize } from "../model/config.ts";
import { pictures } from "../model/pictures.ts";
import { heatMaps, type PsiR, psiR } from "../model/pose2d_network.ts";
import { createRng } from "../random.ts";
import type { Frames } from "./frames.ts";
import { squaredError } from "./losses.ts";
import type { Objective } from "./minimize.ts";
import type { Loss } from "./adam_update.ts";
import type { Recipe } from "./recipe.ts";
import { scaledFrames } from "./scaled_frames.ts";
import { visibleCells, visibleCoordinates } from "./visible_joints.ts";

/** Gives the stills of one update after another, made ready ahead; see `stillStream`. */
export interface StillSource {
  next(): Promise<Stills>;
}

/** One update's stills, and frames of the 3D data taken for their 2D labels. */
export interface PretrainBatch {
  /** Absent without external 2D data. */
  readonly stills?: Stills;
  /** None where the recipe takes none. */
  readonly indices: Int32Array;
  /** Pictures of the frames. */
  readonly images: Uint8Array;
}

/** Pictures [n, size, size, 3] and true 2D poses [n, 2K]. */
interface Labelled {
  readonly images: tf.Tensor4D;
  readonly pose2d: tf.Tensor2D;
}

/**
 * Step 1 of Algorithm 1: pre-train Ψ_R on 2D data, Eq. (5): min over ω_R of Σ ‖p2d(gt) - Ψ_R(I; ω_R)‖².
 *
 * Two departures of the small recipe, both to make do with a thousandth of the paper's time; `frames` and
 * `heatMaps` of 0 take them back. Half of a batch are frames of the 3D data (`frames`), of which only the
 * 2D labels are used; the paper has stills alone. And the paper
 * reads the 2D pose off the maps in two ways, by an FC layer (section 3.4) and as the places of their
 * maxima (section 3.1): here the first K maps are asked to be Gaussian heat maps beside Eq. (5), so that
 * the FC head finds places where it would have to invent them, and both readings can be shown.
 *
 * @throws {UserError} when a batch would be empty
 */
export function pretrainPose2d(
  config: LifterConfig,
  recipe: Recipe["pose2d"],
  frames: Frames | undefined,
  stills: StillSource | undefined,
  seed: number,
): Objective<PsiR, PretrainBatch> {
  const { imageSize } = config;
  if (!frames && !stills) {
    throw new UserError(
      `Step 1 takes ${recipe.frames} frames and ${recipe.stills} stills an update: ` +
        `give it some with --set pose2d.stills=3`,
    );
  }
  return {
    updates: recipe.updates,
    rate: recipe.rate,
    schedule: recipe.schedule,
    images: recipe.stills + recipe.frames,
    async batch(update) {
      const rng = createRng(seed, "pose2d", update);
      const indices = Int32Array.from(
        { length: frames ? recipe.frames : 0 },
        () => rng.integer(0, frames!.count),
      );
      const pictures = frames ? frames.pictures(indices) : new Uint8Array();
      const [images, next] = await Promise.all([pictures, stills?.next()]);
      return { indices, images, stills: next };
    },
    describe: ({ stills, indices }) =>
      `${stills?.count ?? 0} stills and frames ${indices.subarray(0, 8).join(", ")}…`,
    loss(params, batch, update): Loss {
      const rng = createRng(seed, "pose2d", "scales", update);
      const scaled = frames &&
        scaledFrames(frames, batch.indices, batch.images, 1, imageSize, rng);
      const { images, pose2d: truth } = together(labelled(batch.stills, config), scaled);
      const { maps, pose2d } = psiR(params, config, images);
      const known = knownJoints(batch.stills, batch.indices.length);
      const pose = squaredError(pose2d!, truth, known && visibleCoordinates(known));
      if (recipe.heatMaps === 0) return { total: pose, parts: {} };
      const cells = known && visibleCells(known, mapSize(config) ** 2);
      const error = mapError(maps, heatMaps(truth, mapSize(config)), cells);
      const heat: tf.Scalar = tf.mul(error, recipe.heatMaps);
      return { total: tf.add(pose, heat), parts: { pose, heat } };
    },
  };
}

/** The stills' pictures and poses. */
function labelled(
  stills: Stills | undefined,
  { imageSize, joints }: LifterConfig,
): Labelled | undefined {
  return stills && {
    images: pictures(stills.images, imageSize),
    pose2d: tf.tensor2d(stills.pose2d, [stills.count, 2 * joints]),
  };
}

/** Those of the stills, if there are any, and then those of the frames. */
function together(stills: Labelled | undefined, frames: Labelled | undefined): Labelled {
  if (!stills || !frames) return (stills ?? frames)!;
  return {
    images: tf.concat([stills.images, frames.images]),
    pose2d: tf.concat([stills.pose2d, frames.pose2d]),
  };
}

/** Which joints of a batch are known, if not all are: those of frames always. */
function knownJoints(stills: Stills | undefined, frames: number): Stills | undefined {
  if (!stills?.visible) return undefined;
  const { count, visible } = stills;
  const all = new Uint8Array((count + frames) * visible.length / count).fill(1);
  all.set(visible);
  return { ...stills, count: count + frames, visible: all };
}

/** ‖maps - target‖² a frame over the first maps, as many as `target` [batch, g, g, K] has. */
function mapError(maps: tf.Tensor4D, target: tf.Tensor4D, keep?: tf.Tensor2D): tf.Scalar {
  const flat = (x: tf.Tensor4D) => tf.reshape(x, [x.shape[0], -1]) as tf.Tensor2D;
  return squaredError(flat(tf.slice(maps, [0, 0, 0, 0], target.shape)), flat(target), keep);
}
