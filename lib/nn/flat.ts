import * as tf from "@tensorflow/tfjs";
import { leaves, mapTree, type Tree } from "./tree.ts";

/** All parameters of a tree in one vector, in the order of {@link leaves}; the tree stays as it is. */
export function flatten(tree: Tree): tf.Tensor1D {
  return tf.tidy(() => tf.concat1d(leaves(tree).map(([, leaf]) => tf.reshape(leaf, [-1]))));
}

/**
 * The tree of `like`'s shape whose numbers stand in `vector`. Differentiable: the gradient of a loss
 * with respect to `vector` is that with respect to every parameter, so an optimiser works on one tensor.
 */
export function unflatten<T extends Tree>(vector: tf.Tensor1D, like: T): T {
  const sizes = leaves(like).map(([, leaf]) => leaf.size);
  const parts = tf.split(vector, sizes);
  let next = 0;
  // A bias is flat already: one operation less, here and in the gradient.
  return mapTree(like, (leaf) => {
    const part = parts[next++];
    return leaf.rank === 1 ? part : tf.reshape(part, leaf.shape);
  });
}
