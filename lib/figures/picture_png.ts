import { Buffer } from "node:buffer";
import sharp from "sharp";
import { UserError } from "../errors.ts";

/**
 * A square RGB picture as a PNG in a `data:` address, to stand in a figure.
 *
 * @param rgb [size, size, 3], 0..255
 * @param scale each pixel becomes so many px a side, unblurred; by default 4
 * @throws {UserError} when the bytes are not a square RGB picture
 *
 * @example
 * ```ts
 * import { picturePng } from "posemachine";
 * import { assert } from "@std/assert";
 * assert((await picturePng(new Uint8Array(2 * 2 * 3))).startsWith("data:image/png;base64,"));
 * ```
 */
export async function picturePng(rgb: Uint8Array, scale = 4): Promise<string> {
  const size = Math.sqrt(rgb.length / 3);
  if (!Number.isInteger(size) || size === 0) {
    throw new UserError(`${rgb.length} bytes are not a square RGB picture`);
  }
  const png = await sharp(rgb, { raw: { width: size, height: size, channels: 3 } })
    .resize(size * scale, size * scale, { kernel: "nearest" })
    .png({ compressionLevel: 9 })
    .toBuffer();
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}
