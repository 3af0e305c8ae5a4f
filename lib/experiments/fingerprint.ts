import { createHash } from "node:crypto";
import { join } from "node:path";
import { DATASET_FILE, sequenceFiles } from "../data/prepared/open_prepared.ts";

/** Changes when a prepared folder's files do: their names and lengths, and what they were prepared from. */
export function fingerprint(folder: string): string {
  const hash = createHash("sha256").update(Deno.readFileSync(join(folder, DATASET_FILE)));
  for (const path of sequenceFiles(folder)) {
    hash.update(`${path.slice(folder.length)} ${Deno.statSync(path).size}\n`);
  }
  return hash.digest("hex").slice(0, 12);
}
