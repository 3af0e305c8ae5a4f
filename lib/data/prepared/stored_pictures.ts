import type { StoredTensor } from "../formats/safetensors.ts";
import type { CropResult } from "../video/packed_crops.ts";
import type { PreparedAbout } from "./schema.ts";
import type { StoredFile } from "./stored_file.ts";

/** How the pictures of a file are kept: as bytes, or each as a JPEG. */
export type StoredPictures =
  | { readonly kind: "rgb"; readonly bytes: Uint8Array }
  | { readonly kind: "jpeg"; readonly bytes: Uint8Array; readonly ends: Uint32Array };

/** Where the pictures lie in their file. */
export type PicturePlaces =
  | { readonly kind: "rgb"; readonly start: number; readonly side: number }
  | { readonly kind: "jpeg"; readonly start: number; readonly ends: Int32Array };

/** JPEGs are kept at this quality, without subsampling of colours. */
const QUALITY = 95;

/** The quality that crops to be kept are asked for; undefined where they are kept as bytes. */
export function storedQuality(kind: PreparedAbout["pictures"]): number | undefined {
  return kind === "jpeg" ? QUALITY : undefined;
}

/** Crops as they are kept. */
export function storedPictures(
  kind: PreparedAbout["pictures"],
  { bytes, ends }: CropResult,
): StoredPictures {
  return kind === "rgb" ? { kind, bytes } : { kind, bytes, ends };
}

/** The tensors that keep `count` pictures of `size` px: `pictures`, or `jpegs` with `jpeg_ends`. */
export function pictureTensors(
  pictures: StoredPictures,
  count: number,
  size: number,
): Record<string, StoredTensor> {
  if (pictures.kind === "rgb") {
    return { pictures: { dtype: "U8", shape: [count, size, size, 3], data: pictures.bytes } };
  }
  const { bytes, ends } = pictures;
  return {
    jpeg_ends: { dtype: "I32", shape: [count], data: Int32Array.from(ends) },
    jpegs: { dtype: "U8", shape: [bytes.length], data: bytes },
  };
}

/** Where a file has them, of `count` frames or people. */
export function picturePlaces(file: StoredFile, count: number): PicturePlaces {
  if (file.has("pictures")) {
    const form = (side?: number) => ({ dtype: "U8", shape: [count, side, side, 3] } as const);
    const [, side] = file.entry("pictures", form()).shape;
    return { kind: "rgb", side, start: file.entry("pictures", form(side)).start };
  }
  const ends = new Int32Array(file.numbers("jpeg_ends", { dtype: "I32", shape: [count] }));
  const { start, shape: [length] } = file.entry("jpegs", { dtype: "U8", shape: [undefined] });
  ends.forEach((end, i) => {
    const before = i === 0 ? 0 : ends[i - 1];
    if (end > before && end <= length) return;
    file.fail(
      `'jpeg_ends' has ${end} after ${before}, expected an ascending number up to ${length}`,
    );
  });
  return { kind: "jpeg", start, ends };
}
