import * as tf from "@tensorflow/tfjs";
import type { Stills } from "../data/dataset.ts";

/**
 * A 0/1 mask of 2D coordinates [count, 2K] of stills, 0 where a joint was not annotated; undefined where
 * all are known.
 */
export function visibleCoordinates({ count, visible }: Stills): tf.Tensor2D | undefined {
  if (!visible) return undefined;
  const twice = new Float32Array(2 * visible.length);
  visible.forEach((seen, i) => twice.fill(seen, 2 * i, 2 * i + 2));
  return tf.tensor2d(twice, [count, twice.length / count]);
}

/** The same of heat maps [count, g, g, K], flattened: 0 all over the map of a joint that is not known. */
export function visibleCells({ count, visible }: Stills, cells: number): tf.Tensor2D | undefined {
  if (!visible) return undefined;
  const joints = visible.length / count;
  const mask = tf.tensor3d(Float32Array.from(visible), [count, 1, joints]);
  return tf.reshape(tf.tile(mask, [1, cells, 1]), [count, cells * joints]) as tf.Tensor2D;
}
