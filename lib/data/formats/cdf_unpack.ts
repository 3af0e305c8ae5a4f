import { DEFLATE_RATIO } from "../../zip.ts";
import { ByteReader, inflateAtMost } from "./byte_reader.ts";
import {
  CCR,
  CDF_REMEDY,
  type CdfBytes,
  closeRecord,
  CPR,
  openRecord,
  readOffset,
  skip,
} from "./cdf_records.ts";

/** How values, or the whole file, are packed. */
export type CdfPacking = "RLE" | "GZIP";

const PACKINGS: Readonly<Record<number, string>> = {
  1: "RLE",
  2: "Huffman",
  3: "adaptive Huffman",
  5: "GZIP",
};

/** First number of a file of version 3, and of versions 2.6 and 2.7. */
const VERSION_3 = 0xcdf30001, VERSION_2_6 = 0xcdf26002;
const BEFORE_2_6 = 0x0000ffff;
/** Second number. */
const PLAIN = 0x0000ffff, PACKED = 0xcccc0001;
const MAGIC_BYTES = 8;

/** Recognizes a CDF file by its first bytes, and unpacks it if it is packed as a whole. */
export function openCdf(bytes: Uint8Array, source: string): CdfBytes {
  const reader = new ByteReader({ bytes, source, format: "a CDF file", bigEndian: true });
  const hex = (value: number) => value.toString(16).padStart(8, "0");
  const version = reader.u32("the first number of a CDF file, cdf30001");
  if (version === BEFORE_2_6) {
    reader.refuse("a CDF file older than version 2.6 is not supported", CDF_REMEDY, 0);
  }
  if (version !== VERSION_3 && version !== VERSION_2_6) {
    reader.fail("the first number of a CDF file, cdf30001 or cdf26002", hex(version), 0);
  }
  const packing = reader.u32("the second number of a CDF file");
  if (packing !== PLAIN && packing !== PACKED) {
    reader.fail("the second number of a CDF file, 0000ffff or cccc0001", hex(packing), 4);
  }
  const file: CdfBytes = {
    reader,
    wide: version === VERSION_3,
    largestArray: DEFLATE_RATIO * bytes.length,
    unclaimed: bytes.length,
  };
  return packing === PLAIN ? file : unpackFile(file);
}

function unpackFile(file: CdfBytes): CdfBytes {
  const { reader } = file;
  const what = "a packed CDF (CCR)";
  const record = openRecord(file, MAGIC_BYTES, [CCR], what);
  const packingAt = readOffset(file, "where its packing is described (CPRoffset)");
  const size = readOffset(file, "its size when unpacked (uSize)");
  skip(file, 1, what);
  closeRecord(file, record, what);
  const start = reader.at;
  const packed = reader.take(record.end - start, what);
  const own = unpack(readPacking(file, packingAt), packed, size, reader, start);
  // As the file would be had it not been packed: offsets count from its magic numbers.
  const bytes = new Uint8Array(MAGIC_BYTES + own.length);
  bytes.set(own, MAGIC_BYTES);
  const source = `${reader.source}, unpacked`;
  const unpacked = new ByteReader({ bytes, source, format: reader.format, bigEndian: true });
  return { ...file, reader: unpacked, unclaimed: bytes.length };
}

/** Reads how something is packed. */
export function readPacking(file: CdfBytes, offset: number): CdfPacking {
  const { reader } = file;
  const what = "a description of a packing (CPR)";
  const record = openRecord(file, offset, [CPR], what);
  const type = reader.i32("the type of packing (cType)");
  closeRecord(file, record, what);
  const name = PACKINGS[type];
  if (name === "RLE" || name === "GZIP") return name;
  if (name) reader.refuse(`${name} compression is not supported`, CDF_REMEDY, offset);
  return reader.fail("a type of packing (1, 2, 3 or 5)", `${type}`, offset);
}

/** Unpacks what must become `size` bytes. `offset` says where it is, for errors. */
export function unpack(
  packing: CdfPacking,
  packed: Uint8Array,
  size: number,
  reader: ByteReader,
  offset: number,
): Uint8Array {
  if (size < 0 || size > DEFLATE_RATIO * packed.length) {
    reader.fail(`a size that ${packed.length} packed bytes can have`, `${size}`, offset);
  }
  const own = packing === "GZIP"
    ? inflateAtMost(packed, size, reader, offset)
    : expandZeros(packed, size, reader, offset);
  if (own.length !== size) reader.fail(`${size} bytes when unpacked`, `${own.length}`, offset);
  return own;
}

/** Run lengths of zeros alone: a zero is followed by how many more there are. */
function expandZeros(packed: Uint8Array, size: number, reader: ByteReader, offset: number) {
  const own = new Uint8Array(size);
  let to = 0;
  for (let from = 0; from < packed.length; from++) {
    if (packed[from] !== 0) {
      if (to < size) own[to] = packed[from];
      to++;
    } else if (++from < packed.length) to += packed[from] + 1;
    else reader.fail("a number of zeros", "the end", offset + from);
  }
  if (to !== size) reader.fail(`${size} bytes when unpacked`, `${to}`, offset);
  return own;
}
