import { join } from "node:path";
import { UserError } from "../../errors.ts";
import { writeAtomic } from "../../atomic_write.ts";
import type { LabelledFrames } from "../dataset.ts";
import { safetensorsParts, type StoredTensor } from "../formats/safetensors.ts";
import { parseHeader } from "../formats/safetensors_header.ts";
import { SEQUENCE } from "./schema.ts";

/** How the pictures of a sequence are kept: as bytes, or each as a JPEG. */
export type StoredPictures =
  | { readonly kind: "rgb"; readonly bytes: Uint8Array }
  | { readonly kind: "jpeg"; readonly bytes: Uint8Array; readonly ends: Uint32Array };

/** A sequence as it is written. */
export interface PreparedSequence extends LabelledFrames {
  /** Which frames of the video these are, from 0. */
  readonly frameNumbers: Int32Array;
  readonly pictures: StoredPictures;
  /** Side of the pictures, px. */
  readonly imageSize: number;
}

/** Where the pictures of a sequence lie in its file. */
export type PicturePlaces =
  | { readonly kind: "rgb"; readonly start: number }
  | { readonly kind: "jpeg"; readonly start: number; readonly ends: Int32Array };

/** What a file says but for its pictures. */
export interface SequenceLabels extends LabelledFrames {
  readonly frameNumbers: Int32Array;
  readonly places: PicturePlaces;
}

/** The longest header that is read: names and a camera take some 2 KB. */
const LONGEST_HEADER = 2 ** 16;

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

function pictureTensors(
  pictures: StoredPictures,
  frames: number,
  size: number,
): Record<string, StoredTensor> {
  if (pictures.kind === "rgb") {
    return { pictures: { dtype: "U8", shape: [frames, size, size, 3], data: pictures.bytes } };
  }
  const { bytes, ends } = pictures;
  return {
    jpeg_ends: { dtype: "I32", shape: [frames], data: Int32Array.from(ends) },
    jpegs: { dtype: "U8", shape: [bytes.length], data: bytes },
  };
}

/**
 * Reads a sequence but for its pictures.
 *
 * @throws {UserError} naming the file and what is wrong with it
 */
export function readLabels(path: string): SequenceLabels {
  const remedy = "or delete it and run the same 'deno task prepare' again";
  const fail = (what: string): never => {
    throw new UserError(`${path} is not a prepared sequence: ${what}. Copy it again, ${remedy}`);
  };
  using file = Deno.openSync(path);
  const { size } = file.statSync();
  const head = readAt(file, 0, Math.min(size, LONGEST_HEADER));
  const { entries, metadata, dataStart } = parseHeader(head, path, remedy, size);
  const checked = SEQUENCE.safeParse(jsonOr(metadata.sequence));
  if (!checked.success) fail("its header has no sequence");
  const entry = (name: string) =>
    entries.find((tensor) => tensor.name === name) ?? fail(`it has no '${name}'`);
  const numbers = (name: string) => {
    const { start, end } = entry(name);
    return readAt(file, dataStart + start, end - start).buffer;
  };
  const frameNumbers = new Int32Array(numbers("frame_numbers"));
  const frames = frameNumbers.length;
  const floats = (name: string) => {
    const { shape } = entry(name);
    if (shape[0] !== frames) fail(`'${name}' has ${shape[0]} frames, 'frame_numbers' ${frames}`);
    return new Float32Array(numbers(name));
  };
  const rgb = entries.find(({ name }) => name === "pictures");
  return {
    ...checked.data!,
    frames,
    frameNumbers,
    pose2d: floats("pose2d"),
    pose3d: floats("pose3d"),
    root: floats("root"),
    crops: floats("crops"),
    places: rgb ? { kind: "rgb", start: dataStart + rgb.start } : {
      kind: "jpeg",
      start: dataStart + entry("jpegs").start,
      ends: new Int32Array(numbers("jpeg_ends")),
    },
  };
}

function jsonOr(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

function readAt(file: Deno.FsFile, at: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  file.seekSync(at, Deno.SeekMode.Start);
  for (let done = 0; done < length;) {
    const read = file.readSync(bytes.subarray(done));
    if (read === null) return bytes.slice(0, done); // the header's check tells the user
    done += read;
  }
  return bytes;
}
