import type { PreparedAbout } from "./schema.ts";

/** Pictures up to this side are kept as bytes, which are read at once; larger ones as JPEGs, a tenth as large. */
const LARGEST_RGB = 128;

/** Bytes of a JPEG a pixel at quality 95, as measured on crops of videos: for estimates alone. */
const JPEG_BYTES = 0.4;

/** How pictures of a side (px) are kept. */
export function picturesOfSize(size: number): PreparedAbout["pictures"] {
  return size <= LARGEST_RGB ? "rgb" : "jpeg";
}

/** About how many bytes a picture of a side (px) takes. */
export function pictureBytes(size: number): number {
  return size * size * (picturesOfSize(size) === "rgb" ? 3 : JPEG_BYTES);
}
