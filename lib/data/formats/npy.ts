import { ByteReader } from "./byte_reader.ts";
import { type NpyArray, npyArray, type ObjectArray, sizeOf } from "./npy_array.ts";
import { decodeItems } from "./npy_dtype.ts";
import { readNpyHeader } from "./npy_header.ts";
import { columnMajorStrides } from "./numeric_array.ts";
import { readPickle } from "./pickle.ts";

/**
 * Reads an array as NumPy's `np.save` writes it (`.npy`), row-major whatever its order in the file:
 *
 * - numbers as a `NumericArray`: booleans as a Uint8Array of 0 and 1, `f2` as a Float32Array (which holds
 *   them exactly), 64-bit integers as a BigInt64Array or BigUint64Array;
 * - fixed-width texts as a `TextArray`;
 * - Python objects (`allow_pickle=True`) as an `ObjectArray`, with the limits of `unpickle`: no code
 *   of the file is run.
 *
 * `source` names the file in errors.
 *
 * @throws {UserError} naming the source, the byte, what was expected there and what was found; structured,
 * complex and date types are refused
 *
 * @example
 * ```ts
 * import { parseNpy } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }\n";
 * const bytes = Uint8Array.of(
 *   0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0,
 *   ...new TextEncoder().encode(header), ...new Uint8Array(Float32Array.of(0.5, 2).buffer),
 * );
 * assertEquals(parseNpy(bytes), { shape: [1, 2], data: Float32Array.of(0.5, 2) });
 * ```
 */
export function parseNpy(bytes: Uint8Array, source = "NPY data"): NpyArray {
  const reader = new ByteReader({ bytes, source, format: "an NPY file" });
  const { dtype, shape, fortranOrder } = readNpyHeader(reader);
  const start = reader.at;
  if (dtype.kind === "O") return readObjects(reader, shape);
  const count = sizeOf(shape);
  // An item of no bytes would let a header of a few bytes ask for any number of texts.
  reader.need(count, `${count} items`, Math.max(1, dtype.size));
  const items = decodeItems(
    dtype,
    reader.take(count * dtype.size, `${count} items`),
    (expected, found) => reader.fail(expected, found, start),
  );
  if (reader.left > 0) {
    reader.refuse(
      `${reader.left} bytes follow the array of shape [${shape}]`,
      "Save several arrays with np.savez, not into one NPY file; else copy or download it again",
    );
  }
  return npyArray(shape, items, fortranOrder ? columnMajorStrides(shape) : undefined);
}

/** The rest of the file: one pickle of the whole array. */
function readObjects(reader: ByteReader, shape: readonly number[]): ObjectArray {
  const start = reader.at;
  const value = readPickle(reader);
  if (typeof value !== "object" || value === null || !("objects" in value)) {
    reader.fail("a pickled array of objects", "something else", start);
  }
  if (`${value.shape}` !== `${shape}`) {
    reader.fail(`objects of shape [${shape}]`, `shape [${value.shape}]`, start);
  }
  return value;
}
