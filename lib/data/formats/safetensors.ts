// The safetensors format (https://huggingface.co/docs/safetensors): eight bytes with the length of a
// JSON header, the header, the numbers. Little-endian, as every machine Deno runs on.
import { UserError } from "../../errors.ts";
import { type Dtype, DTYPE_BYTES, type HeaderEntry, parseHeader } from "./safetensors_header.ts";

export type { Dtype };

/** One tensor as plain numbers; `data.length` is the product of `shape`. */
export interface StoredTensor {
  /** How its numbers are stored. */
  readonly dtype: Dtype;
  /** Length of each axis; empty for a single number. */
  readonly shape: readonly number[];
  /** Float32Array for F32 and F16, Int32Array for I32, Int8Array for I8, Uint8Array for U8. */
  readonly data: Float32Array | Int32Array | Int8Array | Uint8Array;
}

/** The contents of a file. */
export interface Safetensors {
  /** Every tensor by its name. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  /** The texts of the header (`__metadata__`). */
  readonly metadata: Readonly<Record<string, string>>;
}

function bytesOf(name: string, { dtype, shape, data }: StoredTensor): Uint8Array {
  const size = shape.reduce((a, b) => a * b, 1);
  if (data.length !== size) {
    throw new RangeError(
      `Tensor '${name}': shape [${shape}] needs ${size} numbers, got ${data.length}`,
    );
  }
  if (dtype !== "F16") return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const half = new Float16Array(data); // rounds to nearest, ties to even
  const i = half.findIndex((value, i) => Math.abs(value) === Infinity && Number.isFinite(data[i]));
  if (i >= 0) {
    throw new UserError(
      `Tensor '${name}' holds ${data[i]}, more than a 16-bit float can (65504): save it as F32`,
    );
  }
  return new Uint8Array(half.buffer);
}

/**
 * The file as consecutive pieces, so that a large one is never held twice. Wider types come first, which
 * keeps every tensor aligned; otherwise the order is that of `tensors`: same input, same bytes.
 */
export function safetensorsParts(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length) header.__metadata__ = metadata;
  const parts: Uint8Array[] = [];
  let offset = 0;
  const sorted = Object.entries(tensors)
    .toSorted(([, a], [, b]) => DTYPE_BYTES[b.dtype] - DTYPE_BYTES[a.dtype]);
  for (const [name, tensor] of sorted) {
    if (name === "__metadata__") throw new RangeError("'__metadata__' cannot name a tensor");
    const bytes = bytesOf(name, tensor);
    header[name] = {
      dtype: tensor.dtype,
      shape: tensor.shape,
      data_offsets: [offset, offset += bytes.length],
    };
    parts.push(bytes);
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8; // padded with spaces so that the numbers are aligned
  const start = new Uint8Array(8 + length).fill(0x20, 8);
  new DataView(start.buffer).setBigUint64(0, BigInt(length), true);
  start.set(text, 8);
  return [start, ...parts];
}

/**
 * Tensors and texts as the bytes of a safetensors file, the same bytes for the same input.
 *
 * @throws {UserError} when a number is too large for F16
 *
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const data = new Float32Array([0.5, 2]);
 * const bytes = encodeSafetensors({ bias: { dtype: "F16", shape: [2], data } }, { seed: "1" });
 * assertEquals(decodeSafetensors(bytes).tensors.bias.data, data);
 * ```
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const parts = safetensorsParts(tensors, metadata);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function numbersOf(bytes: Uint8Array, { dtype, start, end }: HeaderEntry): StoredTensor["data"] {
  const { buffer } = bytes.slice(start, end); // a copy is aligned and does not keep the file in memory
  if (dtype === "F32") return new Float32Array(buffer);
  if (dtype === "F16") return new Float32Array(new Float16Array(buffer));
  if (dtype === "I32") return new Int32Array(buffer);
  return dtype === "I8" ? new Int8Array(buffer) : new Uint8Array(buffer);
}

/**
 * Reads what {@link encodeSafetensors}, or Python's safetensors, wrote. `path` names the file in errors,
 * `remedy` what the user could do.
 *
 * @throws {UserError} when the bytes are not a whole and well-formed file, saying what is wrong
 *
 * @example
 * ```ts
 * import { decodeSafetensors, UserError } from "posemachine";
 * import { assertThrows } from "@std/assert";
 * assertThrows(() => decodeSafetensors(new Uint8Array(3), "a.safetensors"), UserError, "a.safetensors");
 * ```
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  path = "the given bytes",
  remedy = "or make the file anew",
): Safetensors {
  const { entries, metadata, dataStart } = parseHeader(bytes, path, remedy);
  const body = bytes.subarray(dataStart);
  return {
    tensors: Object.fromEntries(
      entries.map((entry) => [entry.name, {
        dtype: entry.dtype,
        shape: entry.shape,
        data: numbersOf(body, entry),
      }]),
    ),
    metadata,
  };
}
