import { Buffer } from "node:buffer";
import sharp from "sharp";
import { UserError } from "../errors.ts";

/** How pictures are laid out. */
export interface PictureOptions {
  /** Side of each square picture, px. */
  size: number;
  /** Pictures in a row; by default all. */
  columns?: number;
  /** Each pixel is drawn as so many px, so that small pictures can be seen; by default 2. */
  scale?: number;
  /** Said in place of the picture where only text is shown. */
  description: string;
}

/** What the kernel shows: a PNG, and its description for diffs. */
export interface PictureDisplay {
  /** Called by the kernel. */
  readonly [display: symbol]: () => Promise<{ "text/plain": string; "image/png": string }>;
}

/** A map's value as a colour, dark blue through green to yellow; five stops of viridis. */
const STOPS = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];

/**
 * Shows square RGB pictures side by side.
 *
 * @param images [count, size, size, 3], 0..255
 * @throws {UserError} when the bytes are not whole pictures of that size
 *
 * @example
 * ```ts
 * import { showPictures } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const black = showPictures(new Uint8Array(2 * 4 * 4 * 3), { size: 4, description: "Two" });
 * const bundle = await black[Symbol.for("Jupyter.display")]();
 * assertEquals(bundle["text/plain"], "[Two: 2 pictures of 4 x 4 px]");
 * ```
 */
export function showPictures(images: Uint8Array, options: PictureOptions): PictureDisplay {
  const { size, columns, scale = 2, description } = options;
  const count = images.length / (size * size * 3);
  if (!Number.isInteger(count) || count === 0) {
    throw new UserError(`${images.length} bytes are not whole ${size} x ${size} RGB pictures`);
  }
  return {
    [Symbol.for("Jupyter.display")]: async () => ({
      "text/plain": `[${description}: ${count} pictures of ${size} x ${size} px]`,
      "image/png": await png(tile(images, { count, size, columns: columns ?? count }), scale),
    }),
  };
}

/**
 * Shows maps side by side, each coloured from its own smallest value (dark) to its largest (yellow).
 *
 * @param maps [size, size, channels]: the maps of one picture, channel fastest, as tfjs has them
 * @throws {UserError} when the values are not whole maps of that size
 *
 * @example
 * ```ts
 * import { showMaps } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const maps = Float32Array.of(0, 5, 1, 4, 2, 3, 3, 2); // two maps of 2 x 2
 * const bundle = await showMaps(maps, { size: 2, description: "Maps" })[
 *   Symbol.for("Jupyter.display")
 * ]();
 * assertEquals(bundle["text/plain"], "[Maps: 2 pictures of 2 x 2 px]");
 * ```
 */
export function showMaps(maps: ArrayLike<number>, options: PictureOptions): PictureDisplay {
  const pixels = options.size ** 2;
  const channels = maps.length / pixels;
  if (!Number.isInteger(channels) || channels === 0) {
    throw new UserError(
      `${maps.length} values are not whole maps of ${options.size} x ${options.size}`,
    );
  }
  const images = new Uint8Array(channels * pixels * 3);
  for (let channel = 0; channel < channels; channel++) {
    const map = Array.from({ length: pixels }, (_, pixel) => maps[pixel * channels + channel]);
    const low = Math.min(...map), range = Math.max(...map) - low || 1;
    map.forEach((value, pixel) => {
      images.set(colour((value - low) / range), (channel * pixels + pixel) * 3);
    });
  }
  return showPictures(images, options);
}

function colour(share: number): number[] {
  const at = share * (STOPS.length - 1);
  const stop = Math.min(Math.floor(at), STOPS.length - 2);
  return STOPS[stop].map((from, i) => Math.round(from + (at - stop) * (STOPS[stop + 1][i] - from)));
}

const GAP = 2; // white pixels between pictures

function tile(images: Uint8Array, grid: { count: number; size: number; columns: number }) {
  const { count, size } = grid, columns = Math.min(grid.columns, count);
  const width = columns * (size + GAP) - GAP;
  const height = Math.ceil(count / columns) * (size + GAP) - GAP;
  const data = new Uint8Array(width * height * 3).fill(255);
  for (let picture = 0; picture < count; picture++) {
    const left = (picture % columns) * (size + GAP);
    const top = Math.floor(picture / columns) * (size + GAP);
    for (let y = 0; y < size; y++) {
      const from = (picture * size + y) * size * 3;
      data.set(images.subarray(from, from + size * 3), ((top + y) * width + left) * 3);
    }
  }
  return { data, width, height };
}

async function png(raw: ReturnType<typeof tile>, scale: number): Promise<string> {
  const { data, width, height } = raw;
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(width * scale, height * scale, { kernel: "nearest" })
    .png({ compressionLevel: 9 })
    .toBuffer();
  return Buffer.from(bytes).toString("base64");
}
