import { join } from "node:path";
import { writeAtomic } from "../../atomic_write.ts";
import type { LabelledFrames } from "../dataset.ts";
import { safetensorsParts, type StoredTensor } from "../formats/safetensors.ts";
import { SEQUENCE } from "./schema.ts";
import { readStored } from "./stored_file.ts";
import {
  type PicturePlaces,
  picturePlaces,
  pictureTensors,
  type StoredPictures,
} from "./stored_pictures.ts";

/** A sequence as it is written. */
export interface PreparedSequence extends LabelledFrames {
  /** Which frames of the video these are, from 0. */
  readonly frameNumbers: Int32Array;
  readonly pictures: StoredPictures;
  /** Side of the pictures, px. */
  readonly imageSize: number;
}

/** What a file says but for its pictures. */
export interface SequenceLabels extends LabelledFrames {
  readonly frameNumbers: Int32Array;
  readonly places: PicturePlaces;
}

/** Where a sequence is kept. */
export function sequencePath(to: string, id: string): string {
  return join(to, `${id}.safetensors`);
}

/**
 * Writes a sequence as a safetensors file: `frame_numbers` [F], `pose2d` [F, K, 2], `pose3d` [F, K, 3],
 * `root` [F, 3], `crops` [F, 3], and `pictures` [F, size, size, 3], or `jpegs` with `jpeg_ends` [F], the
 * byte after each picture's last. The same sequence gives the same bytes.
 */
export function writeSequence(path: string, sequence: PreparedSequence) {
  const { frames, imageSize, pictures, pose2d, pose3d, root, crops, frameNumbers } = sequence;
  const joints = pose2d.length / frames / 2;
  const f32 = (data: Float32Array, ...shape: number[]): StoredTensor => ({
    dtype: "F32",
    shape: [frames, ...shape],
    data,
  });
  const { id, actor, action, trial, camera, calibration } = sequence;
  const about = { id, actor, action, trial, camera, calibration };
  writeAtomic(
    path,
    safetensorsParts({
      frame_numbers: { dtype: "I32", shape: [frames], data: frameNumbers },
      pose2d: f32(pose2d, joints, 2),
      pose3d: f32(pose3d, joints, 3),
      root: f32(root, 3),
      crops: f32(crops, 3),
      ...pictureTensors(pictures, frames, imageSize),
    }, { sequence: JSON.stringify(about) }),
  );
}

/**
 * Reads a sequence but for its pictures.
 *
 * @throws {UserError} naming the file and what is wrong with it
 */
export function readLabels(path: string): SequenceLabels {
  return readStored(path, "a prepared sequence", (file) => {
    const checked = SEQUENCE.safeParse(file.about("sequence"));
    if (!checked.success) file.fail("its header has no sequence");
    const [frames] = file.entry("frame_numbers", { dtype: "I32", shape: [undefined] }).shape;
    const [, joints] = file.entry("pose2d", { dtype: "F32", shape: [frames, undefined, 2] }).shape;
    const floats = (name: string, ...shape: number[]) =>
      new Float32Array(file.numbers(name, { dtype: "F32", shape: [frames, ...shape] }));
    return {
      ...checked.data!,
      frames,
      frameNumbers: new Int32Array(
        file.numbers("frame_numbers", { dtype: "I32", shape: [frames] }),
      ),
      pose2d: floats("pose2d", joints, 2),
      pose3d: floats("pose3d", joints, 3),
      root: floats("root", 3),
      crops: floats("crops", 3),
      places: picturePlaces(file, frames),
    };
  });
}
