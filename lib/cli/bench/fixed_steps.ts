import * as tf from "@tensorflow/tfjs";
import { type MachineConfig, mapSize } from "../../model/config.ts";
import { initMachine } from "../../model/machine.ts";
import { disposeTree } from "../../nn/tree.ts";
import type { Frames } from "../../training/frames.ts";
import { initProjector } from "../../training/init_projector.ts";
import { initTransformer } from "../../training/init_transformer.ts";
import type { ClipRecipe, ProjectorRecipe } from "../../training/recipe.ts";
import { type PreparedWork, randomRows, trainable } from "./networks.ts";

/** As many frames of a training set as one update sees: random poses, no pictures. */
function randomFrames(count: number, joints: number): Frames {
  return {
    count,
    sequences: [{ start: 0, frames: count }],
    pictures: () => Promise.reject(new RangeError("There are no pictures")),
    pose2d: randomRows(count, 2 * joints),
    pose3d: randomRows(count, 3 * joints),
    normalization: { min: [], max: [], mean: [] },
  };
}

const all = (count: number) => Int32Array.from({ length: count }, (_, i) => i);

/** An update of step 2 of Algorithm 1, on random maps. */
export function transformerWork(config: MachineConfig, recipe: ClipRecipe): PreparedWork {
  const { psiT, ...others } = initMachine(config, 1);
  disposeTree(others);
  const count = recipe.clips * recipe.frames, side = mapSize(config);
  const frames = randomFrames(count, config.joints);
  const random: tf.Tensor4D = tf.randomUniform(
    [count, side, side, config.pose2d.channels[4]],
    0,
    1,
    "float32",
    3,
  );
  const maps = { prepare: () => Promise.resolve(undefined), of: () => random, dispose() {} };
  const { loss } = initTransformer({ config, recipe, frames, maps, seed: 1 });
  const batch = { indices: all(count), prepared: undefined };
  const used = [random, frames.pose2d, frames.pose3d];
  return trainable(psiT, count, (params) => loss(params, batch, 0), used);
}

/** An update of step 3, on random poses. */
export function projectorWork(config: MachineConfig, recipe: ProjectorRecipe): PreparedWork {
  const { psiC, psiP, ...others } = initMachine(config, 1);
  disposeTree(others);
  const frames = randomFrames(recipe.poses, config.joints);
  const poses = randomRows(recipe.poses, 3 * config.joints);
  const { loss } = initProjector(config, recipe, frames, poses, 1);
  const used = [poses, frames.pose2d, frames.pose3d];
  const batch = all(recipe.poses);
  return trainable({ psiC, psiP }, recipe.poses, (params) => loss(params, batch, 0), used);
}
