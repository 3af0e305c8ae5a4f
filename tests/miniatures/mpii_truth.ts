import type { Clip } from "../../lib/data/benchmark/clips.ts";
import { createStillStudio, drawStills } from "../../lib/data/benchmark/stills.ts";
import { quietCanvas, SEED, sixtyFourths } from "./figures.ts";

/** A picture: that many stills of `side` px side by side, each with one person. */
export interface MpiiPicture {
  readonly name: string;
  /** Index of its first still; the others follow. */
  readonly still: number;
  readonly persons: number;
  readonly side: number;
}

const picture = (name: string, still: number, persons = 1, side = 200): MpiiPicture => ({
  ...{ name, still, persons, side },
});

/** What there is; make.py says which trap each picture's annotation holds. */
export const MPII_PICTURES: readonly MpiiPicture[] = [
  picture("000000101.jpg", 0),
  picture("000000202.jpg", 1, 2, 160),
  picture("000000303.jpg", 3),
  picture("000000404.jpg", 4),
  picture("000000505.jpg", 5),
  picture("000000606.jpg", 6),
  picture("000000707.jpg", 7),
  picture("000000808.jpg", 8, 2, 160),
  picture("000000909.jpg", 10, 3, 140),
  picture("000001010.jpg", 13),
];

/** A drawn picture with what is true of it. */
export interface DrawnPicture {
  readonly width: number;
  readonly height: number;
  /** `[height, width, 3]` */
  readonly pixels: Uint8Array;
  /** Each `[17, 2]` in px from the upper left corner, in 1/64. */
  readonly persons: readonly Float64Array[];
}

/** Draws a picture with the benchmark's stills. */
export function drawMpiiPicture(clips: readonly Clip[], wanted: MpiiPicture): DrawnPicture {
  const { still, persons, side } = wanted;
  const studio = createStillStudio(quietCanvas(side), clips);
  const { images, pose2d } = drawStills(studio, { seed: SEED, imageSize: side }, still, persons);
  const width = persons * side;
  const pixels = new Uint8Array(width * side * 3);
  for (let p = 0; p < persons; p++) {
    for (let y = 0; y < side; y++) {
      const row = (p * side + y) * side * 3;
      pixels.set(images.subarray(row, row + side * 3), (y * width + p * side) * 3);
    }
  }
  return {
    ...{ width, height: side, pixels },
    persons: Array.from({ length: persons }, (_, p) =>
      sixtyFourths(
        Array.from(
          pose2d.subarray(p * 34, p * 34 + 34),
          (value, i) => side * (value + (i % 2 ? 0 : p)),
        ),
      )),
  };
}
