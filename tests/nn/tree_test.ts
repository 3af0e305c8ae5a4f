import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { flatten, unflatten } from "../../lib/nn/flat.ts";
import { disposeTree, leaves, mapTree } from "../../lib/nn/tree.ts";

await startEngine();

const newTree = () => ({
  fc: { kernel: tf.tensor2d([[1, 2], [3, 4]]), bias: tf.tensor1d([5, 6]) },
  scale: tf.scalar(7),
});

Deno.test("leaves come by path in order of insertion, and mapTree keeps the shape of the tree", () => {
  const before = tf.memory().numTensors;
  const tree = newTree();
  assertEquals(leaves(tree).map(([path]) => path), ["fc/kernel", "fc/bias", "scale"]);
  const paths: string[] = [];
  const doubled = mapTree(tree, (leaf, path) => (paths.push(path), tf.mul(leaf, 2)));
  assertEquals(paths, ["fc/kernel", "fc/bias", "scale"]);
  assertEquals(doubled.fc.kernel.arraySync(), [[2, 4], [6, 8]]);
  disposeTree(tree);
  disposeTree(doubled);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a tree as one vector and back, with the gradient of every leaf in its place", () => {
  tf.tidy(() => {
    const tree = newTree();
    const vector = flatten(tree);
    assertEquals([...vector.dataSync()], [1, 2, 3, 4, 5, 6, 7]);
    const again = unflatten(vector, tree);
    assertEquals(again.fc.kernel.arraySync(), [[1, 2], [3, 4]]);
    assertEquals(again.scale.shape, []);
    // d/dθ of scale · (Σ kernel · [10, 20] + Σ bias · [1, 2])
    const gradient = tf.grad((theta: tf.Tensor) => {
      const { fc, scale } = unflatten(theta as tf.Tensor1D, tree);
      const sum = tf.add(tf.sum(tf.mul(fc.kernel, [10, 20])), tf.sum(tf.mul(fc.bias, [1, 2])));
      return tf.mul(scale, sum);
    })(vector);
    assertEquals([...gradient.dataSync()], [70, 140, 70, 140, 7, 14, 10 + 40 + 30 + 80 + 5 + 12]);
  });
});
