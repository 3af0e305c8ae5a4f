import { UserError } from "../../errors.ts";
import { type Dtype, type HeaderEntry, parseHeader } from "../formats/safetensors_header.ts";

/** What a tensor must be: its type, and its shape, in which `undefined` stands for any length. */
export interface TensorForm {
  readonly dtype: Dtype;
  readonly shape: readonly (number | undefined)[];
}

/** An open file of a prepared data set: its header is in memory, its numbers are read when asked for. */
export interface StoredFile {
  /** Whether there is such a tensor. */
  has(name: string): boolean;
  /** One that must be there, and of that form; `start` and `end` count bytes of the file. */
  entry(name: string, form: TensorForm): HeaderEntry;
  /** Its numbers' bytes. */
  numbers(name: string, form: TensorForm): ArrayBuffer;
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
  const entry = (name: string, form: TensorForm): HeaderEntry => {
    const tensor = found(name) ?? fail(`it has no '${name}'`);
    const { dtype, shape, start, end } = tensor;
    const fits = dtype === form.dtype && shape.length === form.shape.length &&
      form.shape.every((length, axis) => length === undefined || length === shape[axis]);
    if (!fits) {
      const wanted = form.shape.map((length) => length ?? "any").join(", ");
      fail(`'${name}' is ${dtype} [${shape.join(", ")}], expected ${form.dtype} [${wanted}]`);
    }
    return { ...tensor, start: dataStart + start, end: dataStart + end };
  };
  return read({
    entry,
    fail,
    has: (name) => found(name) !== undefined,
    numbers(name, form) {
      const { start, end } = entry(name, form);
      return readAt(file, start, end - start).buffer;
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
