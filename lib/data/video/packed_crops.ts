import { encodeJpeg } from "./jpeg.ts";

/** Crops, one after the other. */
export interface CropResult {
  /** RGB `[crops, size, size, 3]`, or JPEGs. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** `[crops]`: where in `bytes` each crop ends. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** Crops that may wait for being encoded, so that a slow encoder holds the decoder back. */
const WAITING = 4;

/** Packs crops of `size` px: as JPEGs of a `quality` from 1 to 100, or, where that is left out, as they are. */
export async function packCrops(
  crops: AsyncIterable<{ readonly rgb: Uint8Array }>,
  size: number,
  quality: number | undefined,
): Promise<CropResult> {
  const parts: Promise<Uint8Array>[] = [];
  for await (const { rgb } of crops) {
    // Encoded by threads of the sharp package while the next is decoded.
    parts.push(quality === undefined ? Promise.resolve(rgb) : encodeJpeg(rgb, size, quality));
    await parts.at(-WAITING);
  }
  return joined(await Promise.all(parts));
}

function joined(parts: readonly Uint8Array[]): CropResult {
  const ends = new Uint32Array(parts.length);
  parts.forEach((part, i) => ends[i] = (ends[i - 1] ?? 0) + part.length);
  const bytes = new Uint8Array(ends.at(-1) ?? 0);
  parts.forEach((part, i) => bytes.set(part, ends[i] - part.length));
  return { bytes, ends };
}
