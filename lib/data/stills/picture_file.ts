import { statSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { UserError } from "../../errors.ts";
import type { Picture } from "../video/picture.ts";

/** More pixels than any camera gives; a picture is unpacked to three bytes for each. */
const MOST_PIXELS = 1e8;

/**
 * Reads a picture file (JPEG or PNG) as RGB; a transparent one stands before black.
 *
 * @param upright turn it as its EXIF entry asks, as photographs of telephones need it; coordinates that
 * come with a data set are of the picture as it is stored, so by default it is not turned
 * @throws {UserError} naming the file that is missing, damaged or no picture
 *
 * @example
 * ```ts
 * import { readPicture } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const { rgb, full } = await readPicture("tests/miniatures/kth/Sequence 1/Camera 1/00001.png");
 * assertEquals(full, { width: 180, height: 240 });
 * assertEquals(rgb.length, 180 * 240 * 3);
 * ```
 */
export async function readPicture(
  path: string,
  { upright = false }: { readonly upright?: boolean } = {},
): Promise<Picture> {
  try {
    // A warning of the decoder is damage that it painted over.
    const file = sharp(path, { failOn: "warning", limitInputPixels: MOST_PIXELS });
    const { data, info: { width, height, channels } } = await (upright ? file.autoOrient() : file)
      .flatten().toColourspace("srgb")
      .raw().toBuffer({ resolveWithObject: true });
    if (channels !== 3) throw new Error(`it has ${channels} colours, expected 3`);
    const full = { width, height };
    return { rgb: data, full, region: { left: 0, top: 0, ...full } };
  } catch (error) {
    throw new UserError(
      `${path} cannot be read as a picture (${
        (error as Error).message.trim()
      }): expected a JPEG or ` +
        `PNG file; copy it again`,
    );
  }
}

const NATURAL = new Intl.Collator("en", { numeric: true });

/**
 * What a folder holds, in natural order (`2` before `10`), without what file managers leave there.
 *
 * @throws {UserError} when it cannot be read
 */
export function folderEntries(folder: string): { folders: string[]; pictures: string[] } {
  let names: string[];
  try {
    names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch (error) {
    throw new UserError(`${folder} cannot be read (${(error as Error).message}): is it a folder?`);
  }
  const shown = names.filter((name) => !name.startsWith(".") && name !== "__MACOSX")
    .sort(NATURAL.compare);
  // A link is what it leads to; one that leads nowhere is nothing.
  const kind = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false });
  return {
    folders: shown.filter((name) => kind(name)?.isDirectory()),
    pictures: shown.filter((name) => /\.(jpe?g|png)$/i.test(name) && kind(name)?.isFile()),
  };
}
