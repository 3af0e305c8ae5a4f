import { UserError } from "../../errors.ts";
import type { Crop } from "../../camera.ts";

/** Joints of MPII, by their number. */
export const MPII_JOINTS: readonly string[] = [
  ...["RAnkle", "RKnee", "RHip", "LHip", "LKnee", "LAnkle", "Pelvis", "Thorax"],
  ...["UpperNeck", "HeadTop", "RWrist", "RElbow", "RShoulder", "LShoulder", "LElbow", "LWrist"],
];

/** An annotated person of a picture. */
export interface MpiiPerson {
  /** File name of the picture. */
  readonly image: string;
  /** Rough middle, px from 0. */
  readonly centre: readonly [number, number];
  /** Size against 200 px. */
  readonly scale: number;
  /** 2D joints [16, 2], px from 0; 0 where they were not annotated. */
  readonly joints: Float32Array;
  /** 1 where a joint was annotated, [16]. */
  readonly annotated: Uint8Array;
}

/** The H36M-17 joint that each MPII joint is; `Spine` alone has none. */
const H36M_OF_MPII: readonly number[] = [3, 2, 1, 4, 5, 6, 0, 8, 9, 10, 16, 15, 14, 11, 12, 13];
const SPINE = 7, PELVIS = 6, THORAX = 7;

/**
 * A person's joints as those of H36M-17, px: MPII's upper neck is `Neck/Nose`, its head top `Head`, and
 * `Spine` the middle between pelvis and thorax.
 *
 * @returns `points` [17, 2], and `visible` [17]: 0 where a joint was not annotated
 */
export function h36mJoints(
  { joints, annotated }: Pick<MpiiPerson, "joints" | "annotated">,
): { points: Float32Array; visible: Uint8Array } {
  const points = new Float32Array(34), visible = new Uint8Array(17);
  H36M_OF_MPII.forEach((to, from) => {
    if (!annotated[from]) return;
    points.set(joints.subarray(2 * from, 2 * from + 2), 2 * to);
    visible[to] = 1;
  });
  if (annotated[PELVIS] && annotated[THORAX]) {
    visible[SPINE] = 1;
    for (const c of [0, 1]) {
      points[2 * SPINE + c] = (joints[2 * PELVIS + c] + joints[2 * THORAX + c]) / 2;
    }
  }
  return { points, visible };
}

/**
 * The square round a person that users of MPII cut out: the middle moved down by 15 px a unit of scale,
 * the side a quarter more than 200 px a unit, so that feet are in it.
 *
 * @throws {UserError} when the scale is not above 0
 */
export function personCrop({ image, centre, scale }: MpiiPerson): Crop {
  if (!(scale > 0)) {
    throw new UserError(`A person of ${image} has the scale ${scale}: expected above 0`);
  }
  const side = 1.25 * 200 * scale;
  const [x, y] = [centre[0], centre[1] + 15 * scale];
  return { left: x - side / 2, top: y - side / 2, side };
}
