import * as tf from "@tensorflow/tfjs";
import type { Stills } from "../data/dataset.ts";
import type { MachineConfig } from "../model/config.ts";
import { mapSize } from "../model/config.ts";
import { pictures } from "../model/pictures.ts";
import { heatMaps, type PsiR, psiR } from "../model/pose2d_network.ts";
import { squaredError } from "./losses.ts";
import type { Objective } from "./minimize.ts";
import type { Recipe } from "./recipe.ts";

/** Gives the stills of one update after another, made ready ahead; see `stillStream`. */
export interface StillSource {
  next(): Promise<Stills>;
}

/**
 * Step 1 of Algorithm 1: pre-train Ψ_R on 2D data alone, Eq. (5):
 * min over ω_R of Σ ‖p2d(gt) - Ψ_R(I; ω_R)‖². The argmax head, which has no gradient, learns Gaussian
 * maps instead.
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
    loss(params, batch) {
      const { maps, pose2d } = psiR(params, config, pictures(batch.images, config.imageSize));
      const truth = tf.tensor2d(batch.pose2d, [batch.count, 2 * config.joints]);
      if (config.pose2d.head === "argmax") {
        const target = heatMaps(truth, mapSize(config));
        const first = tf.slice(maps, [0, 0, 0, 0], target.shape);
        const flat = (x: tf.Tensor4D) => tf.reshape(x, [batch.count, -1]) as tf.Tensor2D;
        return { total: squaredError(flat(first), flat(target)), parts: {} };
      }
      return { total: squaredError(pose2d!, truth), parts: {} };
    },
  };
}
