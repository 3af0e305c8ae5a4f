import { constants, inflateSync } from "node:zlib";
import { UserError } from "../../errors.ts";
import { DEFLATE_RATIO } from "../../zip.ts";
import { ByteReader, inflateAtMost } from "./byte_reader.ts";
import { readMat5Array, readMat5Header } from "./mat5_arrays.ts";
import { COMPRESSED, type Mat5Element, MATRIX, readElement } from "./mat5_elements.ts";
import { chooseVariable, type MatValue } from "./mat_value.ts";

const FORMAT = "a MATLAB 5 file";
const HEADER_BYTES = 128;

/** Reads the header, which says nothing but the byte order and the version. */
function openReader(bytes: Uint8Array, source: string): ByteReader {
  const reader = new ByteReader({ bytes, source, format: FORMAT });
  reader.need(HEADER_BYTES, "a header of MATLAB 5");
  const order = String.fromCharCode(...bytes.subarray(126, HEADER_BYTES));
  if (order !== "IM" && order !== "MI") reader.fail("the letters IM or MI", `'${order}'`, 126);
  reader.littleEndian = order === "IM";
  reader.at = 124;
  const version = reader.u16("a version");
  if (version === 0x200) {
    throw new UserError(`${source} is a MATLAB 7.3 file, not one of MATLAB 5 to 7: use openMat`);
  }
  if (version !== 0x100) reader.fail("version 0x100", `0x${version.toString(16)}`, 124);
  reader.at = HEADER_BYTES;
  return reader;
}

/** A reader of what is packed: as far as the name at least, or to the end. */
function unpack(reader: ByteReader, { start, size }: Mat5Element, whole: boolean): ByteReader {
  const packed = reader.bytes.subarray(start, start + size);
  const readerOf = (bytes: Uint8Array) =>
    new ByteReader({
      bytes,
      source: `${reader.source}, unpacked from byte ${start}`,
      format: FORMAT,
      bigEndian: !reader.littleEndian,
    });
  let begin = packed;
  try {
    begin = Uint8Array.from(
      inflateSync(packed.subarray(0, 1024), { finishFlush: constants.Z_SYNC_FLUSH }),
    );
  } catch (error) {
    reader.fail("zlib data", (error as Error).message, start);
  }
  const first = readerOf(begin);
  if (!whole) return first;
  first.at = 4;
  const length = 8 + first.u32("the size of an array");
  return readerOf(inflateAtMost(packed, Math.min(length, size * DEFLATE_RATIO), reader, start));
}

/**
 * Finds the variables, and how to read each: nothing but their names is read before.
 *
 * @throws {UserError} naming `source`, the byte and what was expected there
 */
export function mat5Variables(bytes: Uint8Array, source: string): Map<string, () => MatValue> {
  const reader = openReader(bytes, source);
  const variables = new Map<string, () => MatValue>();
  while (reader.left > 0) {
    const at = reader.at;
    const outer = readElement(reader, bytes.length, "a variable");
    const packed = outer.type === COMPRESSED;
    if (!packed && outer.type !== MATRIX) {
      reader.fail("a variable", `data of type ${outer.type}`, at);
    }
    // Packed data are not filled up to a multiple of 8 bytes.
    const next = packed ? outer.start + outer.size : outer.next;
    const inner = packed ? unpack(reader, outer, false) : reader;
    let end = outer.start + outer.size;
    if (packed) {
      inner.seek(8, "an array");
      end = inner.bytes.length;
    } else reader.at = outer.start;
    const { name } = readMat5Header(inner, end);
    reader.at = next;
    // What MATLAB keeps for its own objects has no name.
    if (name === "") continue;
    if (variables.has(name)) reader.fail("each variable once", `'${name}' twice`, at);
    variables.set(name, () => {
      if (!packed) return readMat5Array(reader, outer, name);
      const whole = unpack(reader, outer, true);
      const element = readElement(whole, whole.bytes.length, "a variable");
      if (element.type !== MATRIX) whole.fail("an array", `data of type ${element.type}`, 0);
      return readMat5Array(whole, element, name);
    });
  }
  return variables;
}

/**
 * Reads the variables of a MATLAB file of version 5, 6 or 7 (packed or not, of either byte order), or
 * those named in `only`. Arrays come row-major with MATLAB's shape. `source` names the file in errors.
 * Cells and structs read what they hold when asked for it, so damage within them is reported then.
 *
 * @throws {UserError} naming the source, the byte and what was expected there; or the variable that is
 * sparse, complex, an object or a function handle; or the name in `only` that the file has not
 *
 * @example
 * ```ts
 * import { parseMat5, UserError } from "posemachine";
 * import { assertThrows } from "@std/assert";
 * assertThrows(() => parseMat5(new Uint8Array(5), "a.mat"), UserError, "a.mat, byte 0");
 * ```
 */
export function parseMat5(
  bytes: Uint8Array,
  source: string,
  { only }: { only?: readonly string[] } = {},
): Map<string, MatValue> {
  const variables = mat5Variables(bytes, source);
  return new Map((only ?? [...variables.keys()]).map((name) => [
    name,
    chooseVariable(variables, name, source)(),
  ]));
}
