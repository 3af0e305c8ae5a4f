import { UserError } from "../../errors.ts";

/** How numbers are stored. `F16` is read and written as float32, rounded to nearest even on disk. */
export type Dtype = "F32" | "F16" | "I32" | "I8" | "U8";

/** Bytes a number takes. */
export const DTYPE_BYTES: Readonly<Record<Dtype, number>> = {
  F32: 4,
  F16: 2,
  I32: 4,
  I8: 1,
  U8: 1,
};

/** One line of a safetensors header; `start` and `end` count bytes after the header. */
export interface HeaderEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** The format's own limit, so that a wrong first byte cannot ask for gigabytes. */
const LONGEST_HEADER = 100_000_000;

type Fail = (problem: string) => never;

/** Names that occur twice in one object of a valid JSON text; `JSON.parse` would keep the last alone. */
function duplicateKey(json: string): string | undefined {
  const seen: Set<string>[] = [];
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}]/g)) {
    if (token === "{") seen.push(new Set());
    else if (token === "}") seen.pop();
    else if (token.endsWith(":")) {
      const key: string = JSON.parse(token.slice(0, -1));
      if (seen.at(-1)!.has(key)) return key;
      seen.at(-1)!.add(key);
    }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

function parseEntry(name: string, value: unknown, fail: Fail): HeaderEntry {
  if (!isRecord(value)) fail(`tensor '${name}' is described by ${JSON.stringify(value)}`);
  const { dtype, shape, data_offsets } = value;
  const dtypes = Object.keys(DTYPE_BYTES);
  if (typeof dtype !== "string" || !dtypes.includes(dtype)) {
    fail(
      `tensor '${name}' has dtype ${JSON.stringify(dtype)}, expected one of ${dtypes.join(", ")}`,
    );
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    fail(`tensor '${name}' has shape ${JSON.stringify(shape)}, expected whole numbers`);
  }
  if (!Array.isArray(data_offsets) || data_offsets.length !== 2 || !data_offsets.every(isCount)) {
    fail(`tensor '${name}' has offsets ${JSON.stringify(data_offsets)}, expected [start, end]`);
  }
  const [start, end] = data_offsets;
  const needed = shape.reduce((a, b) => a * b, DTYPE_BYTES[dtype as Dtype]);
  if (end - start !== needed) {
    fail(
      `tensor '${name}' ${dtype} [${shape}] needs ${needed} bytes, its offsets span ${end - start}`,
    );
  }
  return { name, dtype: dtype as Dtype, shape, start, end };
}

/** Every byte after the header must belong to exactly one tensor, as Python's reader demands. */
function checkCoverage(entries: readonly HeaderEntry[], available: number, fail: Fail) {
  let next = 0;
  for (
    const { name, start, end } of entries.toSorted((a, b) => a.start - b.start || a.end - b.end)
  ) {
    if (start !== next) {
      fail(`tensor '${name}' starts at byte ${start} where ${next} was expected (overlap or gap)`);
    }
    next = end;
  }
  if (next > available) {
    fail(`it is truncated: ${next} bytes of numbers expected, ${available} found`);
  }
  if (next < available) fail(`${available - next} bytes at its end belong to no tensor`);
}

/**
 * Reads and checks the header; `dataStart` is where the numbers begin.
 *
 * @param size of the whole file, if `bytes` are only its beginning
 * @throws {UserError} naming `path`, what is wrong and what to do
 */
export function parseHeader(
  bytes: Uint8Array,
  path: string,
  remedy: string,
  size: number = bytes.length,
) {
  const fail: Fail = (problem) => {
    throw new UserError(
      `${path} is not a whole safetensors file: ${problem}. Copy or download it again, ${remedy}`,
    );
  };
  if (bytes.length < 8) {
    fail(`it is truncated: ${bytes.length} bytes, fewer than the 8 of its length`);
  }
  const { buffer, byteOffset } = bytes;
  const length = Number(new DataView(buffer, byteOffset, 8).getBigUint64(0, true));
  if (length > LONGEST_HEADER) {
    fail(`its header claims ${length} bytes, more than ${LONGEST_HEADER}`);
  }
  const dataStart = 8 + length;
  if (dataStart > bytes.length) {
    fail(`it is truncated: its header claims ${length} bytes, ${bytes.length - 8} found`);
  }
  let header: unknown, text = "";
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, dataStart));
    header = JSON.parse(text);
  } catch (error) {
    fail(`its header cannot be read (${(error as Error).message})`);
  }
  if (!isRecord(header)) fail("its header is not a JSON object");
  const twice = duplicateKey(text);
  if (twice !== undefined) fail(`its header holds '${twice}' twice`);
  const { __metadata__: metadata = {}, ...described } = header;
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === "string")) {
    fail("its __metadata__ holds something other than texts");
  }
  const entries = Object.entries(described).map(([name, value]) => parseEntry(name, value, fail));
  checkCoverage(entries, size - dataStart, fail);
  return { entries, metadata: metadata as Record<string, string>, dataStart };
}
