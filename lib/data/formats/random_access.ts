import { UserError } from "../../errors.ts";

/** Bytes that can be read piece by piece, as those of a file that is too large to hold. */
export interface RandomAccess {
  /** How many bytes there are. */
  readonly size: number;
  /** Fills `target` from `position` on, as far as there are bytes; tells how many it has filled. */
  read(target: Uint8Array, position: number): number;
  /** Lets go of the file. */
  close(): void;
}

/** Bytes that are in memory already. */
export function bytesAccess(bytes: Uint8Array): RandomAccess {
  return {
    size: bytes.length,
    read(target, position) {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
    close() {},
  };
}

/**
 * A file on disk.
 *
 * @throws {UserError} naming the file that cannot be opened
 */
export function fileAccess(path: string): RandomAccess {
  let file: Deno.FsFile | undefined;
  const fail = (reason: string): never => {
    file?.close();
    throw new UserError(`Cannot read ${path}: ${reason}. Check the path`);
  };
  try {
    file = Deno.openSync(path);
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound;
    return fail(missing ? "there is no such file" : (error as Error).message);
  }
  const { size, isFile } = file.statSync();
  if (!isFile) fail("it is no file");
  return {
    size,
    read(target, position) {
      file.seekSync(position, Deno.SeekMode.Start);
      let filled = 0;
      while (filled < target.length) {
        const count = file.readSync(target.subarray(filled));
        if (count === null) break;
        filled += count;
      }
      return filled;
    },
    close: () => file.close(),
  };
}
