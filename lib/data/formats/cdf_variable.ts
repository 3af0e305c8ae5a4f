import type { CdfDescriptor } from "./cdf_descriptors.ts";
import type { CdfHeader } from "./cdf_header.ts";
import { readIndex } from "./cdf_index.ts";
import type { CdfBytes } from "./cdf_records.ts";
import { readPacking, unpack } from "./cdf_unpack.ts";
import { defaultPad } from "./cdf_values.ts";
import { type NumericArray, rowMajor } from "./numeric_array.ts";

/** All records of a variable, one after the other, as the file stores their values. */
export function readRecords(
  file: CdfBytes,
  header: CdfHeader,
  variable: CdfDescriptor,
): Uint8Array {
  const { reader } = file;
  const { records, recordSize, packing } = variable;
  const blocks = readIndex(file, variable);
  const method = blocks.some((block) => block.packed) ? readPacking(file, packing) : undefined;
  const bytes = new Uint8Array(records * recordSize);
  let next = 0;
  for (const { first, last, packed, start, size } of blocks) {
    fillHole(bytes, header, variable, next, first);
    const stored = reader.bytes.subarray(start, start + size);
    const all = (last - first + 1) * recordSize;
    const own = packed ? unpack(method!, stored, all, reader, start) : stored;
    next = Math.min(last + 1, records);
    bytes.set(own.subarray(0, (next - first) * recordSize), first * recordSize);
  }
  fillHole(bytes, header, variable, next, records);
  return bytes;
}

/** Fills records from `first` to before `end` that the file does not store. */
function fillHole(
  bytes: Uint8Array,
  { littleEndian }: CdfHeader,
  { holes, recordSize, type, elements, pad }: CdfDescriptor,
  first: number,
  end: number,
) {
  if (end <= first) return;
  const start = first * recordSize;
  // Before the first record there is no previous one.
  if (holes === "previous" && first > 0) bytes.copyWithin(start, start - recordSize, start);
  else {
    const value = pad ?? defaultPad(type, elements / type.parts, littleEndian);
    for (let at = start; at < start + recordSize; at += value.length) bytes.set(value, at);
  }
  for (let record = first + 1; record < end; record++) {
    bytes.copyWithin(record * recordSize, start, start + recordSize);
  }
}

/** `[records, ...dimensions, elements]`, stored column-major within each record, in row-major order. */
export function recordsRowMajor(
  array: NumericArray,
  { records, dimensions, elements }: CdfDescriptor,
): NumericArray {
  const { shape, data } = array;
  if (data.length === 0 || dimensions.filter((size) => size > 1).length < 2) return array;
  const values = data.length / records / elements;
  const numbered = Uint32Array.from({ length: values }).map((_, i) => i);
  const places = rowMajor({ shape: dimensions, data: numbered }).data as Uint32Array;
  const out = data.slice();
  for (let record = 0, to = 0; record < records; record++) {
    for (let i = 0; i < values; i++) {
      const from = (record * values + places[i]) * elements;
      for (let element = 0; element < elements; element++) out[to++] = data[from + element];
    }
  }
  return { shape, data: out };
}
