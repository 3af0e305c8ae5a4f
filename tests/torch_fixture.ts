// Compares a module with what PyTorch computed for it: see fixtures/modules.py for the files' layout.
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { leaves, mapTree, type Tree } from "../lib/nn/tree.ts";
import { loadTree } from "../lib/nn/tree_file.ts";

/** Allowed difference, as a share of the tensor's largest magnitude. */
const TOLERANCE = 1e-4;

/** One case of a fixture file. */
export interface Case extends Tree {
  readonly given: Tree;
  readonly output: Tree;
  readonly upstream: Tree;
  readonly gradient: Tree;
}

/** A fixture file's cases by name, and the configuration its modules were shaped by. */
export function torchFixture<Config>(
  name: string,
): { cases: Record<string, Case>; config: Config } {
  const path = new URL(`fixtures/modules/${name}.safetensors`, import.meta.url).pathname;
  const { tree, metadata } = loadTree(path);
  return {
    cases: tree as unknown as Record<string, Case>,
    config: metadata.config ? JSON.parse(metadata.config) : undefined,
  };
}

/** Fails unless `actual` is within 1e-4 of `expected`'s largest magnitude everywhere. */
export function assertClose(actual: tf.Tensor, expected: tf.Tensor, what: string) {
  assertEquals(actual.shape, expected.shape, `${what}: shape [${actual.shape}]`);
  const [is, should] = [actual.dataSync<"float32">(), expected.dataSync<"float32">()];
  const scale = should.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  assert(scale > 0, `${what}: the fixture holds only zeros, which proves nothing`);
  const worst = is.reduce((largest, value, i) => Math.max(largest, Math.abs(value - should[i])), 0);
  assert(
    worst <= TOLERANCE * scale, // false for NaN, which Math.max passes on
    `${what}: off by ${worst}, ${(worst / scale).toExponential(1)} of its largest magnitude`,
  );
}

/**
 * Runs `apply` on what the case gives and compares every output, and the gradient with respect to every
 * leaf for which the file has one. Also fails when tensors leak.
 */
export function compareWithTorch(
  { given, output, upstream, gradient }: Case,
  apply: (given: Tree) => Tree,
) {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const outputs = new Map(leaves(apply(given)));
    for (const [path, expected] of leaves(output)) {
      assert(outputs.has(path), `no output ${path}`);
      assertClose(outputs.get(path)!, expected, `output ${path}`);
    }
    const wanted = leaves(gradient);
    const originals = new Map(leaves(given));
    const loss = (...values: tf.Tensor[]) => {
      const replaced = new Map(wanted.map(([path], i) => [path, values[i]]));
      const results = new Map(
        leaves(apply(mapTree(given, (leaf, at) => replaced.get(at) ?? leaf))),
      );
      const terms = leaves(upstream).map(([path, u]) => tf.sum(tf.mul(results.get(path)!, u)));
      return terms.reduce((a, b) => tf.add(a, b)) as tf.Scalar;
    };
    const gradients = tf.grads(loss)(wanted.map(([path]) => originals.get(path)!));
    wanted.forEach(([path, expected], i) =>
      assertClose(gradients[i], expected, `gradient ${path}`)
    );
  });
  assertEquals(tf.memory().numTensors, before, "tensors leaked");
}
