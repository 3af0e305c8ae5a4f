import { swapBytes } from "./byte_order.ts";
import { decodeText } from "./cdf_records.ts";
import type { Numbers } from "./numeric_array.ts";

/** The type of a variable's values, as CDF names it. */
export type CdfTypeName =
  | "CDF_INT1"
  | "CDF_INT2"
  | "CDF_INT4"
  | "CDF_INT8"
  | "CDF_UINT1"
  | "CDF_UINT2"
  | "CDF_UINT4"
  | "CDF_BYTE"
  | "CDF_REAL4"
  | "CDF_REAL8"
  | "CDF_FLOAT"
  | "CDF_DOUBLE"
  | "CDF_EPOCH"
  | "CDF_EPOCH16"
  | "CDF_TIME_TT2000"
  | "CDF_CHAR"
  | "CDF_UCHAR";

/** How values of a type are stored. */
export interface CdfType {
  readonly name: CdfTypeName;
  /** Bytes a number, or a character, takes. */
  readonly width: number;
  /** Numbers a value has: 2 of the times in picoseconds, 1 of the others. */
  readonly parts: number;
  readonly text: boolean;
  /** Of records that were not written, where the file names no other value. */
  readonly pad: number | bigint;
  readonly numbers: (bytes: ArrayBuffer) => Numbers;
}

type Row = [CdfTypeName, number, number | bigint, (bytes: ArrayBuffer) => Numbers];

const int8 = (bytes: ArrayBuffer) => new Int8Array(bytes);
const uint8 = (bytes: ArrayBuffer) => new Uint8Array(bytes);
const float32 = (bytes: ArrayBuffer) => new Float32Array(bytes);
const float64 = (bytes: ArrayBuffer) => new Float64Array(bytes);
const int64 = (bytes: ArrayBuffer) => new BigInt64Array(bytes);

/** Name, width, pad and array by the format's type number; the pads are those of NASA's library. */
const ROWS: Readonly<Record<number, Row>> = {
  1: ["CDF_INT1", 1, -127, int8],
  2: ["CDF_INT2", 2, -32767, (bytes) => new Int16Array(bytes)],
  4: ["CDF_INT4", 4, -2147483647, (bytes) => new Int32Array(bytes)],
  8: ["CDF_INT8", 8, -9223372036854775807n, int64],
  11: ["CDF_UINT1", 1, 254, uint8],
  12: ["CDF_UINT2", 2, 65534, (bytes) => new Uint16Array(bytes)],
  14: ["CDF_UINT4", 4, 4294967294, (bytes) => new Uint32Array(bytes)],
  21: ["CDF_REAL4", 4, -1e30, float32],
  22: ["CDF_REAL8", 8, -1e30, float64],
  31: ["CDF_EPOCH", 8, 0, float64],
  32: ["CDF_EPOCH16", 8, 0, float64],
  33: ["CDF_TIME_TT2000", 8, -9223372036854775807n, int64],
  41: ["CDF_BYTE", 1, -127, int8],
  44: ["CDF_FLOAT", 4, -1e30, float32],
  45: ["CDF_DOUBLE", 8, -1e30, float64],
  51: ["CDF_CHAR", 1, 32, uint8],
  52: ["CDF_UCHAR", 1, 32, uint8],
};

/** The type of this number, if the format has one. */
export function cdfType(number: number): CdfType | undefined {
  if (!Object.hasOwn(ROWS, number)) return undefined;
  const [name, width, pad, numbers] = ROWS[number];
  return { name, width, parts: number === 32 ? 2 : 1, text: number > 50, pad, numbers };
}

/** Numbers of a type from their bytes, which are copied once. */
export function decodeNumbers(type: CdfType, bytes: Uint8Array, littleEndian: boolean): Numbers {
  const own = new Uint8Array(bytes.length);
  own.set(bytes);
  // Little-endian, as every machine Deno runs on.
  if (!littleEndian) swapBytes(own, type.width);
  return type.numbers(own.buffer);
}

/** Texts of `length` bytes each. */
export function decodeTexts(bytes: Uint8Array, length: number): string[] {
  const texts: string[] = [];
  for (let start = 0; start < bytes.length; start += length) {
    texts.push(decodeText(bytes.subarray(start, start + length)));
  }
  return texts;
}

/** The pad of a type in the file's byte order: of one value, a text's of `length` characters. */
export function defaultPad(type: CdfType, length: number, littleEndian: boolean): Uint8Array {
  const numbers = type.numbers(new ArrayBuffer(type.width * type.parts * length));
  numbers.fill(type.pad as never);
  const bytes = new Uint8Array(numbers.buffer);
  if (!littleEndian) swapBytes(bytes as Uint8Array<ArrayBuffer>, type.width);
  return bytes;
}
