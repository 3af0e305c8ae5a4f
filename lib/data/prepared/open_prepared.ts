import { join } from "node:path";
import { UserError } from "../../errors.ts";
import type { Skeleton } from "../../skeleton.ts";
import { skeletonNamed } from "../../skeleton.ts";
import type { StoredDataset, StoredSequence } from "../dataset.ts";
import { pictureReader } from "./picture_reader.ts";
import { chosenRows } from "./pose_rows.ts";
import { DATASET, type PreparedAbout, STILLS_FORMAT } from "./schema.ts";
import { readLabels, type SequenceLabels } from "./sequence_file.ts";

/** Name of the file that makes a folder a prepared data set. */
export const DATASET_FILE = "dataset.json";

/** Which part of a prepared data set is wanted, and how. */
export interface OpenPreparedOptions {
  /** Side of the pictures, px (default: as stored). */
  readonly imageSize?: number;
  /** Name of the part, such as `test`, for messages. */
  readonly part?: string;
  /** Frames a second of the part. */
  readonly fps: number;
  /** Whether a sequence belongs to the part. */
  readonly sequence?: (sequence: SequenceLabels) => boolean;
  /** Whether a frame of the video belongs to it, by its number (default: all that are stored). */
  readonly frame?: (frameNumber: number) => boolean;
}

/**
 * What a prepared folder holds.
 *
 * @throws {UserError} when it is none
 */
export function readAbout(folder: string): PreparedAbout {
  const path = join(folder, DATASET_FILE);
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch {
    throw new UserError(
      `${folder} is not a prepared data set (it has no ${DATASET_FILE}): make one from the official ` +
        `files with 'deno task prepare human36m --from ${folder} --to ANOTHER_FOLDER' (or humaneva)`,
    );
  }
  try {
    const parsed = JSON.parse(text);
    if (parsed?.format === STILLS_FORMAT) {
      throw new UserError(
        `${folder} holds stills (${parsed.name}), no sequences with 3D poses: give it as --stills`,
      );
    }
    return DATASET.parse(parsed);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${path} does not describe a prepared data set (${(error as Error).message}): ` +
        `prepare the data set again`,
    );
  }
}

/**
 * Opens a part of a prepared data set: labels are read, pictures stay on disk until they are asked for.
 *
 * @throws {UserError} when the folder is not whole, or the part is empty
 */
export function openPrepared(
  folder: string,
  { imageSize, part = "part", fps, sequence = () => true, frame = () => true }: OpenPreparedOptions,
): StoredDataset {
  const about = readAbout(folder);
  const skeleton: Skeleton = skeletonNamed(about.skeleton);
  const size = imageSize ?? about.imageSize;
  const sequences = sequenceFiles(folder).flatMap((path): StoredSequence[] => {
    const labels = readLabels(path);
    if (labels.pose2d.length !== labels.frames * skeleton.joints.length * 2) {
      throw new UserError(
        `${path} has ${labels.pose2d.length / labels.frames / 2} joints, ` +
          `${about.skeleton} of ${DATASET_FILE} ${skeleton.joints.length}: prepare it again`,
      );
    }
    if (!sequence(labels)) return [];
    const rows = [...labels.frameNumbers.keys()].filter((i) => frame(labels.frameNumbers[i]));
    return rows.length === 0 ? [] : [{
      ...labelsOfRows(labels, rows, skeleton.joints.length),
      readPictures: pictureReader({ path, ...labels, rows, stored: about.imageSize, size }),
    }];
  });
  if (sequences.length === 0) {
    throw new UserError(
      `${folder} has no frames of ${part}: it was prepared for other subjects, actions or frames ` +
        `(${JSON.stringify(about.settings)})`,
    );
  }
  return { name: about.name, skeleton, imageSize: size, fps, sequences };
}

/** All sequences' files, in order of subject, action, trial and camera. */
export function sequenceFiles(folder: string): string[] {
  const natural = new Intl.Collator("en", { numeric: true });
  const stem = (name: string) => name.replace(/\.safetensors$/, ""); // cam0 comes before cam0-2
  const walk = (at: string): string[] =>
    [...Deno.readDirSync(at)]
      .toSorted((a, b) => natural.compare(stem(a.name), stem(b.name)))
      .flatMap(({ name, isDirectory }) =>
        isDirectory ? walk(join(at, name)) : name.endsWith(".safetensors") ? [join(at, name)] : []
      );
  return walk(folder);
}

/** The labels of some frames. */
function labelsOfRows(labels: SequenceLabels, rows: readonly number[], joints: number) {
  const { id, actor, action, trial, camera, calibration } = labels;
  const pick = (data: Float32Array, width: number) =>
    rows.length === labels.frames ? data : chosenRows(data, rows, width);
  return {
    ...{ id, actor, action, trial, camera, calibration },
    frames: rows.length,
    pose2d: pick(labels.pose2d, 2 * joints),
    pose3d: pick(labels.pose3d, 3 * joints),
    root: pick(labels.root, 3),
    crops: pick(labels.crops, 3),
  };
}
