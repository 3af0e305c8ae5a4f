import type { CdfDescriptor } from "./cdf_descriptors.ts";
import type { CdfHeader } from "./cdf_header.ts";
import {
  ADR,
  AGR_EDR,
  AZ_EDR,
  type CdfBytes,
  closeRecord,
  decodeText,
  openRecord,
  readList,
  readName,
  readOffset,
  skip,
} from "./cdf_records.ts";
import { cdfType, decodeNumbers } from "./cdf_values.ts";
import type { Numbers } from "./numeric_array.ts";

/** What an attribute says: a text, or one or more numbers. */
export type CdfAttributeValue = string | Numbers;

/** The attributes of a file. */
export interface CdfAttributes {
  /** Of the file as a whole, by name: their entries in the file's order. */
  readonly global: ReadonlyMap<string, readonly CdfAttributeValue[]>;
  /** Of a variable, by name. */
  readonly of: (variable: CdfDescriptor) => ReadonlyMap<string, CdfAttributeValue>;
}

interface Attribute {
  readonly name: string;
  readonly global: boolean;
  /** Of the file, or of rVariables. */
  readonly r: readonly Entry[];
  /** Of zVariables. */
  readonly z: readonly Entry[];
}

interface Entry {
  /** Of the variable, in an attribute of variables. */
  readonly number: number;
  readonly value: CdfAttributeValue;
}

/** Reads all attributes of a file. */
export function readAttributes(file: CdfBytes, header: CdfHeader): CdfAttributes {
  const { firstAttribute, attributes: count } = header;
  const all = readList(
    file,
    firstAttribute,
    count,
    "attributes",
    (at) => readAttribute(file, header, at),
  );
  const global = new Map<string, CdfAttributeValue[]>();
  const own = new Map<string, Map<string, CdfAttributeValue>>();
  for (const attribute of all) {
    const { name, r, z } = attribute;
    if (attribute.global) {
      global.set(name, r.map(({ value }) => value));
      continue;
    }
    for (const [kind, entries] of Object.entries({ r, z })) {
      for (const { number, value } of entries) {
        const key = kind + number;
        if (!own.has(key)) own.set(key, new Map());
        own.get(key)!.set(name, value);
      }
    }
  }
  return { global, of: ({ kind, number }) => own.get(kind + number) ?? new Map() };
}

function readAttribute(file: CdfBytes, header: CdfHeader, start: number) {
  const { reader } = file;
  const what = "the descriptor of an attribute (ADR)";
  const record = openRecord(file, start, [ADR], what);
  const next = readOffset(file, "where the next attribute is");
  const firstR = readOffset(file, "where the first entry is");
  const scope = reader.i32("the scope of an attribute");
  if (scope < 1 || scope > 4) reader.fail("a scope from 1 to 4", `${scope}`, reader.at - 4);
  skip(file, 1, "the number of the attribute");
  const countR = reader.i32("the number of entries");
  skip(file, 2, "the last entry");
  const firstZ = readOffset(file, "where the first entry of a zVariable is");
  const countZ = reader.i32("the number of entries of zVariables");
  skip(file, 2, "the last entry of a zVariable");
  const name = readName(file, "the name of an attribute");
  closeRecord(file, record, what);
  const entries = (first: number, count: number, type: number) =>
    readList(file, first, count, `entries of '${name}'`, (at) => readEntry(file, header, at, type));
  const value: Attribute = {
    name,
    // 1 and 3: of the file, 2 and 4: of variables, as declared and as assumed.
    global: scope % 2 === 1,
    r: entries(firstR, countR, AGR_EDR),
    z: entries(firstZ, countZ, AZ_EDR),
  };
  return { value, next };
}

function readEntry(file: CdfBytes, { littleEndian }: CdfHeader, start: number, kind: number) {
  const { reader } = file;
  const what = "the entry of an attribute (AEDR)";
  const record = openRecord(file, start, [kind], what);
  const next = readOffset(file, "where the next entry is");
  skip(file, 1, "the number of the attribute");
  const typeAt = reader.at;
  const typeNumber = reader.i32("a data type");
  const type = cdfType(typeNumber) ?? reader.fail("a data type", `${typeNumber}`, typeAt);
  const number = reader.i32("the number of the entry");
  const elements = reader.i32("the number of elements");
  skip(file, 5, "reserved fields");
  reader.need(elements, what, type.width * type.parts);
  const bytes = reader.take(elements * type.width * type.parts, what);
  closeRecord(file, record, what);
  const value = type.text ? decodeText(bytes) : decodeNumbers(type, bytes, littleEndian);
  return { value: { number, value }, next };
}
