import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The miniature's folder. */
export const MINIATURE = fileURLToPath(new URL("../../miniatures/human36m", import.meta.url));

/**
 * A new folder with `metadata.xml` and some of the miniature's files.
 *
 * @param files of each folder below a subject's, what its files' names begin with
 */
export function copiedFiles(subject: string, files: Readonly<Record<string, string>>): string {
  const to = Deno.makeTempDirSync({ prefix: "posemachine" });
  Deno.copyFileSync(join(MINIATURE, "metadata.xml"), join(to, "metadata.xml"));
  for (const [folder, start] of Object.entries(files)) {
    const path = join(subject, folder);
    Deno.mkdirSync(join(to, path), { recursive: true });
    for (const { name } of Deno.readDirSync(join(MINIATURE, path))) {
      if (!name.startsWith(start)) continue;
      Deno.copyFileSync(join(MINIATURE, path, name), join(to, path, name));
    }
  }
  return to;
}
