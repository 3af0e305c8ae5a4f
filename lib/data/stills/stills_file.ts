import { z } from "zod";
import { writeAtomic } from "../../atomic_write.ts";
import { safetensorsParts, type StoredTensor } from "../formats/safetensors.ts";
import { readStored } from "../prepared/stored_file.ts";
import {
  type PicturePlaces,
  picturePlaces,
  pictureTensors,
  type StoredPictures,
} from "../prepared/stored_pictures.ts";

/** What a file of stills says of its people, S of them, in the order of the annotation. */
export interface StillLabels {
  /** File name of each one's picture. */
  readonly images: readonly string[];
  /** 2D joints [S, K, 2] in [0,1] of the crop; 0 where a joint was not annotated. */
  readonly pose2d: Float32Array;
  /** [S, K]: 0 where a joint was not annotated. */
  readonly visible: Uint8Array;
  /** The square that was cut out of the picture, [S, 3]: left, top, side, px. */
  readonly crops: Float32Array;
  /** Pictures that were not there: their people are left out. */
  readonly absent: readonly string[];
}

/** A file as it is written. */
export interface PreparedStills extends StillLabels {
  readonly pictures: StoredPictures;
  /** Side of the pictures, px. */
  readonly imageSize: number;
}

const ABOUT = z.strictObject({ images: z.array(z.string()), absent: z.array(z.string()) });

/**
 * Writes stills as a safetensors file: `pose2d` [S, K, 2], `visible` [S, K], `crops` [S, 3], and
 * `pictures` [S, size, size, 3], or `jpegs` with `jpeg_ends` [S], the byte after each picture's last.
 * The same stills give the same bytes.
 */
export function writeStills(path: string, stills: PreparedStills, joints: number) {
  const { images, absent, pose2d, visible, crops, pictures, imageSize } = stills;
  const count = images.length;
  const tensor = (dtype: "F32" | "U8", data: StoredTensor["data"], ...shape: number[]) => ({
    dtype,
    shape: [count, ...shape],
    data,
  });
  writeAtomic(
    path,
    safetensorsParts({
      pose2d: tensor("F32", pose2d, joints, 2),
      visible: tensor("U8", visible, joints),
      crops: tensor("F32", crops, 3),
      ...pictureTensors(pictures, count, imageSize),
    }, { stills: JSON.stringify({ images, absent }) }),
  );
}

/**
 * Reads stills but for their pictures.
 *
 * @throws {UserError} naming the file and what is wrong with it
 */
export function readStills(path: string): StillLabels & { readonly places: PicturePlaces } {
  return readStored(path, "a file of prepared stills", (file) => {
    const checked = ABOUT.safeParse(file.about("stills"));
    if (!checked.success) file.fail("its header names no pictures");
    const { images, absent } = checked.data!;
    const count = images.length;
    const [, joints] = file.entry("visible", { dtype: "U8", shape: [count, undefined] }).shape;
    const floats = (name: string, ...shape: number[]) =>
      new Float32Array(file.numbers(name, { dtype: "F32", shape: [count, ...shape] }));
    return {
      images,
      absent,
      pose2d: floats("pose2d", joints, 2),
      visible: new Uint8Array(file.numbers("visible", { dtype: "U8", shape: [count, joints] })),
      crops: floats("crops", 3),
      places: picturePlaces(file, count),
    };
  });
}
