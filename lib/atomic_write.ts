import { dirname } from "node:path";
import { UserError } from "./errors.ts";

/**
 * Writes a file so that it is either wholly there or not at all: a temporary neighbour is written,
 * synced to disk and renamed over `path`. A full disk leaves the old file and no temporary one.
 *
 * @throws {UserError} naming the path and the remedy when it cannot be written
 *
 * @example
 * ```ts
 * import { writeAtomic } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const folder = Deno.makeTempDirSync();
 * writeAtomic(`${folder}/a.txt`, "whole");
 * assertEquals(Deno.readTextFileSync(`${folder}/a.txt`), "whole");
 * ```
 */
export function writeAtomic(path: string, content: string | Uint8Array | readonly Uint8Array[]) {
  const parts = typeof content === "string"
    ? [new TextEncoder().encode(content)]
    : content instanceof Uint8Array
    ? [content]
    : content;
  const temporary = `${path}.${Deno.pid}.tmp`;
  try {
    Deno.mkdirSync(dirname(path), { recursive: true });
    const file = Deno.openSync(temporary, { write: true, create: true, truncate: true });
    try {
      for (const part of parts) {
        for (let done = 0; done < part.length;) done += file.writeSync(part.subarray(done));
      }
      file.syncDataSync();
    } finally {
      file.close();
    }
    Deno.renameSync(temporary, path);
  } catch (error) {
    try {
      Deno.removeSync(temporary);
    } catch { /* it was never created */ }
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `Cannot write ${path}: ${reason}. Free some space or choose a folder you may write to; ` +
        `the previous file, if there was one, is unchanged`,
    );
  }
}
