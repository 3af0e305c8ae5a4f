import type { ByteReader } from "./byte_reader.ts";
import {
  type Mat5Element,
  MATRIX,
  readCharacters,
  readElement,
  readIntegers,
  readNumbers,
} from "./mat5_elements.ts";
import {
  charRows,
  columnMajorIndex,
  elementCount,
  emptyMatValue,
  MAT_ARRAYS,
  type MatClass,
  type MatValue,
  refuseMat,
} from "./mat_value.ts";
import { rowMajor } from "./numeric_array.ts";

/** Names of the format's class numbers. */
const CLASSES = [
  ...["nothing", "cell", "struct", "object", "char", "sparse", "double", "single", "int8", "uint8"],
  ...["int16", "uint16", "int32", "uint32", "int64", "uint64", "function handle", "opaque object"],
];
/** An object of a newer MATLAB class has no shape before its name. */
const OPAQUE = 17;
/** MATLAB's names have up to 63 letters; a damaged size may claim any number. */
const LONGEST_NAME = 255;
const COMPLEX = 0x800, LOGICAL = 0x200;

const isNegative = (value: number) => value < 0;

/** What comes before an array's contents. */
export interface Mat5Header {
  /** The variable's name; empty for a part of another. */
  readonly name: string;
  readonly className: string;
  readonly complex: boolean;
  readonly logical: boolean;
  readonly shape: readonly number[];
}

/** Reads the flags, shape and name at the reader's place, which ends up at the contents. */
export function readMat5Header(reader: ByteReader, end: number): Mat5Header {
  const flags = readElement(reader, end, "the flags of an array");
  const [word] = readIntegers(reader, flags);
  const number = word & 0xff;
  if (number < 1 || number >= CLASSES.length) {
    reader.fail(`an array's class from 1 to ${CLASSES.length - 1}`, `${number}`, flags.start);
  }
  let shape: number[] = [];
  if (number !== OPAQUE) {
    const axes = readElement(reader, end, "the shape of an array");
    shape = readIntegers(reader, axes);
    if (shape.length < 2 || shape.some(isNegative) || !Number.isSafeInteger(elementCount(shape))) {
      reader.fail("the shape of an array", `[${shape}]`, axes.start);
    }
  }
  const { start, size } = readElement(reader, end, "the name of an array");
  const letters = reader.bytes.subarray(start, start + Math.min(size, LONGEST_NAME));
  const name = size === 0 ? "" : String.fromCharCode(...letters);
  return {
    name,
    className: CLASSES[number],
    complex: (word & COMPLEX) !== 0,
    logical: (word & LOGICAL) !== 0,
    shape,
  };
}

/** Notes where each of `count` arrays begins, from the reader's place on, without reading them. */
function arraysFrom(reader: ByteReader, count: number, end: number): Float64Array {
  if (count * 8 > end - reader.at) {
    reader.fail(`${count} arrays of 8 bytes or more`, `${end - reader.at} bytes to the end`);
  }
  const starts = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    starts[i] = reader.at;
    const { type } = readElement(reader, end, "an array");
    if (type !== MATRIX) reader.fail("an array", `data of type ${type}`, starts[i]);
  }
  return starts;
}

function readFieldNames(reader: ByteReader, end: number): string[] {
  const length = readElement(reader, end, "the length of the names of fields");
  const [width] = readIntegers(reader, length);
  const { start, size } = readElement(reader, end, "the names of fields");
  if (size > 0 && (width < 1 || width > LONGEST_NAME || size % width !== 0)) {
    reader.fail(`names of fields of ${width} bytes each`, `${size} bytes`, start);
  }
  const names = Array.from({ length: size / Math.max(1, width) }, (_, i) => {
    const bytes = reader.bytes.subarray(start + i * width, start + (i + 1) * width);
    const zero = bytes.indexOf(0);
    return String.fromCharCode(...(zero < 0 ? bytes : bytes.subarray(0, zero)));
  });
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) reader.fail("the name of each field once", `'${name}' twice`, start);
    seen.add(name);
  }
  return names;
}

/** Reads one array; `path` says in errors which one, as one would write it in MATLAB. */
export function readMat5Array(reader: ByteReader, element: Mat5Element, path: string): MatValue {
  if (element.size === 0) return emptyMatValue();
  const end = element.start + element.size;
  reader.at = element.start;
  const { className, complex, logical, shape } = readMat5Header(reader, end);
  const count = elementCount(shape);
  /** Reads the array that begins at one of the places noted. */
  const arrayAt = (start: number, part: string) => {
    reader.at = start;
    return readMat5Array(reader, readElement(reader, end, "an array"), part);
  };
  if (className === "cell") {
    const starts = arraysFrom(reader, count, end);
    const at = (index: number) => {
      const cell = columnMajorIndex(index, shape);
      return arrayAt(starts[cell], `${path}{${cell + 1}}`);
    };
    return { kind: "cell", shape, length: count, at };
  }
  if (className === "struct") {
    const fields = readFieldNames(reader, end);
    // Structs without fields take no room, so a damaged shape could claim any number of them.
    if (!fields.length && count > element.size) {
      reader.fail("structs with fields", `${count} without`);
    }
    const starts = arraysFrom(reader, count * fields.length, end);
    const at = (index: number, field: string) => {
      const record = columnMajorIndex(index, shape), column = fields.indexOf(field);
      if (column < 0) return undefined;
      const one = count === 1 ? path : `${path}(${record + 1})`;
      return arrayAt(starts[record * fields.length + column], `${one}.${field}`);
    };
    return { kind: "struct", shape, length: count, fields, at };
  }
  if (className === "char") {
    const characters = count === 0
      ? ""
      : readCharacters(reader, readElement(reader, end, "text"), count);
    return { kind: "char", shape, rows: charRows(characters, shape) };
  }
  const stored = CLASSES.indexOf(className);
  if (complex || stored < CLASSES.indexOf("double") || stored > CLASSES.indexOf("uint64")) {
    refuseMat(reader.source, path, complex ? "is complex" : `is of the class ${className}`);
  }
  const kind: MatClass = logical ? "logical" : className as MatClass;
  const data = count === 0
    ? new MAT_ARRAYS[kind](0)
    : readNumbers(reader, readElement(reader, end, "numbers"), count, kind);
  return { kind: "numeric", class: kind, ...rowMajor({ shape, data }) };
}
