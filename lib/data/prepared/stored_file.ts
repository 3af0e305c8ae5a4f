import { UserError } from "../../errors.ts";
import { type HeaderEntry, parseHeader } from "../formats/safetensors_header.ts";

/** An open file of a prepared data set: its header is in memory, its numbers are read when asked for. */
export interface StoredFile {
  /** A tensor that must be there. */
  entry(name: string): HeaderEntry;
  /** Whether it is. */
  has(name: string): boolean;
  /** Its numbers' bytes. */
  numbers(name: string): ArrayBuffer;
  /** Where they lie in the file. */
  start(name: string): number;
  /** What the header says as JSON under a name; undefined where it does not. */
  about(name: string): unknown;
  /** Gives the file up. */
  fail(what: string): never;
}

/** The longest header that is read: a camera, or the names of some hundred pictures, take far less. */
const LONGEST_HEADER = 2 ** 20;

/**
 * Reads what is wanted of a file of a prepared data set, without its pictures.
 *
 * @param what such as `a prepared sequence`, for errors
 * @throws {UserError} naming the file and what is wrong with it
 */
export function readStored<T>(path: string, what: string, read: (file: StoredFile) => T): T {
  const remedy = "or delete it and run the same 'deno task prepare' again";
  const fail = (problem: string): never => {
    throw new UserError(`${path} is not ${what}: ${problem}. Copy it again, ${remedy}`);
  };
  using file = Deno.openSync(path);
  const { size } = file.statSync();
  const length = readAt(file, 0, 8); // of the header, as parseHeader checks below
  const rest = length.length < 8 ? 0 : Number(new DataView(length.buffer).getBigUint64(0, true));
  const head = readAt(file, 0, Math.min(size, 8 + Math.min(rest, LONGEST_HEADER)));
  const { entries, metadata, dataStart } = parseHeader(head, path, remedy, size);
  const found = (name: string) => entries.find((tensor) => tensor.name === name);
  const entry = (name: string) => found(name) ?? fail(`it has no '${name}'`);
  return read({
    entry,
    fail,
    has: (name) => found(name) !== undefined,
    start: (name) => dataStart + entry(name).start,
    numbers(name) {
      const { start, end } = entry(name);
      return readAt(file, dataStart + start, end - start).buffer;
    },
    about(name) {
      try {
        return JSON.parse(metadata[name] ?? "");
      } catch {
        return undefined;
      }
    },
  });
}

function readAt(file: Deno.FsFile, at: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  file.seekSync(at, Deno.SeekMode.Start);
  for (let done = 0; done < length;) {
    const read = file.readSync(bytes.subarray(done));
    if (read === null) return bytes.slice(0, done); // the header's check tells the user
    done += read;
  }
  return bytes;
}
