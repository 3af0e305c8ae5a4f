import * as tf from "@tensorflow/tfjs";
import { disposeTree, leaves, mapTree, type Tree } from "../nn/tree.ts";

// TensorFlow 1's defaults, which the released script leaves as they are.
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Adam's moments of a tree of parameters and the number of steps that made them. */
export interface AdamState {
  readonly steps: number;
  readonly moments: { readonly first: Tree; readonly second: Tree } | null;
}

/** Before the first step: both moments zero. */
export const ADAM_START: AdamState = { steps: 0, moments: null };

/**
 * One step in TensorFlow 1's form, which the newer form with two bias corrections equals but for ε:
 * w - rate · √(1 - β2^t) / (1 - β1^t) · m / (√v + ε). Parameters and gradients may differ by a leading
 * axis of frames that only the gradients have: the new parameters then have it too.
 */
export function adamStep<T extends Tree>(
  parameters: T,
  gradients: Tree,
  { steps, moments }: AdamState,
  rate: number,
): { parameters: T; state: AdamState } {
  const t = steps + 1;
  const scaled = rate * Math.sqrt(1 - BETA2 ** t) / (1 - BETA1 ** t);
  const g = Object.fromEntries(leaves(gradients));
  const average = (old: Tree | undefined, beta: number, power: (g: tf.Tensor) => tf.Tensor) => {
    const before = old && Object.fromEntries(leaves(old));
    return mapTree(parameters, (_, path) => {
      const part = tf.mul(power(g[path]), 1 - beta);
      return before ? tf.add(tf.mul(before[path], beta), part) : part;
    });
  };
  const first = average(moments?.first, BETA1, (g) => g);
  const second = average(moments?.second, BETA2, tf.square);
  const m = Object.fromEntries(leaves(first)), v = Object.fromEntries(leaves(second));
  return {
    parameters: mapTree(
      parameters,
      (w, path) => tf.sub(w, tf.mul(tf.div(m[path], tf.add(tf.sqrt(v[path]), EPSILON)), scaled)),
    ),
    state: { steps: t, moments: { first, second } },
  };
}

/** Keeps a state beyond the end of the surrounding `tf.tidy`; free it with {@link disposeAdam}. */
export function keepAdam(state: AdamState): AdamState {
  if (state.moments) {
    for (const [, leaf] of leaves(state.moments)) tf.keep(leaf);
  }
  return state;
}

export function disposeAdam({ moments }: AdamState): void {
  if (moments) disposeTree(moments);
}
