import type { Crop } from "../../camera.ts";
import { UserError } from "../../errors.ts";
import { checkCrop, cropRegion, type Picture } from "./picture.ts";

/** What the pixels of a crop are made of along one axis: `taps` weights each, from pixel `first` on. */
interface Axis {
  readonly taps: number;
  /** Index into the picture's region. */
  readonly first: Int32Array;
  /** `[size, taps]`. */
  readonly weights: Float64Array;
}

/**
 * Pixel i of a crop is the mean of the picture over [i, i + 1] / size of the crop, or over one whole pixel
 * around that interval's centre where it is narrower, which is linear interpolation. What lies beyond
 * the picture is black, so it has no weight, and the others get no larger for it.
 */
function axisOf(start: number, side: number, size: number, length: number): Axis {
  const scale = side / size, width = Math.max(1, scale);
  const taps = Math.min(Math.ceil(width) + 1, length);
  const first = new Int32Array(size), weights = new Float64Array(size * taps);
  for (let i = 0; i < size; i++) {
    const low = start + (i + 0.5) * scale - width / 2, high = low + width;
    first[i] = Math.min(Math.max(Math.floor(low), 0), length - taps);
    for (let tap = 0; tap < taps; tap++) {
      const pixel = first[i] + tap;
      const covered = Math.min(high, pixel + 1) - Math.max(low, pixel);
      weights[i * taps + tap] = Math.max(0, covered) / width;
    }
  }
  return { taps, first, weights };
}

/** Row `y` of the crop before its columns are blended: `sums` from the picture's column `left` on. */
function blendRows(picture: Picture, rows: Axis, y: number, left: number, sums: Float64Array) {
  const { width } = picture.region;
  sums.fill(0);
  for (let tap = 0; tap < rows.taps; tap++) {
    const weight = rows.weights[y * rows.taps + tap];
    if (weight === 0) continue;
    const from = ((rows.first[y] + tap) * width + left) * 3;
    const row = picture.rgb.subarray(from, from + sums.length);
    for (let k = 0; k < sums.length; k++) sums[k] += weight * row[k];
  }
}

/** Blends columns, from `sums` to row `y` of the crop. */
function blendColumns(
  sums: Float64Array,
  columns: Axis,
  left: number,
  y: number,
  out: Uint8ClampedArray,
) {
  const { taps, first, weights } = columns, size = first.length;
  for (let x = 0, to = y * size * 3, at = 0; x < size; x++, to += 3) {
    let red = 0, green = 0, blue = 0, from = (first[x] - left) * 3;
    for (let tap = 0; tap < taps; tap++, from += 3) {
      const weight = weights[at++];
      red += weight * sums[from];
      green += weight * sums[from + 1];
      blue += weight * sums[from + 2];
    }
    out[to] = red; // a clamped array rounds
    out[to + 1] = green;
    out[to + 2] = blue;
  }
}

/**
 * Cuts a square out of a picture and scales it to `size` px: [size, size, 3], 0..255. The square's edges
 * are honoured to the fraction of a pixel, so `toCrop` and `fromCrop` hold for what is seen in it.
 * A pixel of the crop is the mean over its area where the picture is made smaller, and interpolated
 * linearly where it is enlarged; beyond the picture all is black.
 *
 * @throws {UserError} when the crop is not finite, `size` is no whole number from 1 to 4096, or the
 * picture lacks a part that the crop shows
 *
 * @example
 * ```ts
 * import { cropSquare, type Picture } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const full = { width: 2, height: 2 };
 * const rgb = Uint8Array.of(90, 0, 0, 30, 0, 0, 90, 0, 8, 30, 0, 0); // left and right half
 * const picture: Picture = { rgb, full, region: { left: 0, top: 0, ...full } };
 * assertEquals([...cropSquare(picture, { left: 0, top: 0, side: 2 }, 1)], [60, 0, 2]);
 * assertEquals([...cropSquare(picture, { left: 1.5, top: 0.5, side: 1 }, 1)], [15, 0, 0]);
 * ```
 */
export function cropSquare(picture: Picture, crop: Crop, size: number): Uint8Array<ArrayBuffer> {
  const { region, full } = picture;
  checkCrop(crop);
  if (!Number.isInteger(size) || size < 1 || size > 4096) {
    throw new UserError(`Cannot make a crop of ${size} px: expected a whole number from 1 to 4096`);
  }
  const seen = cropRegion([crop], full);
  if (
    seen.left < region.left || seen.left + seen.width > region.left + region.width ||
    seen.top < region.top || seen.top + seen.height > region.top + region.height
  ) {
    throw new UserError(
      `The crop at (${crop.left}, ${crop.top}) of ${crop.side} px shows ` +
        `${JSON.stringify(seen)} of the picture, which was read in ${
          JSON.stringify(region)
        } only: ` +
        `read the region of all crops (cropRegion)`,
    );
  }
  const columns = axisOf(crop.left - region.left, crop.side, size, region.width);
  const rows = axisOf(crop.top - region.top, crop.side, size, region.height);
  const left = columns.first[0];
  const sums = new Float64Array((columns.first[size - 1] + columns.taps - left) * 3);
  const out = new Uint8ClampedArray(size * size * 3);
  for (let y = 0; y < size; y++) {
    blendRows(picture, rows, y, left, sums);
    blendColumns(sums, columns, left, y, out);
  }
  return new Uint8Array(out.buffer);
}
