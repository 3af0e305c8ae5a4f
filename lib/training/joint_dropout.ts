import * as tf from "@tensorflow/tfjs";
import type { Rng } from "../random.ts";
import type { ProjectorRecipe } from "./recipe.ts";

/**
 * Which joints stay: each is dropped with probability δ (section 3.3), in a `dropoutShare` of the frames.
 * Returns a 0/1 mask [frames, joints · coordinates], one draw for a joint's coordinates.
 */
export function keptJoints(
  frames: number,
  joints: number,
  coordinates: number,
  { dropout, dropoutShare }: Pick<ProjectorRecipe, "dropout" | "dropoutShare">,
  rng: Rng,
): tf.Tensor2D {
  const mask = new Float32Array(frames * joints * coordinates).fill(1);
  for (let frame = 0; frame < frames; frame++) {
    if (rng.uniform() >= dropoutShare) continue;
    for (let joint = 0; joint < joints; joint++) {
      if (rng.uniform() >= dropout) continue;
      const start = (frame * joints + joint) * coordinates;
      mask.fill(0, start, start + coordinates);
    }
  }
  return tf.tensor2d(mask, [frames, joints * coordinates]);
}

/** The poses with dropped joints at `centre`, the projector's zero. All [frames, coordinates]. */
export function dropJoints(poses: tf.Tensor2D, kept: tf.Tensor2D, centre: number): tf.Tensor2D {
  return tf.add(tf.mul(tf.sub(poses, centre), kept), centre);
}
