import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { UserError } from "../../lib/errors.ts";
import { encodeSafetensors } from "../../lib/data/formats/safetensors.ts";
import { disposeTree, leaves } from "../../lib/nn/tree.ts";
import { checkShapes, loadTree, saveTree, treeMetadata } from "../../lib/nn/tree_file.ts";

const folder = () => Deno.makeTempDirSync({ prefix: "posemachine" });

Deno.test("a tree comes back with its paths, numbers and texts, and leaks nothing", async () => {
  await tf.setBackend("cpu");
  const before = tf.memory().numTensors;
  const tree = {
    psiR: {
      conv1_1: { kernel: tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]), bias: tf.tensor1d([5, 6]) },
    },
    step: tf.scalar(7, "int32"),
  };
  const path = `${folder()}/deep/tree.safetensors`;
  saveTree(path, tree, { seed: "3" });
  const loaded = loadTree(path);
  assertEquals({ ...loaded.metadata }, { seed: "3" });
  const describe = (t: typeof loaded.tree) =>
    leaves(t).map(([name, leaf]) => [name, leaf.dtype, leaf.shape, [...leaf.dataSync()]]);
  assertEquals(describe(loaded.tree), describe(tree));
  checkShapes(loaded.tree, tree, path);
  disposeTree(loaded.tree);
  disposeTree(tree);
  assertEquals(tf.memory().numTensors, before);
  assertEquals([...Deno.readDirSync(path.replace(/tree.safetensors$/, ""))].length, 1);
});

Deno.test("half precision halves the file and rounds", () => {
  const path = `${folder()}/half.safetensors`;
  const tree = { kernel: tf.tensor1d(new Float32Array(1000).fill(1 + 2 ** -12)) };
  saveTree(path, tree, {}, { weights: "f16" });
  const loaded = loadTree(path);
  assertEquals(Deno.statSync(path).size < 2100, true);
  assertEquals((loaded.tree.kernel as tf.Tensor).dataSync()[0], 1);
  disposeTree(loaded.tree);
  disposeTree(tree);
});

Deno.test("twelve bits: kernels are rounded, the rest kept; the header's texts come back alone", () => {
  const before = tf.memory().numTensors;
  const path = `${folder()}/twelve.safetensors`;
  const kernel = tf.tensor(new Float32Array(1000).map((_, i) => Math.sin(i)), [100, 10]);
  const tree = {
    fc: { kernel, bias: tf.tensor1d([0.1, 1e-9]) },
    step: tf.tensor2d([[7]], [1, 1], "int32"),
  };
  saveTree(path, tree, { seed: "3" }, { weights: "i12" });
  const bytes = Deno.readFileSync(path);
  saveTree(path, tree, { seed: "3" }, { weights: "i12" });
  assertEquals(Deno.readFileSync(path), bytes);
  const loaded = loadTree(path);
  assertEquals({ ...loaded.metadata }, { seed: "3" });
  assertEquals(treeMetadata(path).weights, "i12"); // for other readers
  checkShapes(loaded.tree, tree, path);
  const [was, is] = [tree, loaded.tree].map((t) => new Map(leaves(t)));
  for (const name of ["fc/bias", "step"]) {
    assertEquals(is.get(name)!.dtype, was.get(name)!.dtype);
    assertEquals(is.get(name)!.dataSync(), was.get(name)!.dataSync());
  }
  const numbers = is.get("fc/kernel")!.dataSync();
  const largest = kernel.dataSync<"float32">().reduce(
    (worst, weight, i) => Math.max(worst, Math.abs(weight - numbers[i])),
    0,
  );
  assert(largest > 0 && largest <= 1 / 2047 / 2 * 1.001, `${largest}`);
  disposeTree(loaded.tree);
  disposeTree(tree);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a missing file, a shape or a name that does not fit each name themselves", () => {
  assertThrows(() => loadTree("/nowhere/m.safetensors"), UserError, "/nowhere/m.safetensors");
  const [tree, wide, other] = [[2], [3], [2]].map((shape) => ({ bias: tf.zeros(shape) }));
  const error = assertThrows(() => checkShapes(tree, wide, "m.safetensors"), UserError, "'bias'");
  assertStringIncludes(error.message, "[2] in the file, [3] in the model");
  const renamed = { offset: other.bias };
  assertThrows(() => checkShapes(tree, renamed, "m.safetensors"), UserError, "absent in the file");
  [tree, wide, other].forEach(disposeTree);
});

Deno.test("a file whose names cannot form a tree is refused, and leaves no tensors", () => {
  const before = tf.memory().numTensors;
  const path = `${folder()}/odd.safetensors`;
  const x = { dtype: "F32", shape: [1], data: new Float32Array(1) } as const;
  for (const names of [["a", "a/b"], ["a/b", "a"]]) {
    Deno.writeFileSync(path, encodeSafetensors(Object.fromEntries(names.map((n) => [n, x]))));
    assertThrows(() => loadTree(path), UserError, path);
  }
  assertEquals(tf.memory().numTensors, before);
});
