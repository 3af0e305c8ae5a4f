import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Camera, project, worldToCamera } from "../../camera.ts";
import { UserError } from "../../errors.ts";
import { HUMANEVA_15 } from "../../skeleton.ts";
import { chosenRows, jointCrops } from "../prepared/pose_rows.ts";
import type { PlannedSequence, VideoLabels } from "../prepared/prepare.ts";
import { reprojectionError } from "../prepared/reprojection.ts";
import { parseHumanevaCalibration } from "./calibration.ts";
import { type ConvertedPoses, readConverted, wholeStretches } from "./converted_file.ts";
import { firstFrame, type Half, halfName } from "./first_frames.ts";
import { CONVERTED, HUMANEVA_CAMERAS } from "./names.ts";
import { videoOffset } from "./official_split.ts";

/** A calibration that is farther off than this, px, on average, is not that of the poses. */
const OTHER_CAMERA = 20;

const JOINTS = HUMANEVA_15.joints.length;

/** What the sequences of one half of a recording are made of. */
export interface HalfPoses extends Half {
  readonly path: string;
  readonly poses: ConvertedPoses;
  /** Mocap frame of the first row. */
  readonly start: number;
}

/** Reads one half of a recording; undefined where its file is not there. */
export async function readHalf(
  folder: string,
  half: Half,
  firstFrames: Readonly<Record<string, number>>,
): Promise<HalfPoses | undefined> {
  const path = join(folder, CONVERTED, `${halfName(half)}.mat`);
  if (!existsSync(path)) return undefined;
  const poses = await readConverted(path);
  return { ...half, path, poses, start: firstFrame(half, poses.frames, firstFrames, path) };
}

/** Where the calibration of a subject's camera belongs. */
export function calibrationPath(folder: string, subject: string, camera: number): string {
  return join(folder, subject, "Calibration_Data", `${HUMANEVA_CAMERAS[camera]}.cal`);
}

/** The calibration of a subject's camera; undefined where its file is not there. */
export function readCalibration(
  folder: string,
  subject: string,
  camera: number,
): Camera | undefined {
  const path = calibrationPath(folder, subject, camera);
  if (!existsSync(path)) return undefined;
  return parseHumanevaCalibration(Deno.readTextFileSync(path), path);
}

/** The video of a recording by a camera; undefined where it is not there. */
export function findVideo(
  folder: string,
  { subject, action }: Half,
  camera: number,
): string | undefined {
  const name = `${action}_1_(${HUMANEVA_CAMERAS[camera]}).avi`;
  const path = join(folder, subject, "Image_Data", name);
  return existsSync(path) ? path : undefined;
}

/** The half that a sequence is of, by its id. */
export function splitOf(id: string): string | undefined {
  return id.split("/")[3];
}

/**
 * The sequences that one camera saw of half a recording: `S1/Walking/1/Train/cam0`, and, after each gap
 * in the poses, `…/cam0-2`, `…/cam0-3`. All are of one motion.
 *
 * @param every take one in so many frames, by their number in the video
 */
export function halfSequences(
  half: HalfPoses,
  camera: number,
  { calibration, video, every }: { calibration: Camera; video: string; every: number },
): PlannedSequence[] {
  const { subject, action, split, poses, start, path } = half;
  const shift = start + videoOffset(subject, action, camera);
  return wholeStretches(poses).flatMap(({ first, rows }, i) => {
    const all = Array.from({ length: rows }, (_, row) => first + row);
    const wanted = all.filter((row) => (row + shift) % every === 0);
    if (wanted.length === 0) return [];
    const id = `${subject}/${action}/1/${split}/cam${camera}${i === 0 ? "" : `-${i + 1}`}`;
    const about = { id, actor: subject, action, trial: 1, camera, calibration, video };
    const labels = () => {
      const found = labelsOf(poses, wanted, camera, calibration);
      checkCamera(found, calibration, path, HUMANEVA_CAMERAS[camera]);
      return Promise.resolve({
        ...found,
        frameNumbers: Int32Array.from(wanted, (row) => row + shift),
      });
    };
    return [{ ...about, frames: wanted.length, labels }];
  });
}

function labelsOf(
  { joints, points }: ConvertedPoses,
  rows: readonly number[],
  camera: number,
  calibration: Camera,
): Omit<VideoLabels, "frameNumbers"> {
  const own = worldToCamera(calibration, chosenRows(joints, rows, 3 * JOINTS));
  // What the data set's own code projected knows its lenses exactly.
  const px = points ? chosenRows(points[camera], rows, 2 * JOINTS) : project(calibration, own);
  return {
    joints: own,
    points: px,
    crops: jointCrops(px, JOINTS),
  };
}

/** Refuses a calibration that does not show the joints where the file's own 2D poses have them. */
function checkCamera(
  { points, joints }: Omit<VideoLabels, "frameNumbers">,
  calibration: Camera,
  path: string,
  name: string,
) {
  const mean = reprojectionError(calibration, joints, points);
  if (mean < OTHER_CAMERA) return;
  throw new UserError(
    `${path}: seen through ${name}.cal the joints are ${mean.toFixed(0)} px from 'poses_2d' on ` +
      "average: is it the calibration of another subject or camera? Copy both again. Or has this " +
      "release's file its 22 numbers in another order? It is read as focal lengths, centre, skew, five of the " +
      "lens, rotation, translation",
  );
}
