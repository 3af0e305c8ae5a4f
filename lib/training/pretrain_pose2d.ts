import * as tf from "@tensorflow/tfjs";
import type { Stills } from "../data/dataset.ts";
import type { MachineConfig } from "../model/config.ts";
import { mapSize } from "../model/config.ts";
import { pictures } from "../model/pictures.ts";
import { heatMaps, type PsiR, psiR } from "../model/pose2d_network.ts";
import { squaredError } from "./losses.ts";
import type { Loss, Objective } from "./minimize.ts";
import type { Recipe } from "./recipe.ts";

/** Gives the stills of one update after another, made ready ahead; see `stillStream`. */
export interface StillSource {
  next(): Promise<Stills>;
}

/**
 * Step 1 of Algorithm 1: pre-train Ψ_R on 2D data alone, Eq. (5):
 * min over ω_R of Σ ‖p2d(gt) - Ψ_R(I; ω_R)‖².
 *
 * The paper reads the 2D pose off the maps in two ways: by an FC layer (section 3.4) and as the places of
 * their maxima (section 3.1). Here the first K maps are asked to be Gaussian heat maps beside Eq. (5):
 * the FC head then finds places where it would have to invent them, and the argmax head, which has no
 * gradient of its own, learns from nothing else.
 */
export function pretrainPose2d(
  config: MachineConfig,
  recipe: Recipe["pose2d"],
  stills: StillSource,
): Objective<PsiR, Stills> {
  return {
    updates: recipe.updates,
    rate: recipe.rate,
    images: recipe.stills,
    batch: () => stills.next(),
    describe: (batch) => `${batch.count} stills`,
    loss(params, batch): Loss {
      const { maps, pose2d } = psiR(params, config, pictures(batch.images, config.imageSize));
      const truth = tf.tensor2d(batch.pose2d, [batch.count, 2 * config.joints]);
      const error = mapError(maps, heatMaps(truth, mapSize(config)));
      const heat: tf.Scalar = tf.mul(error, recipe.heatMaps);
      if (config.pose2d.head !== "fc") return { total: heat, parts: { heat } };
      const pose = squaredError(pose2d!, truth);
      return { total: tf.add(pose, heat), parts: { pose, heat } };
    },
  };
}

/** ‖maps - target‖² a frame over the first maps, as many as `target` [batch, g, g, K] has. */
function mapError(maps: tf.Tensor4D, target: tf.Tensor4D): tf.Scalar {
  const flat = (x: tf.Tensor4D) => tf.reshape(x, [x.shape[0], -1]) as tf.Tensor2D;
  return squaredError(flat(tf.slice(maps, [0, 0, 0, 0], target.shape)), flat(target));
}
