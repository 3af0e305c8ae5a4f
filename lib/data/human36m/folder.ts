import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors.ts";
import { type PoseKind, SUBJECTS } from "./names.ts";

/** Where official files are. */
export interface Human36mFolder {
  /** Subjects of which there is anything. */
  readonly subjects: readonly string[];
  /** A take's poses; undefined where there is no such file. `camera` is the id, absent for world axes. */
  poses(kind: PoseKind, subject: string, base: string, camera?: string): string | undefined;
  /** A take's video by a camera. */
  video(subject: string, base: string, camera: string): string | undefined;
  /** The masks that give a take's boxes. */
  boxes(subject: string, base: string, camera: string): string | undefined;
}

/** Where each kind of file is found under a subject's folder, the official place first. */
const POSE_FOLDERS = (kind: PoseKind) => [
  `MyPoseFeatures/${kind}`,
  `Poses/${kind}`,
  `Poses_${kind}`,
  kind,
];
const VIDEO_FOLDERS = ["Videos"];
const BOX_FOLDERS = [
  "MySegmentsMat/ground_truth_bb",
  "Segments_mat_gt_bb/ground_truth_bb",
  "ground_truth_bb",
];
const METADATA = ["metadata.xml", "Release-v1.2/metadata.xml", "Release-v1.1/metadata.xml"];

/**
 * Finds metadata.xml, which says which file is which trial and holds the cameras.
 *
 * @throws {UserError} when it is not there
 */
export function findMetadata(path: string): string {
  const found = METADATA.map((name) => join(path, name)).find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new UserError(
    `${path} has no metadata.xml, which says which file is which trial and holds the cameras: ` +
      `copy it there from the code release of Human3.6M's site`,
  );
}

/** Says where a subject's file of some name is, which may be in any of some folders; undefined where in none. */
export type FindFile = (
  subject: string,
  folders: readonly string[],
  name: string,
) => string | undefined;

/**
 * Looks for Human3.6M's files as its archives unpack: `S1/MyPoseFeatures/D3_Positions/Directions 1.cdf`,
 * `S1/Videos/Directions 1.54138969.mp4`, `S1/MySegmentsMat/ground_truth_bb/Directions 1.54138969.mat`.
 */
export function openHuman36mFolder(path: string): Human36mFolder {
  const subjects = SUBJECTS.filter((subject) => existsSync(join(path, subject)));
  return folderOf(
    subjects,
    (subject, folders, name) =>
      folders.map((folder) => join(path, subject, folder, name)).find((file) => existsSync(file)),
  );
}

/** Files in the places that the archives give them, wherever those are kept. */
export function folderOf(subjects: readonly string[], find: FindFile): Human36mFolder {
  return {
    subjects,
    poses: (kind, subject, base, camera) =>
      find(subject, POSE_FOLDERS(kind), `${base}${camera ? `.${camera}` : ""}.cdf`),
    video: (subject, base, camera) => find(subject, VIDEO_FOLDERS, `${base}.${camera}.mp4`),
    boxes: (subject, base, camera) => find(subject, BOX_FOLDERS, `${base}.${camera}.mat`),
  };
}

/** Two folders as one: a file is taken from the first that has it. */
export function joinedFolders(first: Human36mFolder, second: Human36mFolder): Human36mFolder {
  return {
    subjects: SUBJECTS.filter((subject) =>
      first.subjects.includes(subject) || second.subjects.includes(subject)
    ),
    poses: (...file) => first.poses(...file) ?? second.poses(...file),
    video: (...file) => first.video(...file) ?? second.video(...file),
    boxes: (...file) => first.boxes(...file) ?? second.boxes(...file),
  };
}
