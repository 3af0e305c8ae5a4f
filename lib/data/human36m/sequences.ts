import { type Camera, type Crop, project, squareCrop, worldToCamera } from "../../camera.ts";
import { UserError } from "../../errors.ts";
import { parseCdf } from "../formats/cdf.ts";
import type { PlannedSequence, VideoLabels } from "../prepared/prepare.ts";
import { maskCrops } from "./boxes.ts";
import type { CommunityFiles } from "./community.ts";
import type { Human36mFolder } from "./folder.ts";
import { joints17 } from "./joints.ts";
import type { Human36mMetadata, Take } from "./metadata.ts";
import { CAMERAS } from "./names.ts";
import { framesOfParts, type Human36mPart, type TakeView } from "./protocols.ts";

/** What is taken from the official files, and how. */
export interface Human36mSettings {
  /** Which frames: those that any of these uses. */
  readonly parts: readonly Human36mPart[];
  /** Actions (default: all 15). */
  readonly actions?: readonly string[];
  /**
   * `mono`: each subject's own bones, as measured. `universal`: those of one skeleton for all, as the
   * released code seems to have used (`D3_Positions_mono_universal`).
   */
  readonly poses: "mono" | "universal";
  /** Squares round the data set's own boxes (section 4.1), or round the joints. */
  readonly crop: "boxes" | "joints";
}

/** A square round the joints has this many times the longer side of their box, as in the benchmark. */
const JOINTS_SCALE = 1.3;

/** What a folder lacks of what was asked for. */
export interface Missing {
  readonly subject: string;
  /** Such as `video`, and how many files of it. */
  readonly what: string;
  readonly files: number;
}

/** Sequences that can be made, and what is missing for the others. */
export interface Human36mPlan {
  readonly sequences: readonly PlannedSequence[];
  readonly missing: readonly Missing[];
}

/**
 * Lays out the sequences that a folder's files give.
 *
 * @param community stands in for the official poses where those are missing
 */
export function planHuman36m(
  folder: Human36mFolder,
  community: CommunityFiles,
  metadata: Human36mMetadata,
  settings: Human36mSettings,
): Human36mPlan {
  const { parts, actions } = settings;
  const sequences: PlannedSequence[] = [];
  const missing = new Map<string, Missing>();
  for (const take of metadata.takes) {
    const { subject, action, trial, base } = take;
    if (actions && !actions.includes(action)) continue;
    CAMERAS.forEach(({ id }, camera) => {
      const view = { subject, camera, trial };
      if (framesOfParts(parts, view, 1).length === 0) return;
      const files = {
        video: folder.video(subject, base, id),
        poses: findPoses(folder, community, take, id, settings),
        boxes: settings.crop === "joints" ? "" : folder.boxes(subject, base, id),
      };
      const lacking = Object.entries(files).filter(([, path]) => path === undefined);
      for (const [what] of lacking) {
        const key = `${subject} ${what}`;
        missing.set(key, { subject, what, files: (missing.get(key)?.files ?? 0) + 1 });
      }
      if (lacking.length > 0) return;
      const calibration = metadata.camera(subject, camera);
      sequences.push({
        id: `${subject}/${action}/${trial}/cam${camera}`,
        ...{ actor: subject, action, trial, camera, calibration },
        video: files.video!,
        frames: framesOfParts(parts, view, files.poses!.frames()).length,
        labels: () =>
          readLabels({
            ...{ calibration, view, settings, poses: files.poses!, boxes: files.boxes! },
            measured: findPoints(folder, community, take, camera),
          }),
      });
    });
  }
  return { sequences, missing: [...missing.values()] };
}

/** Where a take's poses are. */
interface PoseSource {
  /** Names it in errors. */
  readonly name: string;
  frames(): number;
  /** `[T, 17, 3]` in mm, in the camera's axes. */
  read(camera: Camera): Float32Array;
}

function findPoses(
  folder: Human36mFolder,
  community: CommunityFiles,
  { subject, base }: Take,
  id: string,
  { poses }: Human36mSettings,
): PoseSource | undefined {
  const official = (name: string): PoseSource => ({
    name,
    frames: () => countFrames(name),
    read: () => readPoses(name, 3),
  });
  if (poses === "universal") {
    const path = folder.poses("D3_Positions_mono_universal", subject, base, id);
    return path === undefined ? undefined : official(path);
  }
  const path = folder.poses("D3_Positions_mono", subject, base, id);
  if (path !== undefined) return official(path);
  const world = folder.poses("D3_Positions", subject, base);
  if (world !== undefined) {
    const { read, ...rest } = official(world);
    return { ...rest, read: (camera) => worldToCamera(camera, read(camera)) };
  }
  const joints = community.poses(subject, base);
  return joints && {
    name: `${subject}, ${base} of the community's poses`,
    frames: () => joints.length / 51,
    read: (camera) => worldToCamera(camera, joints),
  };
}

/** The measured 2D points of a take; none where they are to be projected from the poses. */
function findPoints(
  folder: Human36mFolder,
  community: CommunityFiles,
  { subject, base }: Take,
  camera: number,
): MeasuredPoints | undefined {
  const path = folder.poses("D2_Positions", subject, base, CAMERAS[camera].id);
  if (path !== undefined) return { name: path, read: () => readPoses(path, 2) };
  const points = community.points(subject, base, camera);
  return points && { name: `${subject}, ${base} of the community's points`, read: () => points };
}

interface MeasuredPoints {
  /** Names them in errors. */
  readonly name: string;
  /** `[T, 17, 2]` in px of the video. */
  read(): Float32Array;
}

interface LabelSource {
  readonly poses: PoseSource;
  readonly measured: MeasuredPoints | undefined;
  readonly calibration: Camera;
  readonly view: TakeView;
  readonly settings: Human36mSettings;
  readonly boxes: string;
}

async function readLabels(source: LabelSource): Promise<VideoLabels> {
  const { poses, measured, calibration, view, settings } = source;
  const all = poses.read(calibration);
  const total = all.length / 51;
  const frames = framesOfParts(settings.parts, view, total);
  const joints = rows(all, frames, 51);
  const points = measured
    ? rows(checked(measured.read(), total, measured.name), frames, 34)
    : project(calibration, joints);
  const crops = settings.crop === "boxes"
    ? await maskCrops(source.boxes, frames)
    : frames.map((_, i): Crop => squareCrop(points.subarray(34 * i, 34 * i + 34), JOINTS_SCALE));
  return { frameNumbers: Int32Array.from(frames), points, joints, crops };
}

/** How many frames a file of poses has. */
function countFrames(path: string): number {
  const { shape } = parseCdf(Deno.readFileSync(path), path).variable("Pose");
  return shape.reduce((product, length) => product * length, 1) / 96;
}

function readPoses(path: string, coordinates: 2 | 3): Float32Array {
  return joints17(parseCdf(Deno.readFileSync(path), path).readVariable("Pose"), coordinates, path);
}

function checked(points: Float32Array, frames: number, path: string): Float32Array {
  if (points.length === 34 * frames) return points;
  throw new UserError(
    `${path} has ${points.length / 34} frames, the 3D poses of the same take ${frames}: ` +
      `unpack both archives again`,
  );
}

function rows(data: Float32Array, frames: readonly number[], width: number): Float32Array {
  const out = new Float32Array(frames.length * width);
  frames.forEach((frame, i) =>
    out.set(data.subarray(frame * width, (frame + 1) * width), i * width)
  );
  return out;
}
