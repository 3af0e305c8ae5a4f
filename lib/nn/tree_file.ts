import * as tf from "@tensorflow/tfjs";
import { writeAtomic } from "../atomic_write.ts";
import { UserError } from "../errors.ts";
import {
  decodeSafetensors,
  safetensorsParts,
  type StoredTensor,
} from "../data/formats/safetensors.ts";
import { parseHeader } from "../data/formats/safetensors_header.ts";
import { scaled, unscaled } from "./safetensors_scaled.ts";
import { leaves, type Tree } from "./tree.ts";

/** A tree read from a file, with the texts of its header. */
export interface TreeFile {
  /** Its tensors; the caller frees them. */
  readonly tree: Tree;
  /** The texts of the header. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * How floats are stored. Of the shipped machine, 0.9 million parameters, and its rows of the ablation
 * on all test frames of the embedded benchmark:
 *
 * |       | bits of a kernel's number | file    | largest change of a row |
 * | ----- | ------------------------- | ------- | ----------------------- |
 * | `f32` | 32                        | 3.61 MB | 0                       |
 * | `f16` | 16                        | 1.81 MB | 0.017 mm                |
 * | `i12` | 12, biases 32             | 1.38 MB | 0.010 mm                |
 *
 * `i12` gives every output channel of a kernel or matrix (its last axis) a scale of its own; tensors of
 * fewer axes stay in 32 bits. All twelve rows were measured. The same with 8 bits moved a row by 0.93 mm;
 * with 10 bits `ours` by 0.09 mm, where it, `w/o SSC test` and `intermediate pose` were measured.
 */
export type WeightStorage = "f32" | "f16" | "i12";

/** How to save. */
export interface SaveOptions {
  /** How floats are stored (default `f32`). */
  readonly weights?: WeightStorage;
}

const STORED = { float32: "F32", int32: "I32", bool: "U8" } as const;
const LOADED = { F32: "float32", F16: "float32", I32: "int32", I8: "int32", U8: "bool" } as const;

function store(
  name: string,
  leaf: tf.Tensor,
  weights: WeightStorage,
): (readonly [string, StoredTensor])[] {
  const dtype = STORED[leaf.dtype as keyof typeof STORED];
  if (!dtype) throw new TypeError(`Tensor '${name}' is ${leaf.dtype}: only numbers can be saved`);
  const { shape } = leaf, data = leaf.dataSync() as Float32Array | Int32Array | Uint8Array;
  if (dtype === "F32" && weights === "f16") return [[name, { dtype: "F16", shape, data }]];
  if (dtype === "F32" && weights === "i12" && shape.length > 1) {
    return scaled(name, shape, data as Float32Array);
  }
  return [[name, { dtype, shape, data }]];
}

/**
 * Saves a tree of tensors as one safetensors file, atomically; a leaf is named by its path in the tree,
 * such as `psiC/fc1/kernel`. Python's `safetensors` reads it too; of `weights: "i12"`, which the header
 * repeats, a kernel is there in three parts:
 *
 * ```py
 * high, low, scale = f[name].astype("f4"), f[name + "/low"], f[name + "/scale"]
 * low = numpy.stack([low & 15, low >> 4], -1).ravel()[:high.size].reshape(high.shape)
 * kernel = (16 * high + low) * scale
 * ```
 *
 * @throws {UserError} when the file cannot be written, an older one is then unchanged; when a number is
 * too large for `f16`, or not finite for `i12`
 *
 * @example
 * ```ts
 * import { loadTree, saveTree } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * const path = `${Deno.makeTempDirSync()}/layer.safetensors`;
 * saveTree(path, { fc1: { bias: tf.tensor1d([1, 2]) } }, { seed: "1" });
 * assertEquals(loadTree(path).metadata.seed, "1");
 * ```
 */
export function saveTree(
  path: string,
  tree: Tree,
  metadata: Readonly<Record<string, string>> = {},
  { weights = "f32" }: SaveOptions = {},
): void {
  const stored = leaves(tree).flatMap(([name, leaf]) => store(name, leaf, weights));
  const header = weights === "i12" ? { ...metadata, weights } : metadata;
  writeAtomic(path, safetensorsParts(Object.fromEntries(stored), header));
}

/** Puts `a/b/c` → tensor pairs back into nested records. */
function nest(flat: readonly (readonly [string, tf.Tensor])[], path: string, remedy: string): Tree {
  interface Open {
    [name: string]: tf.Tensor | Open;
  }
  const root: Open = Object.create(null);
  for (const [name, leaf] of flat) {
    const parts = name.split("/");
    const last = parts.pop()!;
    let node = root;
    for (const part of parts) {
      node[part] ??= Object.create(null) as Open;
      if (node[part] instanceof tf.Tensor) {
        throw new UserError(
          `${path}: '${name}' lies inside the tensor '${part}': copy it again, ${remedy}`,
        );
      }
      node = node[part];
    }
    if (last in node) {
      throw new UserError(
        `${path}: '${name}' names both a tensor and a group: copy it again, ${remedy}`,
      );
    }
    node[last] = leaf;
  }
  return root as Tree;
}

/**
 * Reads a tree saved by {@link saveTree}. Floats come back as float32, whatever their size on disk.
 * `remedy` is what the user could do about a missing or damaged file ("or …").
 *
 * @throws {UserError} when the file is missing, truncated or malformed, `i12` weights without one of
 * their parts included
 *
 * @example
 * ```ts
 * import { loadTree, UserError } from "posemachine";
 * import { assertThrows } from "@std/assert";
 * assertThrows(() => loadTree("nowhere.safetensors"), UserError, "nowhere.safetensors");
 * ```
 */
export function loadTree(path: string, remedy = "or make the file anew"): TreeFile {
  const { tensors, metadata: header } = decodeSafetensors(readBytes(path, remedy), path, remedy);
  const { weights, ...others } = header;
  const metadata = weights === "i12" ? others : header;
  const whole = weights === "i12" ? unscaled(tensors, path, remedy) : Object.entries(tensors);
  const flat = whole.map(([name, { dtype, shape, data }]) =>
    [name, tf.tensor(data, [...shape], LOADED[dtype])] as const
  );
  try {
    return { tree: nest(flat, path, remedy), metadata };
  } catch (error) {
    for (const [, leaf] of flat) leaf.dispose();
    throw error;
  }
}

/**
 * The texts of a file's header, its tensors left alone.
 *
 * @throws {UserError} when the file is missing or no whole safetensors file
 */
export function treeMetadata(
  path: string,
  remedy = "or make the file anew",
): Readonly<Record<string, string>> {
  return parseHeader(readBytes(path, remedy), path, remedy).metadata;
}

function readBytes(path: string, remedy: string): Uint8Array {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : (error as Error).message;
    throw new UserError(`Cannot read ${path}: ${reason}. Check the path, ${remedy}`);
  }
}

/**
 * Checks that `tree`, read from `path`, has the leaves and shapes of `expected`, no more and no fewer.
 *
 * @throws {UserError} naming the first tensor that does not fit, and both shapes
 *
 * @example
 * ```ts
 * import { checkShapes, UserError } from "posemachine";
 * import { assertThrows } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * const [narrow, wide] = [{ bias: tf.zeros([2]) }, { bias: tf.zeros([3]) }];
 * assertThrows(() => checkShapes(narrow, wide, "a.safetensors"), UserError, "bias");
 * ```
 */
export function checkShapes(tree: Tree, expected: Tree, path: string): void {
  const found = new Map(leaves(tree).map(([name, { shape }]) => [name, `[${shape}]`]));
  const wanted = new Map(leaves(expected).map(([name, { shape }]) => [name, `[${shape}]`]));
  for (const name of new Set([...wanted.keys(), ...found.keys()])) {
    const [is, should] = [found.get(name) ?? "absent", wanted.get(name) ?? "absent"];
    if (is !== should) {
      throw new UserError(
        `${path} does not fit this model: '${name}' is ${is} in the file, ${should} in the model. ` +
          `Choose the preset that the file was trained with`,
      );
    }
  }
}
