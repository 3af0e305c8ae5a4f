import type { CdfHeader } from "./cdf_header.ts";
import {
  type CdfBytes,
  closeRecord,
  openRecord,
  R_VDR,
  readList,
  readName,
  readOffset,
  readSizes,
  skip,
  Z_VDR,
} from "./cdf_records.ts";
import { type CdfType, cdfType } from "./cdf_values.ts";

/** What a file says of a variable. */
export interface CdfDescriptor {
  readonly name: string;
  /** rVariables share the file's dimensions, zVariables have their own. */
  readonly kind: "r" | "z";
  /** Among the variables of its kind. */
  readonly number: number;
  readonly type: CdfType;
  /** Numbers a value has, or characters. */
  readonly elements: number;
  readonly records: number;
  /** Dimensions within a record; 1 where all values along it are the same and only one is stored. */
  readonly dimensions: readonly number[];
  /** Bytes a record takes. */
  readonly recordSize: number;
  /** What stands for records that were not written. */
  readonly holes: "none" | "pad" | "previous";
  /** Of one value; none where the file leaves it to the type. */
  readonly pad?: Uint8Array;
  /** Where the index of its records is. */
  readonly index: number;
  /** Where its packing is described, if its records are packed. */
  readonly packing: number;
}

const HOLES = ["none", "pad", "previous"] as const;

/** Reads what a file says of each of its variables, rVariables first. */
export function readDescriptors(file: CdfBytes, header: CdfHeader): CdfDescriptor[] {
  const { firstR, firstZ, countR, countZ } = header;
  const names = new Set<string>();
  const read = (kind: "r" | "z") => (at: number) => {
    const descriptor = readDescriptor(file, header, at, kind);
    const { name } = descriptor.value;
    if (names.has(name)) file.reader.fail("variables of different names", `'${name}' twice`, at);
    names.add(name);
    return descriptor;
  };
  return [
    ...readList(file, firstR, countR, "rVariables", read("r")),
    ...readList(file, firstZ, countZ, "zVariables", read("z")),
  ];
}

function readDescriptor(file: CdfBytes, header: CdfHeader, start: number, kind: "r" | "z") {
  const { reader } = file;
  const what = `the descriptor of a ${kind}Variable (${kind}VDR)`;
  const record = openRecord(file, start, [kind === "r" ? R_VDR : Z_VDR], what);
  const next = readOffset(file, "where the next variable is");
  const typeAt = reader.at;
  const typeNumber = reader.i32("a data type");
  const type = cdfType(typeNumber) ?? reader.fail("a data type", `${typeNumber}`, typeAt);
  const last = reader.i32("the last record");
  const index = readOffset(file, "where the index of records is");
  readOffset(file, "where the index of records ends");
  const flags = reader.i32("the flags");
  const sparse = reader.i32("the kind of sparse records");
  skip(file, 3, "reserved fields");
  const length = reader.i32("the number of elements");
  const number = reader.i32("the number of the variable");
  const packing = readOffset(file, "where its packing is described");
  skip(file, 1, "the blocking factor");
  const name = readName(file, "the name of a variable");
  const declared = kind === "r"
    ? header.dimensions
    : readSizes(file, reader.i32("the number of dimensions"));
  const dimensions = declared.map((size) => reader.i32("whether a dimension varies") ? size : 1);
  const own = `variable '${name}'`;
  if (last < -1) reader.fail(`the last record of ${own}, -1 or more`, `${last}`, start);
  if (!(sparse in HOLES)) reader.fail(`0, 1 or 2 for the holes of ${own}`, `${sparse}`, start);
  if (length < 1 || (!type.text && length !== 1)) {
    reader.fail(`${type.text ? "1 or more" : "1"} elements a value of ${own}`, `${length}`, start);
  }
  const elements = type.parts * length;
  const recordSize = dimensions.reduce((product, size) => product * size, type.width * elements);
  if (!Number.isSafeInteger(recordSize)) {
    reader.fail(`records of ${own}`, `dimensions [${dimensions}]`, start);
  }
  const pad = flags & 2 ? reader.take(type.width * elements, `the pad value of ${own}`) : undefined;
  closeRecord(file, record, what);
  const value: CdfDescriptor = {
    ...{ name, kind, number, type, elements, dimensions, recordSize, pad, index, packing },
    records: flags & 1 ? last + 1 : Math.min(1, last + 1),
    holes: HOLES[sparse],
  };
  return { value, next };
}
