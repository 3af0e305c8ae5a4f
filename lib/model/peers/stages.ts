import * as tf from "@tensorflow/tfjs";

/** The parts of a method's time. */
export type Stage = "crop and resize" | "network" | "after the network";

/**
 * Does a piece of work, and may take its time for a stage, or for a named part of it. Stages may lie inside
 * each other: the time of the inner one is not the outer one's.
 */
export type Timed = <T>(stage: Stage, work: () => T, part?: string) => T;

/** Does the work and nothing else. */
export const untimed: Timed = (_, work) => work();

/** Waits until a tensor is there, which a device may still be computing, and gives it back. */
export function computed<T extends tf.Tensor>(x: T): T {
  tf.tidy(() => tf.slice(tf.reshape(x, [-1]), [0], [1]).dataSync());
  return x;
}
