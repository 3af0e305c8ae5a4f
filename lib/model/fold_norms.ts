import * as tf from "@tensorflow/tfjs";
import type { Convolution } from "../nn/convolution.ts";
import { foldNorm, isUnfolded, type PostNormed, type PreNormed } from "../nn/normed_convolution.ts";
import { mapTree, type Tree } from "../nn/tree.ts";

/** What a tree may hold at a name. */
type Node = tf.Tensor | Tree | undefined;

function has<T extends Tree>(node: Node, ...names: string[]): node is T {
  return node !== undefined && names.every((name) => name in node);
}

const plain = ({ kernel, bias }: Convolution): Convolution => ({
  kernel: tf.clone(kernel),
  bias: tf.clone(bias),
});

/** The convolution with the normalisation that follows it, its own or the next layer's, taken in. */
function foldedInto(layer: Convolution, next?: Node): Convolution {
  if (has<PostNormed>(layer, "norm") && isUnfolded(layer.norm)) {
    return { ...foldNorm(layer, layer.norm), norm: {} };
  }
  return has<PreNormed>(next, "preNorm") && isUnfolded(next.preNorm)
    ? foldNorm(layer, next.preNorm)
    : plain(layer);
}

/** `conv1`, `conv2`, `conv3` of a residual module, each normalised before it: only the first must remain. */
function foldBranch({ conv1, conv2, conv3, ...rest }: Tree): Tree {
  const [first, second, third] = [conv1, conv2, conv3] as PreNormed[];
  return {
    conv1: { ...foldedInto(first, second), preNorm: mapTree(first.preNorm, tf.clone) },
    conv2: { ...foldedInto(second, third), preNorm: {} },
    conv3: { ...plain(third), preNorm: {} },
    ...foldNorms(rest),
  };
}

/**
 * The same network for test time with each normalisation that directly follows a convolution multiplied into
 * that convolution's weights: fewer operations, the same outputs but for rounding. A normalisation of a sum,
 * as before the first convolution of a residual module, stays. All tensors are new.
 *
 * @example
 * ```ts
 * import { createRng, disposeTree, foldNorms, initZhou2016, ZHOU_2016 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const config = { ...ZHOU_2016, network: { ...ZHOU_2016.network, features: 8 } };
 * const trained = initZhou2016(config, createRng(1));
 * const folded = foldNorms(trained);
 * assertEquals(folded.stacks[1].lin1.norm, {});
 * disposeTree(trained);
 * disposeTree(folded);
 * ```
 */
export function foldNorms<T extends Tree>(params: T): T {
  const fold = (node: tf.Tensor | Tree): tf.Tensor | Tree => {
    if (node instanceof tf.Tensor) return tf.clone(node);
    if (has(node, "kernel", "norm")) return foldedInto(node as unknown as Convolution);
    const { conv1 } = node;
    if (has(conv1, "preNorm") && has(node, "conv2", "conv3")) return foldBranch(node);
    return foldNorms(node);
  };
  return Object.fromEntries(
    Object.entries(params).map(([name, node]) => [name, fold(node)]),
  ) as unknown as T;
}
