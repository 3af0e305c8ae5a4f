import { type Camera, project, worldToCamera } from "../../camera.ts";
import { UserError } from "../../errors.ts";
import { parseCdf } from "../formats/cdf.ts";
import type { CommunityFiles } from "./community.ts";
import type { Human36mFolder } from "./folder.ts";
import { joints17 } from "./joints.ts";
import type { Take } from "./metadata.ts";
import { CAMERAS } from "./names.ts";

/** Where a take's poses are. */
export interface PoseSource {
  /** Names it in errors. */
  readonly name: string;
  /** `[T, 17, 3]` in mm, in the camera's axes. */
  read(camera: Camera): Float32Array;
}

/** Where a take's 2D points by one camera come from. */
export interface PointSource {
  /** `[T, 17, 2]` in px of the video, and what names them in errors. */
  read(camera: Camera): { readonly name: string; readonly points: Float32Array };
}

/** A take as one camera saw it, and where its files may be. */
export interface TakeFiles {
  readonly folder: Human36mFolder;
  /** Stands in for official files that are not there. */
  readonly community: CommunityFiles;
  readonly take: Take;
  /** Number of the camera, from 0. */
  readonly camera: number;
}

/** The poses that are asked for; undefined where there are none. Looks for files and reads none of them. */
export function findPoses(
  files: TakeFiles,
  kind: "mono" | "universal",
): PoseSource | undefined {
  if (kind === "mono") return measuredPoses(files);
  const { folder, take: { subject, base }, camera } = files;
  return official(folder.poses("D3_Positions_mono_universal", subject, base, CAMERAS[camera].id));
}

/**
 * The 2D points: those of the files, else the measured poses as the camera sees them. Never the poses of
 * one skeleton for all, whose joints are not where the video shows them.
 */
export function findPoints(files: TakeFiles): PointSource | undefined {
  const { folder, community, take: { subject, base }, camera } = files;
  const path = folder.poses("D2_Positions", subject, base, CAMERAS[camera].id);
  if (path !== undefined) return { read: () => ({ name: path, points: readPoses(path, 2) }) };
  const poses = measuredPoses(files);
  // The community's points are looked up when they are wanted, for that reads their whole file.
  const stored = () => community.points(subject, base, camera);
  if (poses === undefined && stored() === undefined) return undefined;
  return {
    read(own) {
      const points = stored();
      if (points) return { name: `${subject}, ${base} of the community's points`, points };
      return { name: poses!.name, points: project(own, poses!.read(own)) };
    },
  };
}

/** Each subject's own poses. */
function measuredPoses(
  { folder, community, take: { subject, base }, camera }: TakeFiles,
): PoseSource | undefined {
  const mono = folder.poses("D3_Positions_mono", subject, base, CAMERAS[camera].id);
  if (mono !== undefined) return official(mono);
  const world = folder.poses("D3_Positions", subject, base);
  if (world !== undefined) {
    return { name: world, read: (own) => worldToCamera(own, readPoses(world, 3)) };
  }
  const joints = community.poses(subject, base);
  return joints && {
    name: `${subject}, ${base} of the community's poses`,
    read: (own) => worldToCamera(own, joints),
  };
}

function official(path: string | undefined): PoseSource | undefined {
  return path === undefined ? undefined : { name: path, read: () => readPoses(path, 3) };
}

function readPoses(path: string, coordinates: 2 | 3): Float32Array {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    const reason = (error as Error).message;
    throw new UserError(`Cannot read ${path}: ${reason}. Unpack its archive again`);
  }
  return joints17(parseCdf(bytes, path).readVariable("Pose"), coordinates, path);
}
