import type { ByteReader } from "./byte_reader.ts";
import { MAT_ARRAYS, type MatClass } from "./mat_value.ts";
import type { Numbers } from "./numeric_array.ts";

/** One data element of a MATLAB 5 file: what it holds, and where. */
export interface Mat5Element {
  /** One of the format's type numbers. */
  readonly type: number;
  /** Where its data begin. */
  readonly start: number;
  /** Bytes of data. */
  readonly size: number;
  /** Where the element after it begins. */
  readonly next: number;
}

/** Type numbers: an array of any class, packed data that hold one, and texts. */
export const MATRIX = 14, COMPRESSED = 15, UTF8 = 16, UTF16 = 17;

const INT32 = 5, UINT32 = 6;
/** More than the axes of any array take, fewer than a damaged size may claim. */
const MOST_BYTES = 256;

/** The type numbers of the format that stand for numbers of one class. */
const STORED: Readonly<Record<number, MatClass>> = {
  ...{ 1: "int8", 2: "uint8", 3: "int16", 4: "uint16", 5: "int32", 6: "uint32" },
  ...{ 7: "single", 9: "double", 12: "int64", 13: "uint64" },
};

/** One number, seen as bytes and as each class. */
const ONE_BYTES = new Uint8Array(8);
const ONE = Object.fromEntries(
  Object.entries(MAT_ARRAYS).map(([name, Numbers]) => [name, new Numbers(ONE_BYTES.buffer)]),
) as Readonly<Record<MatClass, Numbers>>;
/** More numbers than these are copied at once. */
const FEW = 8;

const machineIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Reads the tag where the reader is, makes sure that its data end by `end`, and goes past them. */
export function readElement(reader: ByteReader, end: number, what: string): Mat5Element {
  const at = reader.at;
  if (end - at < 8) reader.fail(`${what} (8 bytes or more)`, `${end - at} bytes to the end`);
  const first = reader.u32(what);
  const small = first >>> 16;
  if (small) {
    if (small > 4) reader.fail(`${what} of up to 4 bytes`, `a size of ${small}`, at);
    reader.at = at + 8;
    return { type: first & 0xffff, start: at + 4, size: small, next: at + 8 };
  }
  const size = reader.u32(what);
  if (size > end - at - 8) {
    reader.fail(`${what} (${size} bytes)`, `${end - at - 8} bytes to the end`, at);
  }
  // The last element of a file may lack the bytes that fill it up to a multiple of 8.
  reader.at = Math.min(end, at + 8 + Math.ceil(size / 8) * 8);
  return { type: first, start: at + 8, size, next: reader.at };
}

/** Reads what describes an array: a few integers of 32 bits, one at least. */
export function readIntegers(reader: ByteReader, { type, start, size, next }: Mat5Element) {
  if ((type !== INT32 && type !== UINT32) || size < 4 || size % 4 !== 0 || size > MOST_BYTES) {
    reader.fail("a few integers of 32 bits", `${size} bytes of type ${type}`, start);
  }
  const integers: number[] = [];
  reader.at = start;
  while (reader.at < start + size) integers.push(reader.i32("an integer"));
  reader.at = next;
  return integers;
}

/**
 * Reads `count` numbers of `className`. MATLAB stores them with the narrowest type that holds them
 * all, so what is stored may be of another class.
 */
export function readNumbers(
  reader: ByteReader,
  { type, start, size }: Mat5Element,
  count: number,
  className: MatClass,
): Numbers {
  const stored = STORED[type];
  if (!stored) reader.fail(`numbers of class ${className}`, `data of type ${type}`, start);
  const width = MAT_ARRAYS[stored].BYTES_PER_ELEMENT;
  if (size !== count * width) {
    reader.fail(`${count} numbers stored as ${stored} (${count * width} bytes)`, `${size}`, start);
  }
  const out = new MAT_ARRAYS[className](count);
  const swap = reader.littleEndian !== machineIsLittleEndian;
  if (!swap && stored === className && count > FEW) {
    new Uint8Array(out.buffer).set(reader.bytes.subarray(start, start + size));
    return out;
  }
  // Most arrays of a file are of one number: to copy its bytes costs less than to make views of them.
  for (let i = 0, at = start; i < count; i++, at += width) {
    for (let k = 0; k < width; k++) ONE_BYTES[k] = reader.bytes[at + (swap ? width - 1 - k : k)];
    const value = ONE[stored][0];
    if (out instanceof BigInt64Array || out instanceof BigUint64Array) {
      if (typeof value === "bigint" || Number.isInteger(value)) out[i] = BigInt(value);
    } else out[i] = Number(value);
    // Loose, since a big integer equals the number of the same value.
    const same = out[i] == value || (Number.isNaN(value) && Number.isNaN(out[i]));
    if (!same) reader.fail(`numbers of class ${className}`, `${value}`, at);
  }
  return out;
}

/** Reads `count` characters, each a UTF-16 code unit as MATLAB counts them. */
export function readCharacters(
  reader: ByteReader,
  element: Mat5Element,
  count: number,
): ArrayLike<string> {
  const { type, start, size } = element;
  if (type === UTF16 || STORED[type] === "uint16") {
    const units = readNumbers(reader, { ...element, type: 4 }, count, "uint16") as Uint16Array;
    return Array.from(units, (unit) => String.fromCharCode(unit));
  }
  const encoding = type === UTF8 ? "utf-8" : "latin1";
  if (type !== UTF8 && type !== 1 && type !== 2) reader.fail("text", `data of type ${type}`, start);
  let text = "";
  try {
    text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
      .decode(reader.bytes.subarray(start, start + size));
  } catch {
    reader.fail("text in UTF-8", "bytes that are none", start);
  }
  if (text.length === count) return text;
  const whole = [...text]; // some writers count a pair of code units once
  if (whole.length !== count) reader.fail(`${count} characters`, `${text.length}`, start);
  return whole;
}
