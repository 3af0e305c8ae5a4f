import type { ByteReader } from "./byte_reader.ts";

/** A CDF file's bytes, unpacked if the whole file was packed, and how its version lays out records. */
export interface CdfBytes {
  /** Big-endian, as all fields but the values are. */
  readonly reader: ByteReader;
  /** Version 3: offsets of 8 bytes and names of 256. Versions 2.6 and 2.7: of 4 and 64. */
  readonly wide: boolean;
  /** Bytes that an array may have: deflate, which packs tightest, cannot have packed more into the file. */
  readonly largestArray: number;
  /**
   * Bytes that no record has claimed yet. Records never share bytes, so a list that comes back to itself,
   * or entries that point at the same record, use this up instead of going on.
   */
  unclaimed: number;
}

/** Type numbers of the records that are read. */
export const CDR = 1,
  GDR = 2,
  R_VDR = 3,
  ADR = 4,
  AGR_EDR = 5,
  VXR = 6,
  VVR = 7,
  Z_VDR = 8,
  AZ_EDR = 9,
  CCR = 10,
  CPR = 11,
  CVVR = 13;

/** The format's own limit. */
const MOST_DIMENSIONS = 10;

/** What every record begins with. */
export interface CdfRecord {
  readonly type: number;
  readonly start: number;
  /** Where the next byte after it is. */
  readonly end: number;
}

/** What to do about a file that is whole, but of a kind that is not read. */
export const CDF_REMEDY = "Rewrite it with NASA's cdfconvert as one file in IBMPC encoding, " +
  "of version 3, without compression or with GZIP";

/** Reads an offset or a size, which version 2 stores in 4 bytes. */
export function readOffset({ reader, wide }: CdfBytes, what: string): number {
  return wide ? reader.i64(what) : reader.i32(what);
}

/** Goes to a record of one of these types, makes sure that it ends within the file, and claims it. */
export function openRecord(
  file: CdfBytes,
  start: number,
  types: readonly number[],
  what: string,
): CdfRecord {
  const { reader } = file;
  reader.seek(start, what);
  const size = readOffset(file, `the size of ${what}`);
  const type = reader.i32(`the type of ${what}`);
  if (!types.includes(type)) {
    reader.fail(`${what} (a record of type ${types.join(" or ")})`, `type ${type}`, start);
  }
  const end = start + size;
  if (end < reader.at || end > reader.bytes.length) {
    reader.fail(`${what} within ${reader.bytes.length} bytes`, `a size of ${size}`, start);
  }
  file.unclaimed -= size;
  if (file.unclaimed < 0) {
    reader.fail(
      `${what} that no other record overlaps`,
      "more bytes of records than of file",
      start,
    );
  }
  return { type, start, end };
}

/** Makes sure that the fields read so far were the record's own. */
export function closeRecord({ reader }: CdfBytes, { start, end }: CdfRecord, what: string) {
  if (reader.at > end) {
    reader.fail(`${what} of ${reader.at - start} bytes or more`, `${end - start} bytes`, start);
  }
}

/** Follows a linked list of `count` records; `read` gives what one holds and where the next is. */
export function readList<T>(
  { reader }: CdfBytes,
  head: number,
  count: number,
  what: string,
  read: (offset: number) => { readonly value: T; readonly next: number },
): T[] {
  const values: T[] = [];
  let offset = head;
  while (values.length < count && offset !== 0) {
    const { value, next } = read(offset);
    values.push(value);
    offset = next;
  }
  // Where nothing is listed, some writers leave the head undefined.
  if (values.length !== count || (offset !== 0 && count > 0)) {
    const found = offset === 0 ? `${values.length}` : `another at ${offset}`;
    reader.fail(`a list of ${count} ${what}`, found, head);
  }
  return values;
}

/** Skips fields of 4 bytes that say nothing about the values. */
export function skip({ reader }: CdfBytes, fields: number, what: string) {
  reader.take(4 * fields, what);
}

/** Reads the sizes of dimensions. */
export function readSizes({ reader }: CdfBytes, count: number): number[] {
  if (count < 0 || count > MOST_DIMENSIONS) {
    reader.fail(`0 to ${MOST_DIMENSIONS} dimensions`, `${count}`, reader.at - 4);
  }
  return Array.from({ length: count }, () => {
    const size = reader.i32("the size of a dimension");
    if (size < 1) reader.fail("a dimension of 1 or more", `${size}`, reader.at - 4);
    return size;
  });
}

/** Reads a name, which zeros or blanks fill up to its fixed length. */
export function readName({ reader, wide }: CdfBytes, what: string): string {
  return decodeText(reader.take(wide ? 256 : 64, what)).trimEnd();
}

/** A text of fixed length up to the zero that ends it; newer files use UTF-8, older ones Latin-1. */
export function decodeText(bytes: Uint8Array): string {
  const zero = bytes.indexOf(0);
  const own = zero < 0 ? bytes : bytes.subarray(0, zero);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(own);
  } catch {
    return Array.from(own, (code) => String.fromCharCode(code)).join("");
  }
}
