import { join } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { Parser } from "tar";
import { folderOf, type Human36mFolder } from "./folder.ts";
import { SUBJECTS } from "./names.ts";

/** An archive of the site, by the subject that it is of. */
export interface Archive {
  readonly path: string;
  readonly subject: string;
  /** How many folders its paths have above the subject's. */
  readonly above: number;
  /**
   * The folder that its first file is in, such as `Videos` or `MyPoseFeatures/D3_Positions_mono`; empty
   * where it begins with the subject's own folder.
   */
  readonly kind: string;
  readonly bytes: number;
}

/** Enough of an archive for the name of its first file. */
const HEAD = 2 ** 16;

/** The archives of a folder. */
export interface FoundArchives {
  readonly archives: readonly Archive[];
  /** Those whose beginning names no subject. */
  readonly unknown: readonly string[];
}

/**
 * The site's archives in a folder or one below it (`Poses_D3_Positions_S1.tgz`,
 * `SubjectSpecific_1.tgz`, …). Users rename them: what they hold is told by their first file's path.
 */
export function findArchives(folder: string): FoundArchives {
  const inFolder = (at: string, deeper: boolean): string[] =>
    [...Deno.readDirSync(at)].toSorted((a, b) => a.name < b.name ? -1 : 1).flatMap((entry) => {
      const path = join(at, entry.name);
      if (entry.isDirectory) return deeper ? inFolder(path, false) : [];
      return /\.(tgz|tar\.gz)$/.test(entry.name) ? [path] : [];
    });
  const archives: Archive[] = [], unknown: string[] = [];
  for (const path of inFolder(folder, true)) {
    const folders = firstFolders(path).find((names) => names.some(isSubject));
    if (!folders) {
      unknown.push(path);
      continue;
    }
    const above = folders.findIndex(isSubject);
    const kind = folders.slice(above + 1).join("/");
    archives.push({ path, subject: folders[above], above, kind, bytes: Deno.statSync(path).size });
  }
  return { archives, unknown };
}

const isSubject = (name: string) => SUBJECTS.includes(name);

/** The folders that the first entries of a compressed tar are in, or are; none if it is no such file. */
function firstFolders(path: string): string[][] {
  using file = Deno.openSync(path);
  const head = new Uint8Array(HEAD);
  const length = file.readSync(head) ?? 0;
  const found: string[][] = [];
  const parser = new Parser({
    onReadEntry(entry) {
      const names = entry.path.replace(/\/$/, "").split("/");
      found.push(entry.type === "Directory" ? names : names.slice(0, -1));
      entry.resume();
    },
  });
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH };
    parser.write(gunzipSync(head.subarray(0, length), options));
  } catch { /* it is not compressed, or no tar from somewhere on */ }
  return found;
}

/** What archives are taken to hold before they are unpacked. */
export interface PromisedFiles {
  /** Finds each file of the kinds that there are archives of. */
  readonly folder: Human36mFolder;
  /** Those that may hold what was found. */
  readonly archives: ReadonlySet<Archive>;
  /** Where in them it may be, e.g. `S1/Videos/Photo.54138969.mp4`. */
  readonly paths: ReadonlySet<string>;
}

/** Takes archives to hold all files of their kind, and notes which are asked for. */
export function promisedFiles(archives: readonly Archive[]): PromisedFiles {
  const paths = new Set<string>(), asked = new Set<Archive>();
  const folder = folderOf(archives.map(({ subject }) => subject), (subject, folders, name) => {
    const holders = archives.filter((archive) =>
      archive.subject === subject && folders.some((inside) => mayHold(archive, inside))
    );
    if (holders.length === 0) return undefined;
    for (const archive of holders) asked.add(archive);
    for (const inside of folders) paths.add(`${subject}/${inside}/${name}`);
    return join(holders[0].path, subject, folders[0], name);
  });
  return { folder, archives: asked, paths };
}

const mayHold = ({ kind }: Archive, folder: string) =>
  kind === "" || folder === kind || folder.startsWith(`${kind}/`);
