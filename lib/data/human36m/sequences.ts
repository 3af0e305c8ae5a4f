import { type Camera, type Crop, project, worldToCamera } from "../../camera.ts";
import { UserError } from "../../errors.ts";
import { parseCdf } from "../formats/cdf.ts";
import { missingFiles } from "../prepared/missing_files.ts";
import { chosenRows, jointCrops } from "../prepared/pose_rows.ts";
import type { PlannedSequence, VideoLabels } from "../prepared/prepare.ts";
import type { OfficialPlan } from "../prepared/prepare_official.ts";
import { maskCrops } from "./boxes.ts";
import type { CommunityFiles } from "./community.ts";
import type { Human36mFolder } from "./folder.ts";
import { joints17 } from "./joints.ts";
import type { Human36mMetadata, Take } from "./metadata.ts";
import { CAMERAS, DAMAGED_VIDEOS } from "./names.ts";
import { framesOfParts, type Human36mPart, type TakeView } from "./protocols.ts";

/** Milliseconds of a core to unpack a mask of 1000 x 1000 px and look for its box, as measured. */
const MASK_MS = 18;

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
  /** Reads masks as `maskCrops` does (default: that, in this thread). */
  readonly masks?: (path: string, frames: readonly number[]) => Promise<(Crop | undefined)[]>;
  /** Told of frames whose masks show nobody. */
  readonly log?: (line: string) => void;
}

/** A take as one camera saw it, if any part uses it. */
interface Shot {
  readonly take: Take;
  readonly camera: number;
  readonly view: TakeView;
  /** Of its sequence. */
  readonly id: string;
  /** Whether the official release's video cannot be read. */
  readonly damaged: boolean;
}

/** What there is to be made of some takes, whether or not the files are there. */
function shots(
  { takes }: Human36mMetadata,
  { parts, actions }: Pick<Human36mSettings, "parts" | "actions">,
): Shot[] {
  return takes.filter(({ action }) => actions?.includes(action) ?? true).flatMap((take) =>
    CAMERAS.map(({ id }, camera): Shot => ({
      take,
      camera,
      view: { subject: take.subject, camera, trial: take.trial },
      id: `${take.subject}/${take.action}/${take.trial}/cam${camera}`,
      damaged: DAMAGED_VIDEOS.some((video) =>
        video.subject === take.subject && video.base === take.base && video.camera === id
      ),
    })).filter(({ view }) => framesOfParts(parts, view, 1).length > 0)
  );
}

/** Names of all sequences that the whole of the official files gives. */
export function sequencesOf(
  metadata: Human36mMetadata,
  settings: Pick<Human36mSettings, "parts" | "actions">,
): string[] {
  return shots(metadata, settings).filter(({ damaged }) => !damaged).map(({ id }) => id);
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
): OfficialPlan {
  const sequences: PlannedSequence[] = [];
  const missing = missingFiles();
  const leftOut: string[] = [];
  for (const { take, camera, view, id, damaged } of shots(metadata, settings)) {
    const { subject, action, trial, base } = take;
    const name = CAMERAS[camera].id;
    const files = {
      video: folder.video(subject, base, name),
      poses: findPoses(folder, community, take, name, settings),
      boxes: settings.crop === "joints" ? "" : folder.boxes(subject, base, name),
    };
    if (damaged && files.video) {
      leftOut.push(`${files.video}: it is damaged in the official release`);
      continue;
    }
    const lacking = Object.entries(files).filter(([, path]) => path === undefined);
    for (const [what] of lacking) missing.add(subject, what);
    if (lacking.length > 0) continue;
    const calibration = metadata.camera(subject, camera);
    sequences.push({
      ...{ id, actor: subject, action, trial, camera, calibration },
      video: files.video!,
      frames: framesOfParts(settings.parts, view, files.poses!.frames()).length,
      labels: () =>
        readLabels({
          ...{ calibration, view, settings, poses: files.poses!, boxes: files.boxes! },
          measured: findPoints(folder, community, take, camera),
        }),
    });
  }
  const squareMs = settings.crop === "boxes" ? MASK_MS : 0;
  return { sequences, squareMs, missing: missing.list(), leftOut };
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
  const joints = chosenRows(all, frames, 51);
  const points = measured
    ? chosenRows(checked(measured.read(), total, measured.name), frames, 34)
    : project(calibration, joints);
  const crops = jointCrops(points, 17);
  if (settings.crop === "boxes") {
    const round = await (settings.masks ?? maskCrops)(source.boxes, frames);
    round.forEach((crop, f) => crops[f] = crop ?? crops[f]);
    const empty = round.filter((crop) => !crop).length;
    const log = settings.log ?? (() => {});
    if (empty > 0) {
      log(
        `${source.boxes}: ${empty} of ${frames.length} masks show nobody; squares round the joints there`,
      );
    }
  }
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
