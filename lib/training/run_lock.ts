import { join } from "node:path";
import { UserError } from "../errors.ts";

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
      `The run in ${folder} is already being trained by process ${holder}: wait for it, stop it, or ` +
        `choose another folder with --runs`,
    );
  }
  file.truncateSync();
  file.writeSync(new TextEncoder().encode(`${Deno.pid}\n`));
  return () => {
    file.truncateSync();
    file.close(); // which also unlocks
  };
}
