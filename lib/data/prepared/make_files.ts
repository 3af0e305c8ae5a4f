import { join } from "node:path";
import { UserError } from "../../errors.ts";
import type { WorkerPool } from "../../workers/worker_pool.ts";
import { claimFolder } from "./claim_folder.ts";

/** What became of a preparation's files. */
export interface MadeFiles {
  /** Made by this call. */
  readonly files: number;
  /** Pictures in them. */
  readonly pictures: number;
  /** Files that could not be made, and why; the others are whole. */
  readonly failed: readonly { readonly id: string; readonly error: string }[];
}

/** Where and by whom files are made. */
export interface MakeFilesOptions<Item> {
  /** Folder of the prepared data set. */
  readonly to: string;
  /** What its `dataset.json` says. */
  readonly about: object;
  /** Files at a time. */
  readonly jobs: number;
  /** Its threads, which are ended. */
  readonly pool: Pick<WorkerPool<unknown, unknown>, "close">;
  readonly signal?: AbortSignal;
  /** Told after each file, and what was wrong with it. */
  readonly done?: (item: Item, result: { pictures: number; error?: string }) => void;
}

/**
 * Makes files of a prepared data set, several at a time. Each is whole or not there, so a run that was
 * stopped goes on with those that are missing. One that cannot be made does not keep the others from
 * being made.
 *
 * @param make writes one, and says how many pictures it has
 * @throws {UserError} when the folder holds a data set prepared with other settings
 */
export async function makeFiles<Item extends { readonly id: string }>(
  items: readonly Item[],
  make: (item: Item) => Promise<number>,
  { to, about, jobs, pool, signal, done }: MakeFilesOptions<Item>,
): Promise<MadeFiles> {
  const began = Date.now();
  const failed: { id: string; error: string }[] = [];
  const queue = items.values();
  let pictures = 0, files = 0;
  const work = async () => {
    for (const item of queue) {
      signal?.throwIfAborted();
      try {
        const count = await make(item);
        pictures += count;
        files += 1;
        done?.(item, { pictures: count });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        failed.push({ id: item.id, error: error.message });
        done?.(item, { pictures: 0, error: error.message });
      }
    }
  };
  const stop = () => pool.close();
  signal?.addEventListener("abort", stop);
  try {
    claimFolder(to, about);
    // One more than threads: what it needs is read while the others' pictures are cut.
    await Promise.all(Array.from({ length: jobs + 1 }, work));
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener("abort", stop);
    pool.close();
  }
  removeRemains(to, began);
  return { pictures, files, failed };
}

/** Removes what runs that were killed while they wrote have left. */
function removeRemains(folder: string, before: number) {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) removeRemains(path, before);
    else if (name.endsWith(".tmp") && Number(Deno.statSync(path).mtime) < before) {
      Deno.removeSync(path);
    }
  }
}
