import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors.ts";
import type { KthFile } from "../formats/kth_text.ts";
import { folderEntries } from "../stills/picture_file.ts";
import { type KthView, parseKthTexts } from "./texts.ts";

/** One camera of a sequence. */
export interface KthCamera extends KthView {
  /** Name of the folder of its pictures. */
  readonly name: string;
  /** Path of each frame's picture, for `readPicture`. */
  readonly pictures: readonly string[];
}

/** A sequence of KTH Multiview Football II: a player, seen by some cameras at once. */
export interface KthSequence {
  /** Where it lies. */
  readonly folder: string;
  /** How many frames it has, T. */
  readonly frames: number;
  /** [T, 14, 3]: joints in the order of `KTH_14`; the unit is the reconstruction's, by its looks metres. */
  readonly poses: Float32Array;
  /** In natural order of their folders. */
  readonly cameras: readonly KthCamera[];
}

const TEXTS: readonly KthFile[] = ["positions2d", "positions3d", "cameras"];

/**
 * Opens a sequence of KTH Multiview Football II: a folder with `positions2d.txt`, `positions3d.txt`,
 * `cameras.txt` and a folder of pictures for each camera. Its description does not name those folders
 * (programs that read it expect `Camera 1/00001.png`), so any names do: cameras and pictures are taken in
 * natural order. Nor does it say whether pixels count from 0 or from 1: coordinates are passed on as they
 * are, and taken as from 0 may be off by one pixel.
 *
 * Pictures are read one at a time, with `readPicture`.
 *
 * @throws {UserError} naming the file that is missing, damaged, or does not fit the others
 *
 * @example
 * ```ts
 * import { kthCrops, openKth, readPicture, cropSquare } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const { frames, cameras } = openKth("tests/miniatures/kth/Sequence 1");
 * assertEquals([frames, cameras.map(({ name }) => name)], [3, ["Camera 1", "Camera 2", "Camera 3"]]);
 * const picture = await readPicture(cameras[0].pictures[2]);
 * assertEquals(cropSquare(picture, kthCrops(cameras[0])[2]!, 64).length, 64 * 64 * 3);
 * ```
 */
export function openKth(folder: string): KthSequence {
  const { folders } = folderEntries(folder);
  const missing = TEXTS.filter((file) => !existsSync(join(folder, `${file}.txt`)));
  if (missing.length > 0) {
    const below = folders.filter((name) => existsSync(join(folder, name, "positions2d.txt")));
    throw new UserError(
      `${folder} has no ${missing.map((file) => `${file}.txt`).join(", ")}: ` +
        (below.length > 0
          ? `it holds sequences, so name one of them: ${below.join(", ")}`
          : "expected a sequence of KTH Multiview Football II, of its part with 3D poses"),
    );
  }
  const sources = ofTexts((file) => join(folder, `${file}.txt`));
  const { frames, poses, views } = parseKthTexts(ofTexts((file) => read(sources[file])), sources);
  const found = folders.map((name) => ({ name, ...folderEntries(join(folder, name)) }))
    .filter(({ pictures }) => pictures.length > 0);
  if (
    found.length !== views.length || found.some(({ pictures }) => pictures.length !== frames)
  ) {
    const counts = found.map(({ name, pictures }) => `'${name}' (${pictures.length})`);
    throw new UserError(
      `${folder}: the texts have ${frames} frames of ${views.length} cameras, so ${views.length} ` +
        `folders of ${frames} pictures are expected; found ${
          counts.join(", ") || "none"
        }. Unpack ` +
        `the sequence again, and take out what is no picture of it`,
    );
  }
  const cameras = found.map(({ name, pictures }, index) => ({
    name,
    pictures: pictures.map((picture) => join(folder, name, picture)),
    ...views[index],
  }));
  return { folder, frames, poses, cameras };
}

function ofTexts(value: (file: KthFile) => string): Record<KthFile, string> {
  return Object.fromEntries(TEXTS.map((file) => [file, value(file)])) as Record<KthFile, string>;
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new UserError(`${path} cannot be read (${(error as Error).message}): copy it again`);
  }
}
