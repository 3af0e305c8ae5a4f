import { Buffer } from "node:buffer";
import { swapBytes } from "./byte_order.ts";
import type { NpyItems } from "./npy_array.ts";
import type { Numbers } from "./numeric_array.ts";

/** The type of an array's items, as NumPy's `descr` names it: `<f4`, `|b1`, `>U67`, `|O`. */
export interface NpyDtype {
  /** Boolean, signed, unsigned, float, bytes, Unicode, object. */
  readonly kind: "b" | "i" | "u" | "f" | "S" | "U" | "O";
  /** Bytes an item takes in the file. */
  readonly size: number;
  readonly bigEndian: boolean;
}

/** What {@link parseDtype} knows, for the errors of those who call it. */
export const SUPPORTED_DTYPES = "b1, i1 to i8, u1 to u8, f2, f4, f8, U, S and O";

/** What to do about an array of another type. */
export const DTYPE_REMEDY = "Save it from Python as arrays of those, with .astype() or by field";

type ReadNumbers = (bytes: ArrayBuffer) => Numbers;

const NUMBERS: Readonly<Record<string, ReadNumbers>> = {
  b1: (bytes) => new Uint8Array(bytes),
  i1: (bytes) => new Int8Array(bytes),
  u1: (bytes) => new Uint8Array(bytes),
  i2: (bytes) => new Int16Array(bytes),
  u2: (bytes) => new Uint16Array(bytes),
  i4: (bytes) => new Int32Array(bytes),
  u4: (bytes) => new Uint32Array(bytes),
  i8: (bytes) => new BigInt64Array(bytes),
  u8: (bytes) => new BigUint64Array(bytes),
  f2: (bytes) => new Float32Array(new Float16Array(bytes)), // exact
  f4: (bytes) => new Float32Array(bytes),
  f8: (bytes) => new Float64Array(bytes),
};

/** Reads NumPy's name of a type, or `undefined` when it is none of {@link SUPPORTED_DTYPES}. */
export function parseDtype(descr: string): NpyDtype | undefined {
  const [, order, kind, digits] = /^([<>|=]?)([biufSUO])(\d{0,9})$/.exec(descr) ?? [];
  const bigEndian = order === ">";
  if (kind === "O") return { kind, size: 0, bigEndian };
  if (kind === "U" && digits) return { kind, size: 4 * Number(digits), bigEndian };
  if (kind === "S" && digits) return { kind, size: Number(digits), bigEndian };
  if (!((kind + digits) in NUMBERS)) return undefined;
  return { kind: kind as "f", size: Number(digits), bigEndian };
}

/**
 * Items of a type other than `O` that take some bytes, which are copied once. `fail` is told of what is no text.
 * Little-endian, as every machine Deno runs on.
 */
export function decodeItems(
  dtype: NpyDtype,
  bytes: Uint8Array,
  fail: (expected: string, found: string) => never,
): NpyItems {
  const { kind, size, bigEndian } = dtype;
  if (kind === "S") return { texts: byteTexts(bytes, size) };
  const own = new Uint8Array(bytes.length);
  own.set(bytes);
  if (bigEndian) swapBytes(own, kind === "U" ? 4 : size);
  if (kind !== "U") return { data: NUMBERS[kind + size](own.buffer) };
  return { texts: unicodeTexts(new Uint32Array(own.buffer), size / 4, fail) };
}

function byteTexts(bytes: Uint8Array, size: number): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const texts: string[] = [];
  for (let start = 0; start < bytes.length; start += size) {
    let end = start + size;
    while (end > start && bytes[end - 1] === 0) end--;
    texts.push(buffer.toString("latin1", start, end));
  }
  return texts;
}

/** The most code points that become a text at once: they are arguments of a call. */
const CHUNK = 4096;

function unicodeTexts(
  codes: Uint32Array,
  length: number,
  fail: (expected: string, found: string) => never,
): string[] {
  let largest = 0;
  for (let i = 0; i < codes.length; i++) largest = Math.max(largest, codes[i]);
  if (largest > 0x10ffff) fail("Unicode text", `the character 0x${largest.toString(16)}`);
  // Names of files and actions are Latin, and there may be a million: this way is several times as fast.
  if (largest <= 0xff) return byteTexts(new Uint8Array(codes), length);
  const texts: string[] = [];
  for (let start = 0; start < codes.length; start += length) {
    let end = start + length;
    while (end > start && codes[end - 1] === 0) end--;
    let text = "";
    for (let from = start; from < end; from += CHUNK) {
      text += String.fromCodePoint(...codes.subarray(from, Math.min(from + CHUNK, end)));
    }
    texts.push(text);
  }
  return texts;
}
