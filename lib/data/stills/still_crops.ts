import { join } from "node:path";
import { z } from "zod";
import type { Crop } from "../../camera.ts";
import { UserError } from "../../errors.ts";
import type { Picture } from "../video/picture.ts";
import { cropSquare } from "../video/square_crops.ts";
import { folderEntries, readPicture } from "./picture_file.ts";

/** A square round a person in one of a folder's pictures, px. */
export interface StillBox extends Crop {
  /** File name of the picture. */
  readonly picture: string;
}

/** One crop of one picture. */
export interface StillCrop {
  /** File name of the picture. */
  readonly picture: string;
  /** What was cut out of it. */
  readonly crop: Crop;
  /** `[size, size, 3]`, 0..255. */
  readonly rgb: Uint8Array<ArrayBuffer>;
}

/** What {@link stillCrops} is asked for. */
export interface StillOptions {
  /** Side of the crops, px: what the machine takes. */
  readonly size: number;
  /** Whom to cut out. Default: `boxes.json` of the folder; without one, each picture's central square. */
  readonly boxes?: readonly StillBox[];
}

const BOXES = z.array(
  z.object({ picture: z.string(), left: z.number(), top: z.number(), side: z.number().positive() }),
);

/**
 * Square crops of the photographs (JPEG, PNG) in a folder, one after the other, turned upright. Each box
 * gives one; several may be in one picture. A machine wants one person a crop, the whole body, with about
 * a sixth of the side left free round it.
 *
 * @throws {UserError} naming the folder without pictures, the picture that cannot be read, or the box that
 * is wrong
 *
 * @example
 * ```ts
 * import { stillCrops } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const boxes = [{ picture: "000000404.jpg", left: 30, top: -5, side: 200 }];
 * for await (const { rgb } of stillCrops("tests/miniatures/mpii/images", { size: 64, boxes })) {
 *   assertEquals(rgb.length, 64 * 64 * 3);
 * }
 * ```
 */
export async function* stillCrops(
  folder: string,
  { size, boxes }: StillOptions,
): AsyncGenerator<StillCrop, void, undefined> {
  const { pictures } = folderEntries(folder);
  if (pictures.length === 0) {
    throw new UserError(`${folder} has no pictures: expected .jpg or .png files in it`);
  }
  const wanted = boxes ?? readBoxes(join(folder, "boxes.json")) ??
    pictures.map((picture) => ({ picture }));
  for (const box of wanted) {
    if (!pictures.includes(box.picture)) {
      throw new UserError(
        `A box is of '${box.picture}', which is no picture of ${folder}: it has ${
          pictures.slice(0, 5).join(", ")
        }${pictures.length > 5 ? `, … (${pictures.length})` : ""}`,
      );
    }
    const picture = await readPicture(join(folder, box.picture), { upright: true });
    const { left, top, side } = "side" in box ? box : centralSquare(picture);
    const crop = { left, top, side };
    yield { picture: box.picture, crop, rgb: cropSquare(picture, crop, size) };
  }
}

function centralSquare({ full: { width, height } }: Picture): Crop {
  const side = Math.min(width, height);
  return { left: (width - side) / 2, top: (height - side) / 2, side };
}

function readBoxes(path: string): StillBox[] | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new UserError(`${path} cannot be read: ${(error as Error).message}`);
  }
  const expected = `expected a list of {"picture": "a.jpg", "left": 10, "top": 0, "side": 200}, px`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path} is no JSON (${(error as Error).message}): ${expected}`);
  }
  const checked = BOXES.safeParse(parsed);
  if (checked.success) return checked.data;
  const [{ path: place, message }] = checked.error.issues;
  throw new UserError(`${path}, ${place.join(".") || "all of it"}: ${message}; ${expected}`);
}
