import {
  CDF_REMEDY,
  type CdfBytes,
  CDR,
  closeRecord,
  GDR,
  openRecord,
  readOffset,
  readSizes,
  skip,
} from "./cdf_records.ts";

/** What a file says of itself. */
export interface CdfHeader {
  readonly version: string;
  /** Of values; all else is big-endian. */
  readonly littleEndian: boolean;
  readonly rowMajor: boolean;
  readonly checksum: boolean;
  readonly firstR: number;
  readonly firstZ: number;
  readonly firstAttribute: number;
  readonly countR: number;
  readonly countZ: number;
  readonly attributes: number;
  /** Sizes of the dimensions that all rVariables share. */
  readonly dimensions: readonly number[];
}

const BIG_ENDIAN = [1, 2, 5, 7, 9, 11, 12], LITTLE_ENDIAN = [4, 6, 13, 16, 17, 19];
/** All but 18 have numbers that are not IEEE 754; of 18, NASA's library writes the floats little-endian. */
const REFUSED: Readonly<Record<number, string>> = {
  3: "VAX",
  14: "ALPHAVMSd",
  15: "ALPHAVMSg",
  18: "ARM_BIG",
  20: "IA64VMSd",
  21: "IA64VMSg",
};

/** Reads the two records that every file has. */
export function readHeader(file: CdfBytes): CdfHeader {
  const { reader } = file;
  const cdr = openRecord(file, 8, [CDR], "the CDF descriptor (CDR)");
  const gdrAt = readOffset(file, "where the global descriptor is");
  const [version, release] = [reader.i32("the version"), reader.i32("the release")];
  const encodingAt = reader.at;
  const encoding = reader.i32("the encoding");
  const flags = reader.i32("the flags");
  skip(file, 2, "reserved fields");
  const increment = reader.i32("the increment");
  closeRecord(file, cdr, "the CDF descriptor (CDR)");
  if (encoding in REFUSED) {
    reader.refuse(
      `numbers in ${REFUSED[encoding]} encoding are not supported`,
      CDF_REMEDY,
      encodingAt,
    );
  }
  const littleEndian = LITTLE_ENDIAN.includes(encoding);
  if (!littleEndian && !BIG_ENDIAN.includes(encoding)) {
    reader.fail("an encoding from 1 to 21", `${encoding}`, encodingAt);
  }
  if (!(flags & 2)) {
    reader.refuse(
      "a CDF of several files (one a variable) is not supported",
      CDF_REMEDY,
      encodingAt + 4,
    );
  }

  const gdr = openRecord(file, gdrAt, [GDR], "the global descriptor (GDR)");
  const firstR = readOffset(file, "where the first rVariable is");
  const firstZ = readOffset(file, "where the first zVariable is");
  const firstAttribute = readOffset(file, "where the first attribute is");
  const length = readOffset(file, "the file's length");
  if (length > reader.bytes.length) {
    reader.fail(`a file of ${length} bytes`, `only ${reader.bytes.length}`, gdrAt);
  }
  const countR = reader.i32("the number of rVariables");
  const attributes = reader.i32("the number of attributes");
  skip(file, 1, "the last record of rVariables");
  const axes = reader.i32("the number of dimensions");
  const countZ = reader.i32("the number of zVariables");
  readOffset(file, "where the first unused record is");
  skip(file, 3, "reserved fields");
  const dimensions = readSizes(file, axes);
  closeRecord(file, gdr, "the global descriptor (GDR)");
  return {
    version: `${version}.${release}.${increment}`,
    littleEndian,
    rowMajor: (flags & 1) === 1,
    // Bit 2: there is one, bit 3: it is an MD5.
    checksum: (flags & 12) === 12,
    ...{ firstR, firstZ, firstAttribute, countR, countZ, attributes, dimensions },
  };
}
