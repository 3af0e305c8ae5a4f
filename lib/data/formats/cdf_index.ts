import { DEFLATE_RATIO } from "../../zip.ts";
import {
  type CdfBytes,
  closeRecord,
  CVVR,
  openRecord,
  readOffset,
  skip,
  VVR,
  VXR,
} from "./cdf_records.ts";
import type { CdfDescriptor } from "./cdf_descriptors.ts";

/** Records of a variable that are stored together. */
export interface CdfBlock {
  readonly first: number;
  readonly last: number;
  readonly packed: boolean;
  /** Where its bytes begin, and how many there are. */
  readonly start: number;
  readonly size: number;
}

interface Entry {
  readonly first: number;
  readonly last: number;
  readonly offset: number;
}

/**
 * Follows the index of a variable's records, a tree, to all that are stored, in order. Makes sure that
 * they are enough for the variable, before anything is allocated for it.
 */
export function readIndex(file: CdfBytes, variable: CdfDescriptor): CdfBlock[] {
  if (variable.records === 0) return [];
  const blocks: CdfBlock[] = [];
  // Of what is still to be looked at. Depth first would do as well: the blocks are sorted below.
  const entries: Entry[] = readNodes(file, variable.index);
  while (entries.length > 0) {
    const entry = entries.pop()!;
    const block = readBlock(file, variable, entry);
    if (block) blocks.push(block);
    else for (const lower of readNodes(file, entry.offset)) entries.push(lower);
  }
  blocks.sort((a, b) => a.first - b.first);
  checkRecords(file, variable, blocks);
  // Rooms for records that were never written.
  return blocks.filter(({ first }) => first < variable.records);
}

/** The entries of a node and of those that continue it. */
function readNodes(file: CdfBytes, head: number): Entry[] {
  const { reader } = file;
  const what = "an index of records (VXR)";
  const entries: Entry[] = [];
  for (let offset = head; offset !== 0;) {
    const record = openRecord(file, offset, [VXR], what);
    const next = readOffset(file, "where the index goes on");
    const room = reader.i32("the size of an index");
    const used = reader.i32("the number of entries used");
    reader.need(room, what, file.wide ? 16 : 12);
    if (used < 0 || used > room) reader.fail(`0 to ${room} entries used`, `${used}`, offset);
    const firsts = Array.from({ length: room }, () => reader.i32("a first record"));
    const lasts = Array.from({ length: room }, () => reader.i32("a last record"));
    for (let i = 0; i < used; i++) {
      entries.push({ first: firsts[i], last: lasts[i], offset: readOffset(file, "an entry") });
    }
    skip(file, (room - used) * (file.wide ? 2 : 1), what);
    closeRecord(file, record, what);
    offset = next;
  }
  return entries;
}

/** What an entry points at, or `undefined` if that is a node of the index. */
function readBlock(
  file: CdfBytes,
  { name, recordSize }: CdfDescriptor,
  { first, last, offset }: Entry,
): CdfBlock | undefined {
  const { reader } = file;
  const what = `records ${first} to ${last} of variable '${name}'`;
  const sizeAt = file.wide ? 8 : 4;
  reader.seek(offset, what);
  skip(file, sizeAt / 4, what);
  if (reader.i32(what) === VXR) return undefined;
  const record = openRecord(file, offset, [VVR, CVVR], what);
  if (first < 0 || last < first) reader.fail("records in order", `${first} to ${last}`, offset);
  const packed = record.type === CVVR;
  if (packed) skip(file, 1, what);
  const size = packed ? readOffset(file, `the size of ${what}`) : record.end - reader.at;
  const start = reader.at;
  reader.take(size, what);
  closeRecord(file, record, what);
  const all = (last - first + 1) * recordSize;
  if (packed ? all > DEFLATE_RATIO * size : all !== size) {
    reader.fail(`${all} bytes of ${what}`, `${size} stored`, offset);
  }
  return { first, last, packed, start, size };
}

/** Each record once, and without holes where the variable has none. */
function checkRecords(file: CdfBytes, variable: CdfDescriptor, blocks: readonly CdfBlock[]) {
  const { reader } = file;
  const { name, records, recordSize, holes, index } = variable;
  let next = 0;
  const missing = (end: number) => {
    const found = `no records ${next} to ${end - 1}`;
    if (holes === "none" && end > next) reader.fail(`all of variable '${name}'`, found, index);
  };
  for (const { first, last, start } of blocks) {
    if (first < next) {
      reader.fail(`record ${next} of variable '${name}'`, `record ${first} again`, start);
    }
    missing(Math.min(first, records));
    next = last + 1;
  }
  missing(records);
  if (records * recordSize > file.largestArray) {
    const expected =
      `at most ${file.largestArray} bytes of variable '${name}' in a file this small`;
    reader.fail(expected, `${records} records of ${recordSize}`, index);
  }
}
