import { join } from "node:path";
import { UserError } from "../errors.ts";

/** What the error of a folder that another process trains in says of it. */
export const TRAINED_ALREADY = "is already being trained by process";

function holderOf(path: string): string {
  try {
    return Deno.readTextFileSync(path).trim() || "unknown";
  } catch { // Windows lets nobody read a locked file
    return "unknown";
  }
}

/**
 * Keeps a second trainer out of a run folder. The lock is the operating system's, on the file `lock`:
 * it falls with the process that holds it, however that dies, so a killed run never has to be unlocked
 * by hand. The number inside is only there to name the holder.
 *
 * @returns what releases the lock
 * @throws {UserError} naming the folder and the holder's process number
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, "lock");
  const file = Deno.openSync(path, { read: true, write: true, create: true });
  if (!file.tryLockSync(true)) {
    file.close();
    const holder = holderOf(path);
    throw new UserError(
      `The run in ${folder} ${TRAINED_ALREADY} ${holder}: wait for it, stop it, or choose another ` +
        `folder with --runs`,
    );
  }
  file.truncateSync();
  file.writeSync(new TextEncoder().encode(`${Deno.pid}\n`));
  return () => {
    file.truncateSync();
    file.close(); // which also unlocks
  };
}

/** The number of the process that trains in a run folder; undefined when none does. */
export function lockHolder(folder: string): string | undefined {
  const path = join(folder, "lock");
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  try {
    return file.tryLockSync(false) ? undefined : holderOf(path);
  } finally {
    file.close(); // which also unlocks
  }
}
