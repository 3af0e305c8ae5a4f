import { createHash } from "node:crypto";
import { UserError } from "../../errors.ts";
import { type CdfAttributes, type CdfAttributeValue, readAttributes } from "./cdf_attributes.ts";
import { type CdfDescriptor, readDescriptors } from "./cdf_descriptors.ts";
import { type CdfHeader, readHeader } from "./cdf_header.ts";
import type { CdfBytes } from "./cdf_records.ts";
import { openCdf } from "./cdf_unpack.ts";
import { type CdfTypeName, decodeNumbers, decodeTexts } from "./cdf_values.ts";
import { readRecords, recordsRowMajor } from "./cdf_variable.ts";
import type { NumericArray } from "./numeric_array.ts";
import type { TextArray } from "./text_array.ts";

/** A variable of a CDF file. */
export interface CdfVariable {
  /** No two variables of a file have the same. */
  readonly name: string;
  /** rVariables share the file's dimensions, zVariables have their own. */
  readonly kind: "rVariable" | "zVariable";
  /** What its values are. */
  readonly type: CdfTypeName;
  /** `[records, ...dimensions]`: 1 where the values do not vary, and 2 at the end for `CDF_EPOCH16`. */
  readonly shape: readonly number[];
  /** By name. */
  readonly attributes: ReadonlyMap<string, CdfAttributeValue>;
}

/** A parsed CDF file. Values are read when they are asked for. */
export interface Cdf {
  /** Of the library that wrote it, e.g. `2.7.2`. */
  readonly version: string;
  /** Of the file as a whole, by name: one or more entries. */
  readonly attributes: ReadonlyMap<string, readonly CdfAttributeValue[]>;
  /** rVariables first, each in the file's order. */
  readonly variables: readonly CdfVariable[];
  /** The variable of this name. Throws a {@link UserError} that lists the names if there is none. */
  variable(name: string): CdfVariable;
  /**
   * The numbers of a variable, of its shape. Throws a {@link UserError} if there is none of this name, or
   * it holds text, or what the file says of its records cannot be.
   */
  readVariable(name: string): NumericArray;
  /** The texts of a variable of type `CDF_CHAR` or `CDF_UCHAR`, with errors as `readVariable`. */
  readTexts(name: string): TextArray;
}

/**
 * Reads a file in NASA's Common Data Format, as Human3.6M's poses are stored: versions 3, 2.7 and 2.6,
 * rVariables and zVariables, all encodings with IEEE 754 numbers, both majorities, sparse records, GZIP
 * and run lengths. `source` names it in errors.
 *
 * @throws {UserError} naming the source, the byte that does not fit and what was expected there; or that
 * it is of several files, older, of VAX numbers or packed by Huffman's codes, none of which are read
 *
 * @example
 * ```ts
 * import { parseCdf } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const file = "tests/fixtures/formats/nasa2_pose_column.cdf";
 * const cdf = parseCdf(Deno.readFileSync(file), file);
 * assertEquals(cdf.variable("Pose").type, "CDF_DOUBLE");
 * const { shape, data } = cdf.readVariable("Pose");
 * assertEquals(shape, [1, 2, 96]);
 * assertEquals([...data.slice(0, 3)], [-31.25, -22, -12.75]);
 * ```
 */
export function parseCdf(bytes: Uint8Array, source = "CDF bytes"): Cdf {
  const file = openCdf(bytes, source);
  const header = readHeader(file);
  if (header.checksum) verify(bytes, source);
  const descriptors = readDescriptors(file, header);
  const attributes = readAttributes(file, header);
  const known = new Map(
    descriptors.map((descriptor) => [descriptor.name, describe(descriptor, attributes)]),
  );
  const find = (name: string) =>
    descriptors.find((descriptor) => descriptor.name === name) ?? unknown(source, name, known);
  return {
    version: header.version,
    attributes: attributes.global,
    variables: [...known.values()],
    variable: (name) => known.get(find(name).name)!,
    readVariable: (name) => readNumbers(file, header, find(name), source),
    readTexts: (name) => readTexts(file, header, find(name), source),
  };
}

function unknown(source: string, name: string, known: ReadonlyMap<string, unknown>): never {
  const names = [...known.keys()].join(", ") || "none";
  throw new UserError(`${source} has no variable '${name}': its variables are ${names}`);
}

function describe(descriptor: CdfDescriptor, attributes: CdfAttributes): CdfVariable {
  const { name, kind, type } = descriptor;
  return {
    name,
    kind: `${kind}Variable`,
    type: type.name,
    shape: shapeOf(descriptor),
    attributes: attributes.of(descriptor),
  };
}

function shapeOf({ type: { parts }, records, dimensions }: CdfDescriptor): number[] {
  return parts > 1 ? [records, ...dimensions, parts] : [records, ...dimensions];
}

/** The last 16 bytes of the file, packed or not, are the MD5 of all before. */
function verify(bytes: Uint8Array, source: string) {
  const end = bytes.length - 16;
  const sum = createHash("md5").update(bytes.subarray(0, end)).digest();
  if (sum.every((byte, i) => byte === bytes[end + i])) return;
  throw new UserError(
    `${source}, byte ${end}: its bytes do not have the checksum (MD5) that is stored there, but ` +
      `${sum.toString("hex")}. It is damaged: copy or download it again`,
  );
}

function readNumbers(
  file: CdfBytes,
  header: CdfHeader,
  variable: CdfDescriptor,
  source: string,
): NumericArray {
  const { name, type } = variable;
  if (type.text) {
    throw new UserError(`${source}: variable '${name}' holds text (${type.name}): use readTexts`);
  }
  const bytes = readRecords(fresh(file), header, variable);
  const data = decodeNumbers(type, bytes, header.littleEndian);
  const shape = shapeOf(variable);
  return header.rowMajor ? { shape, data } : recordsRowMajor({ shape, data }, variable);
}

function readTexts(
  file: CdfBytes,
  header: CdfHeader,
  variable: CdfDescriptor,
  source: string,
): TextArray {
  const { name, type, elements } = variable;
  if (!type.text) {
    throw new UserError(`${source}: variable '${name}' holds ${type.name}: use readVariable`);
  }
  const shape = shapeOf(variable);
  const data = readRecords(fresh(file), header, variable);
  const array = header.rowMajor ? { data } : recordsRowMajor({ shape, data }, variable);
  return { shape, texts: decodeTexts(array.data as Uint8Array, elements) };
}

/** Each variable has records of its own, but may be read more than once. */
function fresh(file: CdfBytes): CdfBytes {
  return { ...file, unclaimed: file.reader.bytes.length };
}
