import type * as tf from "@tensorflow/tfjs";

/** Named tensors in nested records: the parameters of a module. */
export interface Tree {
  /** A parameter, or a part that has parameters. */
  readonly [name: string]: tf.Tensor | Tree;
}

function isTensor(node: tf.Tensor | Tree): node is tf.Tensor {
  return typeof (node as tf.Tensor).dataSync === "function";
}

/** The leaves of a tree as `[path, tensor]`, paths joined by `/`, in order of insertion. */
export function leaves(tree: Tree, prefix = ""): [string, tf.Tensor][] {
  return Object.entries(tree).flatMap(([name, node]) =>
    isTensor(node)
      ? [[prefix + name, node] as [string, tf.Tensor]]
      : leaves(node, `${prefix}${name}/`)
  );
}

/** A tree of the same shape with each leaf replaced by `change(leaf, path)`. */
export function mapTree<T extends Tree>(
  tree: T,
  change: (leaf: tf.Tensor, path: string) => tf.Tensor,
  prefix = "",
): T {
  return Object.fromEntries(
    Object.entries(tree).map(([name, node]) => [
      name,
      isTensor(node) ? change(node, prefix + name) : mapTree(node, change, `${prefix}${name}/`),
    ]),
  ) as unknown as T;
}

/**
 * Frees every tensor of a tree.
 *
 * @example
 * ```ts
 * import { disposeTree } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * disposeTree({ fc1: { bias: tf.zeros([2]) } });
 * assertEquals(tf.memory().numTensors, 0);
 * ```
 */
export function disposeTree(tree: Tree): void {
  for (const [, leaf] of leaves(tree)) leaf.dispose();
}
