import { UserError } from "../../errors.ts";
import type { Crop } from "../../camera.ts";
import { h36mPose } from "../../joint_set.ts";
import { MPII_16 } from "./joints.ts";

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
  /** 1 where a joint was annotated, [16]; one that is hidden in the picture may be. */
  readonly annotated: Uint8Array;
}

/**
 * A person's joints as those of H36M-17, px: see `MPII_16`.
 *
 * @returns `points` [17, 2], and `visible` [17]: 0 where a joint was not annotated
 */
export function h36mJoints(
  { joints, annotated }: Pick<MpiiPerson, "joints" | "annotated">,
): { points: Float32Array; visible: Uint8Array } {
  return h36mPose(MPII_16, joints.map((px, i) => annotated[i >> 1] ? px : NaN));
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
