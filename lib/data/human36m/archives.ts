import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { extract } from "tar";
import { UserError } from "../../errors.ts";
import { SUBJECTS } from "./names.ts";

/** An archive of the site, by the subject that it is of. */
export interface Archive {
  readonly path: string;
  readonly subject: string;
  /** The folder that its first file is in, such as `Videos` or `MyPoseFeatures/D3_Positions_mono`. */
  readonly kind: string;
  readonly bytes: number;
}

/** Enough of an archive for the name of its first file. */
const HEAD = 2 ** 16;

/**
 * The site's archives in a folder or one below it (`Poses_D3_Positions_S1.tgz`,
 * `SubjectSpecific_1.tgz`, …). Users rename them: what they hold is told by their first file's path.
 */
export function findArchives(folder: string): Archive[] {
  const inFolder = (at: string, deeper: boolean): string[] =>
    [...Deno.readDirSync(at)].toSorted((a, b) => a.name < b.name ? -1 : 1).flatMap((entry) => {
      const path = join(at, entry.name);
      if (entry.isDirectory) return deeper ? inFolder(path, false) : [];
      return /\.(tgz|tar\.gz)$/.test(entry.name) ? [path] : [];
    });
  return inFolder(folder, true).flatMap((path): Archive[] => {
    const parts = firstName(path).split("/");
    const place = parts.findIndex((part) => SUBJECTS.includes(part));
    if (place < 0) return [];
    const kind = parts.slice(place + 1, -1).join("/");
    return [{ path, subject: parts[place], kind, bytes: Deno.statSync(path).size }];
  });
}

/** Path of the first file of a compressed tar; empty if it is none. */
function firstName(path: string): string {
  using file = Deno.openSync(path);
  const head = new Uint8Array(HEAD);
  const length = file.readSync(head) ?? 0;
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH };
    const name = gunzipSync(head.subarray(0, length), options).subarray(0, 100);
    return new TextDecoder().decode(name).split("\0")[0];
  } catch {
    return "";
  }
}

/**
 * Unpacks what is wanted of a subject's archives: into a folder that has its name only when it is whole,
 * so that a run that was stopped does not take a part for the whole.
 *
 * @param wanted told a file's path in its archive
 * @throws {UserError} naming an archive that is damaged
 */
export async function unpackSubject(
  archives: readonly Archive[],
  subject: string,
  to: string,
  wanted: (path: string) => boolean,
): Promise<void> {
  if (existsSync(join(to, subject))) return;
  const partial = join(to, `${subject}.partial`);
  removeAll(partial);
  Deno.mkdirSync(partial, { recursive: true });
  for (const { path } of archives.filter((archive) => archive.subject === subject)) {
    try {
      await extract({
        file: path,
        cwd: partial,
        strict: true,
        preserveOwner: false,
        filter: wanted,
      });
    } catch (error) {
      throw new UserError(
        `${path} cannot be unpacked (${(error as Error).message}): it is damaged, or the disk is ` +
          `full; download it again, or free some space`,
      );
    }
  }
  const inside = join(partial, subject);
  if (!existsSync(inside)) {
    const names = archives.map(({ path }) => basename(path)).join(", ");
    throw new UserError(`The archives of ${subject} hold nothing that was asked for: ${names}`);
  }
  Deno.renameSync(inside, join(to, subject));
  removeAll(partial);
}

/** Removes a folder, if it is there. */
export function removeAll(path: string) {
  if (existsSync(path)) Deno.removeSync(path, { recursive: true });
}
