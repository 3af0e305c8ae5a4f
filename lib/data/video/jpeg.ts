import sharp from "sharp";
import { UserError } from "../../errors.ts";
import { cropSquare } from "./square_crops.ts";

/**
 * A square RGB picture as a JPEG: all colours at full resolution (4:4:4), as crops are small. The same
 * bytes each time, with one release of libvips.
 *
 * @param rgb [size, size, 3], 0..255
 * @param quality from 1 to 100; at 95 a crop of 368 px takes some 60 KB
 * @throws {UserError} when the bytes are not a picture of that size, or the quality is out of range
 *
 * @example
 * ```ts
 * import { decodeJpegs, encodeJpeg } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const jpeg = await encodeJpeg(new Uint8Array(8 * 8 * 3).fill(200), 8);
 * assertEquals([...await decodeJpegs([jpeg], 1)], [200, 200, 200]);
 * ```
 */
export async function encodeJpeg(
  rgb: Uint8Array,
  size: number,
  quality = 95,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!Number.isInteger(size) || size < 1 || rgb.length !== size * size * 3) {
    throw new UserError(`${rgb.length} bytes are not an RGB picture of ${size} x ${size} px`);
  }
  if (!Number.isInteger(quality) || quality < 1 || quality > 100) {
    throw new UserError(`Quality ${quality} of a JPEG: expected a whole number from 1 to 100`);
  }
  const jpeg = await sharp(rgb, { raw: { width: size, height: size, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: "4:4:4" })
    .toBuffer();
  return new Uint8Array(jpeg);
}

/** A larger header is damage, not a crop. */
const LONGEST_SIDE = 4096;

async function decode(jpeg: Uint8Array, size: number): Promise<Uint8Array> {
  // A warning of the decoder is damage that it painted over.
  const image = sharp(jpeg, { failOn: "warning", limitInputPixels: LONGEST_SIDE ** 2 });
  const { data, info: { width, height, channels } } = await image
    .toColourspace("srgb").removeAlpha()
    .raw().toBuffer({ resolveWithObject: true });
  if (width !== height || channels !== 3) {
    throw new Error(`${width} x ${height} px in ${channels} colours are not a square RGB picture`);
  }
  if (width === size) return data;
  // The decoder could skip what a smaller picture does not need, but unpacking takes most of its time:
  // that takes 2.8 ms instead of 3.6 (368 to 64 px), and comes out further from the crop of this size
  // (35 dB instead of 52).
  const full = { width, height };
  const picture = { rgb: data, full, region: { left: 0, top: 0, ...full } };
  return cropSquare(picture, { left: 0, top: 0, side: width }, size);
}

/**
 * Square JPEGs as RGB at one size: [jpegs, size, size, 3], 0..255; scaled as `cropSquare` does, so that a
 * smaller picture is what a smaller crop had been, but for the JPEG's own loss.
 *
 * @param source names the pictures in errors
 * @throws {UserError} naming the picture that is truncated, damaged or not square
 *
 * @example
 * ```ts
 * import { decodeJpegs, encodeJpeg } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const jpegs = [await encodeJpeg(new Uint8Array(64 * 64 * 3).fill(90), 64)];
 * assertEquals((await decodeJpegs([...jpegs, ...jpegs], 16)).length, 2 * 16 * 16 * 3);
 * ```
 */
export async function decodeJpegs(
  jpegs: readonly Uint8Array[],
  size: number,
  source = "JPEG",
): Promise<Uint8Array<ArrayBuffer>> {
  if (!Number.isInteger(size) || size < 1 || size > LONGEST_SIDE) {
    throw new UserError(
      `Cannot decode to ${size} px: expected a whole number from 1 to ${LONGEST_SIDE}`,
    );
  }
  const bytes = size * size * 3;
  const out = new Uint8Array(jpegs.length * bytes);
  await Promise.all(jpegs.map(async (jpeg, i) => {
    try {
      out.set(await decode(jpeg, size), i * bytes);
    } catch (error) {
      throw new UserError(
        `${source} ${i} of ${jpegs.length} cannot be decoded ` +
          `(${(error as Error).message.trim()}): the file that holds it is damaged, make it again`,
      );
    }
  }));
  return out;
}
