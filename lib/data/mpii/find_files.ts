import { basename, join } from "node:path";
import { UserError } from "../../errors.ts";
import type { MpiiAnnotation } from "./annotation.ts";
import { parseMpiiJson } from "./json.ts";
import { readMpiiMat } from "./mat.ts";

/** A folder below the one that was given, and the names of its files. */
export interface FoundFolder {
  readonly path: string;
  readonly files: ReadonlySet<string>;
}

/** How many folders deep is looked: the official archives have one folder each. */
const DEPTH = 3;

/** The folder and those below it, from the top down, by name. */
export function foldersBelow(from: string): FoundFolder[] {
  let level = [from];
  const found: FoundFolder[] = [];
  for (let depth = 0; depth <= DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const path of level) {
      const entries = entriesOf(path);
      found.push({
        path,
        files: new Set(entries.filter(({ isDirectory }) => !isDirectory).map(({ name }) => name)),
      });
      const folders = entries.filter(({ name, isDirectory }) => isDirectory && name[0] !== ".");
      next.push(...folders.map(({ name }) => join(path, name)).sort());
    }
    level = next;
  }
  return found;
}

function entriesOf(path: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(path)].map((entry) => ({
      ...entry,
      // A link to a folder of pictures on another disk is as good as the folder.
      isDirectory: entry.isSymlink
        ? Boolean(statOr(join(path, entry.name))?.isDirectory)
        : entry.isDirectory,
    }));
  } catch (error) {
    throw new UserError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

function statOr(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

/** An annotation, and the files that it is from. */
export interface FoundAnnotation extends MpiiAnnotation {
  readonly paths: readonly string[];
}

/**
 * Reads the official annotation of a folder, or, where it is not there, the JSON that is passed on:
 * `trainval.json`, or `train.json` with `valid.json` where that is there.
 *
 * @throws {UserError} when there is none
 */
export async function readAnnotation(
  from: string,
  folders: readonly FoundFolder[],
): Promise<FoundAnnotation> {
  for (const { path, files } of folders) {
    const mat = [...files].filter((name) => /^mpii_human_pose.*\.mat$/i.test(name)).sort().at(-1);
    if (mat) return { ...await readMpiiMat(join(path, mat)), paths: [join(path, mat)] };
  }
  for (const parts of [["trainval.json"], ["train.json", "valid.json"]]) {
    const folder = folders.find(({ files }) => files.has(parts[0]));
    if (!folder) continue;
    const paths = parts.filter((name) => folder.files.has(name))
      .map((name) => join(folder.path, name));
    const read = paths.map((path) => parseMpiiJson(Deno.readTextFileSync(path), path));
    return { paths, people: read.flatMap(({ people }) => people), leftOut: summed(read) };
  }
  throw new UserError(
    `${from} has no mpii_human_pose_v1_u12_1.mat and no annot/train.json: unpack the annotation of ` +
      "MPII (mpii_human_pose_v1_u12_2.zip) there, beside its folder images",
  );
}

function summed(read: readonly MpiiAnnotation[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [what, count] of read.flatMap(({ leftOut }) => Object.entries(leftOut))) {
    sums[what] = (sums[what] ?? 0) + count;
  }
  return sums;
}

/**
 * The folder that has the most of the pictures.
 *
 * @throws {UserError} when none has any
 */
export function pictureFolder(
  from: string,
  folders: readonly FoundFolder[],
  images: ReadonlySet<string>,
): FoundFolder {
  const count = ({ files }: FoundFolder) => [...images].filter((name) => files.has(name)).length;
  const [best] = folders.map((folder) => ({ folder, count: count(folder) }))
    .toSorted((a, b) => b.count - a.count);
  if (best.count > 0) return best.folder;
  const [first = "a picture"] = images;
  throw new UserError(
    `No folder in ${from} has a picture that the annotation names, such as ${first}: unpack MPII's ` +
      `pictures (mpii_human_pose_v1.tar.gz) there, as ${join(basename(from), "images")}`,
  );
}
