import type { ByteReader } from "./byte_reader.ts";
import { isShape } from "./npy_array.ts";
import { DTYPE_REMEDY, type NpyDtype, parseDtype, SUPPORTED_DTYPES } from "./npy_dtype.ts";

/** What stands before the items of a `.npy` file. */
export interface NpyHeader {
  readonly dtype: NpyDtype;
  readonly shape: readonly number[];
  /** Whether the first axis varies fastest. */
  readonly fortranOrder: boolean;
}

/** NumPy's own limit. */
const LONGEST_HEADER = 10_000;

const MAGIC = "\x93NUMPY";

/** The keys of the header, and how a literal of each begins and ends. */
const VALUES: Readonly<Record<string, RegExp>> = {
  descr: /'[^'\\]*'|"[^"\\]*"|\[.*\](?=\s*[,}])/y,
  fortran_order: /True|False/y,
  shape: /\([\dL,\s]*\)/y, // Python 2 wrote 3L
};

/**
 * Reads the header of a `.npy` file of version 1, 2 or 3, a Python dictionary of exactly `descr`,
 * `fortran_order` and `shape`; the reader then stands at the first item.
 */
export function readNpyHeader(reader: ByteReader): NpyHeader {
  const magic = reader.latin1(6, "the start of an NPY file");
  if (magic !== MAGIC) reader.fail("'\\x93NUMPY'", JSON.stringify(magic), 0);
  const version = reader.u8("a version");
  reader.u8("a minor version");
  if (version < 1 || version > 3) reader.fail("version 1, 2 or 3", `${version}`, 6);
  const length = version === 1 ? reader.u16("a length") : reader.u32("a length");
  if (length > LONGEST_HEADER) {
    reader.fail(`a header of at most ${LONGEST_HEADER} bytes`, `${length}`, 8);
  }
  const start = reader.at;
  const values = parseDictionary(reader.latin1(length, "a header"), reader, start);
  return {
    dtype: dtypeOf(values.descr, reader, start),
    shape: shapeOf(values.shape, reader, start),
    fortranOrder: values.fortran_order === "True",
  };
}

/** The dictionary's values as they are written. */
function parseDictionary(text: string, reader: ByteReader, start: number): Record<string, string> {
  const values: Record<string, string> = {};
  let at = 0;
  const next = (pattern: RegExp, expected: string) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) reader.fail(expected, JSON.stringify(text.slice(at, at + 20)), start + at);
    at = pattern.lastIndex;
    return match;
  };
  next(/\s*\{\s*/y, "a dictionary");
  for (let more = true; more && text[at] !== "}";) {
    const [, , key] = next(/(['"])(\w+)\1\s*:\s*/y, "a key and a colon");
    if (!Object.hasOwn(VALUES, key) || key in values) {
      reader.fail("descr, fortran_order and shape once each", key, start + at);
    }
    [values[key]] = next(VALUES[key], `a value of ${key}`);
    more = next(/\s*(,?)\s*/y, "a comma")[1] === ",";
  }
  next(/\}\s*$/y, "the dictionary's end");
  const missing = Object.keys(VALUES).find((key) => !(key in values));
  if (missing) reader.fail(`a value of ${missing}`, "none", start);
  return values;
}

function dtypeOf(descr: string, reader: ByteReader, start: number): NpyDtype {
  const dtype = descr[0] === "[" ? undefined : parseDtype(descr.slice(1, -1));
  if (dtype) return dtype;
  const kind = descr[0] === "[" ? "the structured type" : "the type";
  const name = descr.length > 60 ? `${descr.slice(0, 60)}...` : descr;
  reader.refuse(`${kind} ${name} is not among ${SUPPORTED_DTYPES}`, DTYPE_REMEDY, start);
}

/** A tuple: `()`, `(3,)` or `(3, 4)`; a comma may end it, and must where there is one number. */
function shapeOf(text: string, reader: ByteReader, start: number): readonly number[] {
  const words = text.slice(1, -1).trim().split(/\s*,\s*/);
  const closed = words.at(-1) === "" ? words.slice(0, -1) : words.length > 1 ? words : [text];
  const shape = closed.map((word) => /^\d+L?$/.test(word) ? parseInt(word) : NaN);
  if (!isShape(shape)) reader.fail("the lengths of an array's axes", text.slice(0, 60), start);
  return shape;
}
