import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The miniature of a sequence. */
export const MINIATURE = fileURLToPath(
  new URL("../../miniatures/kth/Sequence 1", import.meta.url),
);

/** Runs with a copy of the miniature that may be spoilt. */
export function withCopy(run: (folder: string) => void) {
  const folder = Deno.makeTempDirSync();
  try {
    for (const { name, isDirectory } of Deno.readDirSync(MINIATURE)) {
      if (!isDirectory) Deno.copyFileSync(join(MINIATURE, name), join(folder, name));
      else {
        Deno.mkdirSync(join(folder, name));
        for (const picture of Deno.readDirSync(join(MINIATURE, name))) {
          const path = join(name, picture.name);
          Deno.copyFileSync(join(MINIATURE, path), join(folder, path));
        }
      }
    }
    run(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
