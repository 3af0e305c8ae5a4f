import type { Camera, Crop } from "../../camera.ts";
import { UserError } from "../../errors.ts";
import { chosenRows, jointCrops } from "../prepared/pose_rows.ts";
import type { VideoLabels } from "../prepared/prepare.ts";
import { reprojectionError } from "../prepared/reprojection.ts";
import { maskCrops } from "./boxes.ts";
import type { PointSource, PoseSource } from "./pose_sources.ts";
import { framesOfParts, type Human36mPart, type TakeView } from "./protocols.ts";

/**
 * Poses that their camera shows farther than this from their 2D points, px, on average, are of another
 * camera or take: they differ by roundings alone, and the camera of another subject is tens of px off.
 */
const OTHER_CAMERA = 5;

/** What the labels of a sequence are read from, and how. */
export interface LabelSource {
  readonly poses: PoseSource;
  readonly points: PointSource;
  /** Whether the poses are those that the points show: not where all have one skeleton. */
  readonly same: boolean;
  readonly calibration: Camera;
  readonly view: TakeView;
  /** Which frames: those that any of these uses. */
  readonly parts: readonly Human36mPart[];
  /** The file of the masks that give the squares; absent: squares round the joints. */
  readonly boxes?: string;
  /** Reads masks as `maskCrops` does (default: that, in this thread). */
  readonly masks?: typeof maskCrops;
  /** Told of frames whose masks show nobody. */
  readonly log?: (line: string) => void;
}

/**
 * Reads what is on the frames that some parts use.
 *
 * @throws {UserError} naming a file that is damaged, or files that do not belong together
 */
export async function readLabels(source: LabelSource): Promise<VideoLabels> {
  const { poses, calibration, view, boxes, masks = maskCrops, log = () => {} } = source;
  const all = poses.read(calibration);
  const total = all.length / 51;
  const frames = framesOfParts(source.parts, view, total);
  const joints = chosenRows(all, frames, 51);
  const { name, points: allPoints } = source.points.read(calibration);
  if (allPoints.length !== 34 * total) {
    throw new UserError(
      `${name} has ${allPoints.length / 34} frames, the 3D poses of the same take ${total}: ` +
        `unpack both archives again`,
    );
  }
  const points = chosenRows(allPoints, frames, 34);
  if (source.same) checkCamera({ points, joints }, calibration, poses.name, name);
  const crops = jointCrops(points, 17);
  if (boxes !== undefined) {
    const round: (Crop | undefined)[] = await masks(boxes, frames, calibration);
    round.forEach((crop, f) => crops[f] = crop ?? crops[f]);
    const empty = round.filter((crop) => !crop).length;
    if (empty > 0) {
      log(
        `${boxes}: ${empty} of ${frames.length} masks show nobody; squares round the joints there`,
      );
    }
  }
  return { frameNumbers: Int32Array.from(frames), points, joints, crops, poses: total };
}

/** Refuses poses that their camera does not show where the 2D points are. */
function checkCamera(
  { points, joints }: Pick<VideoLabels, "points" | "joints">,
  calibration: Camera,
  poses: string,
  name: string,
) {
  const mean = reprojectionError(calibration, joints, points);
  if (mean <= OTHER_CAMERA) return;
  throw new UserError(
    `${poses}: through its camera in metadata.xml the joints are ${
      mean.toFixed(0)
    } px from those of ` +
      `${name} on average: one of the two is of another take or camera, or metadata.xml of another ` +
      "release. Get all three from Human3.6M's site again",
  );
}
