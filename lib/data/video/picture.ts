import type { Crop } from "../../camera.ts";
import { UserError } from "../../errors.ts";

/** Width and height. */
export interface Size {
  /** From left to right, px. */
  readonly width: number;
  /** From top to bottom, px. */
  readonly height: number;
}

/** A rectangle of whole pixels. */
export interface Region extends Size {
  /** x of its left edge. */
  readonly left: number;
  /** y of its upper edge. */
  readonly top: number;
}

/** A picture, or the region of it that is wanted. Pixel (0, 0) covers [0, 1] x [0, 1] px. */
export interface Picture {
  /** `[region.height, region.width, 3]`, 0..255. */
  readonly rgb: Uint8Array;
  /** Where `rgb` lies in the full picture. */
  readonly region: Region;
  /** Size of the full picture. */
  readonly full: Size;
}

/** @throws {UserError} when a crop is no square of a size above 0 */
export function checkCrop({ left, top, side }: Crop): void {
  if (!Number.isFinite(left) || !Number.isFinite(top) || !(side > 0 && side < Infinity)) {
    throw new UserError(
      `Cannot cut out the square at (${left}, ${top}) of ${side} px: expected finite numbers, the ` +
        `side above 0`,
    );
  }
}

/** From the pixel that holds `low` to the one that ends at or after `high`, of `length`; at least one. */
function pixels(low: number, high: number, length: number): [start: number, count: number] {
  const start = Math.min(Math.max(Math.floor(low), 0), length - 1);
  return [start, Math.min(Math.max(Math.ceil(high), start + 1), length) - start];
}

/**
 * The smallest region that holds what `cropSquare` needs of a picture for all these crops: reading no more
 * of a video saves time. It has at least one pixel, also where all crops lie beyond the picture.
 *
 * @throws {UserError} when there is no crop, or one is not finite
 *
 * @example
 * ```ts
 * import { cropRegion } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const crops = [{ left: -7.5, top: 30, side: 40 }, { left: 3, top: 35.5, side: 40 }];
 * const region = cropRegion(crops, { width: 100, height: 70 });
 * assertEquals(region, { left: 0, top: 29, width: 44, height: 41 });
 * ```
 */
export function cropRegion(crops: readonly Crop[], full: Size): Region {
  if (crops.length === 0) throw new UserError("Expected at least one crop, got none");
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const crop of crops) {
    checkCrop(crop);
    left = Math.min(left, crop.left);
    top = Math.min(top, crop.top);
    right = Math.max(right, crop.left + crop.side);
    bottom = Math.max(bottom, crop.top + crop.side);
  }
  // Enlarging blends the outermost pixels with their neighbours, half a pixel beyond.
  const [x, width] = pixels(left - 0.5, right + 0.5, full.width);
  const [y, height] = pixels(top - 0.5, bottom + 0.5, full.height);
  return { left: x, top: y, width, height };
}
