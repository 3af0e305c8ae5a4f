import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeAtomic } from "../../atomic_write.ts";
import { UserError } from "../../errors.ts";
import { DATASET_FILE } from "./open_prepared.ts";

const textOf = (about: object) => `${JSON.stringify(about, null, 2)}\n`;

/**
 * Refuses to mix data sets that were prepared differently; a folder that holds none yet is left as it is.
 *
 * @param about what its `dataset.json` is to say
 * @throws {UserError} naming the `dataset.json` that says something else
 */
export function checkFolder(to: string, about: object) {
  const path = join(to, DATASET_FILE);
  if (!existsSync(path) || Deno.readTextFileSync(path) === textOf(about)) return;
  throw new UserError(
    `${to} holds a data set that was prepared differently (see ${path}): choose another folder, or ` +
      `the settings that it was made with`,
  );
}

/** Makes a folder's `dataset.json`, if it may: see `checkFolder`. */
export function claimFolder(to: string, about: object) {
  checkFolder(to, about);
  const path = join(to, DATASET_FILE);
  if (!existsSync(path)) writeAtomic(path, textOf(about));
}
