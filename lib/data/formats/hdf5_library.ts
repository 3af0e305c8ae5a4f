import type { Module } from "h5wasm";
import { UserError } from "../../errors.ts";
import type { RandomAccess } from "./random_access.ts";

/** The functions of the compiled library, each of which reports failure in its own way. */
export type Hdf5Module = typeof Module;

/** One running copy of the library. */
export interface Hdf5Library {
  readonly module: Hdf5Module;
  /** What HDF5 has complained about since the last call. */
  readonly complaints: string[];
  /**
   * How many calls ended in an exception, each of which leaves a piece of the library's stack in use;
   * infinite after a trap of WebAssembly, which may leave anything behind.
   */
  exceptions: number;
}

/** After more exceptions a copy is no longer used; with more memory, not for another file. */
const MOST_EXCEPTIONS = 100, MOST_MEMORY = 2 ** 29;

let current: Promise<Hdf5Library> | undefined;

async function start(): Promise<Hdf5Library> {
  // The package's own entry keeps one copy that prints complaints; its compiled half takes options.
  const compiled = new URL("./hdf5_util.js", import.meta.resolve("h5wasm")).href;
  const { default: instantiate } = await import(compiled);
  const complaints: string[] = [];
  const printErr = (line: string) => void complaints.push(line);
  const module: Hdf5Module = await instantiate({ noInitialRun: true, print: printErr, printErr });
  return { module, complaints, exceptions: 0 };
}

/** A copy of the library that is fit for another file; it takes about 0.1 s to start one. */
export async function hdf5Library(): Promise<Hdf5Library> {
  const library = await (current ??= start());
  const worn = library.exceptions > MOST_EXCEPTIONS ||
    library.module.HEAPU8.length > MOST_MEMORY;
  return worn ? await (current = start()) : library;
}

/** Puts a file at `path` of the library's own file system, which sees no other file of this machine. */
export function mountHdf5({ module: { FS } }: Hdf5Library, path: string, access: RandomAccess) {
  FS.writeFile(path, new Uint8Array(0));
  const node = FS.lookupPath(path, {}).node as object as { stream_ops: object };
  const read = (_: unknown, heap: Int8Array, offset: number, length: number, position: number) =>
    access.read(new Uint8Array(heap.buffer, heap.byteOffset + offset, length), position);
  Object.assign(node, { usedBytes: access.size, stream_ops: { ...node.stream_ops, read } });
}

/**
 * Calls the library. Whatever HDF5 complains about is an error, even where the call itself goes on:
 * what it returns then may be anything.
 *
 * @throws {UserError} naming `source`, what was read and HDF5's complaint
 */
export function callHdf5<T>(
  library: Hdf5Library,
  source: string,
  what: string,
  run: (module: Hdf5Module) => T,
): T {
  library.complaints.length = 0;
  let problem = "";
  if (library.exceptions > MOST_EXCEPTIONS) {
    throw new UserError(`${source}: HDF5 has met too much damage to go on; open the file again`);
  }
  try {
    const result = run(library.module);
    if (!library.complaints.length) return result;
  } catch (error) {
    if (error instanceof UserError) throw error;
    library.exceptions += error instanceof WebAssembly.RuntimeError ? Infinity : 1;
    problem = (error as Error).message;
  }
  // The innermost function's line says most: '#007: file line 1 in function(): complaint'.
  const innermost = library.complaints.findLast((line) => /^\s*#\d+:/.test(line));
  throw new UserError(
    `${source}: cannot read ${what} (${innermost?.replace(/^.*?\(\): /, "") ?? problem}). ` +
      "It is damaged, or not an HDF5 file: copy or download it again",
  );
}
