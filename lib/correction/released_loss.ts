import * as tf from "@tensorflow/tfjs";
import { bones, jointIndex, type Skeleton } from "../skeleton.ts";

/** The constants of the released code's loss for one skeleton. */
export interface ReleasedLoss {
  /** 0 for the coordinates of masked joints, else 1; [1, 2K]. */
  readonly mask: tf.Tensor2D;
  /** Parent minus child of each bone and coordinate, masked joints taken as (0, 0); [2K, 2 bones]. */
  readonly bones: tf.Tensor2D;
  /** The same, transposed. */
  readonly bonesTransposed: tf.Tensor2D;
}

/** @throws {UserError} for a masked joint that the skeleton has not */
export function releasedLoss(skeleton: Skeleton, masked: readonly string[]): ReleasedLoss {
  const width = 2 * skeleton.joints.length;
  const out = masked.map((name) => jointIndex(skeleton, name));
  const mask = Array.from({ length: width }, (_, c) => out.includes(c >> 1) ? 0 : 1);
  const matrix = bones(skeleton).flatMap(({ parent, child }) =>
    [0, 1].map((axis) =>
      Array.from(
        { length: width },
        (_, c) => mask[c] * (c === 2 * parent + axis ? 1 : c === 2 * child + axis ? -1 : 0),
      )
    )
  );
  const bonesTransposed = tf.tensor2d(matrix);
  return {
    mask: tf.tensor2d([mask]),
    bones: tf.transpose(bonesTransposed),
    bonesTransposed,
  };
}

/**
 * mean((m ẑ - m z)²) + mean((bone(m ẑ) - bone(m z))²) for one frame, `projected` ẑ and `target` z
 * [1, 2K] in [0,1] of the crop, m the mask. A bone is |parent - child| of each coordinate and the root
 * has one of length 0, so both means are over 2K numbers. The masked joint lies at (0, 0) in both terms:
 * its bones are the distances of its neighbours from the corner of the crop.
 */
export function releasedLossValue(
  { mask, bones }: ReleasedLoss,
  projected: tf.Tensor2D,
  target: tf.Tensor2D,
): tf.Scalar {
  const lengths = (pose: tf.Tensor2D) => tf.abs(tf.matMul(pose, bones));
  return tf.add(
    tf.mean(tf.mul(tf.squaredDifference(projected, target), mask)),
    tf.div(tf.sum(tf.squaredDifference(lengths(projected), lengths(target))), mask.shape[1]),
  );
}

/** The gradient of each frame's loss by its projected pose; all [frames, 2K]. */
export function releasedLossGradient(
  { mask, bones, bonesTransposed }: ReleasedLoss,
  projected: tf.Tensor2D,
  target: tf.Tensor2D,
): tf.Tensor2D {
  const scale = 2 / mask.shape[1];
  const points = tf.mul(tf.sub(projected, target), tf.mul(mask, scale));
  const vectors = tf.matMul(projected, bones);
  const excess = tf.sub(tf.abs(vectors), tf.abs(tf.matMul(target, bones)));
  const lengths = tf.mul(tf.mul(excess, tf.sign(vectors)), scale);
  return tf.add(points, tf.matMul(lengths as tf.Tensor2D, bonesTransposed));
}
