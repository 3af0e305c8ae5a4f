import { UserError } from "../../errors.ts";
import { type Bvh, bvhPose } from "../formats/bvh.ts";
import { rotate } from "../rotation.ts";
import { CLIP_FPS } from "./clips.ts";

/** Joint of the CMU (Daz-friendly) BVH that stands for each of the 17; the head's end is made up. */
const JOINT_NAMES = [
  ..."hip rThigh rShin rFoot lThigh lShin lFoot chest neck head".split(" "),
  undefined,
  ..."lShldr lForeArm lHand rShldr rForeArm rHand".split(" "),
];

/** From the joint `head` to the crown, cm: the skeleton has no end site there. */
const CROWN = [0, 11.5, 2];

/** Frames 0 to 4 ramp out of a synthetic T-pose. */
const FIRST_FRAME = 5;

/**
 * The 17 Human3.6M joints of a CMU clip at 30 frames a second, `[frames, 17, 3]`, mm, Y up.
 *
 * @throws {UserError} when the file has other joints or a frame rate that 30 does not divide
 */
export function clipFromBvh(bvh: Bvh, source: string): Float64Array {
  const indices = JOINT_NAMES.map((name) => {
    if (name === undefined) return -1;
    const index = bvh.joints.findIndex((joint) => joint.name === name);
    if (index < 0) {
      throw new UserError(
        `${source} has no joint '${name}': expected the Daz-friendly CMU release (data/README.md)`,
      );
    }
    return index;
  });
  const head = indices[9];
  const step = Math.round(1 / bvh.frameTime / CLIP_FPS);
  if (step < 1 || Math.abs(step * CLIP_FPS * bvh.frameTime - 1) > 0.01) {
    throw new UserError(
      `${source} has ${(1 / bvh.frameTime).toFixed(1)} frames a second: expected a multiple of ` +
        `${CLIP_FPS}`,
    );
  }
  const count = Math.max(0, Math.ceil((bvh.frames - FIRST_FRAME) / step));
  const out = new Float64Array(count * 51);
  for (let frame = 0; frame < count; frame++) {
    const { positions, rotations } = bvhPose(bvh, FIRST_FRAME + frame * step);
    indices.forEach((index, joint) => {
      const at = frame * 51 + joint * 3;
      if (index < 0) rotate(rotations[head], CROWN[0], CROWN[1], CROWN[2], out, at);
      const from = index < 0 ? head : index;
      for (let d = 0; d < 3; d++) out[at + d] = 10 * (out[at + d] + positions[from * 3 + d]);
    });
  }
  return out;
}
