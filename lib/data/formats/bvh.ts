import { UserError } from "../../errors.ts";
import { type BvhJoint, type FailAtLine, finiteNumbers, parseHierarchy } from "./bvh_hierarchy.ts";
import { identity, multiply, rotate, type Rotation, rotationAbout } from "../rotation.ts";

/** A parsed BVH file. */
export interface Bvh {
  /** A parent always comes before its children. */
  readonly joints: readonly BvhJoint[];
  /** How many frames there are. */
  readonly frames: number;
  /** Seconds between two frames. */
  readonly frameTime: number;
  /** Channel values a frame. */
  readonly channels: number;
  /** `[frames, channels]`, the file's unit and degrees. */
  readonly motion: Float64Array;
}

/**
 * Reads a BVH (Biovision hierarchy) text. `source` names it in errors.
 *
 * @throws {UserError} naming the source and the line that does not fit
 *
 * @example
 * ```ts
 * import { parseBvh } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const bvh = parseBvh(`HIERARCHY
 * ROOT hip
 * {
 *   OFFSET 0 0 0
 *   CHANNELS 3 Xposition Yposition Zposition
 *   End Site
 *   {
 *     OFFSET 0 10 0
 *   }
 * }
 * MOTION
 * Frames: 1
 * Frame Time: 0.01
 * 1 2 3`);
 * assertEquals(bvh.joints.map((joint) => joint.name), ["hip", "End Site"]);
 * ```
 */
export function parseBvh(text: string, source = "BVH text"): Bvh {
  const lines = text.trimEnd().split(/\r?\n/);
  const fail: FailAtLine = (line, what) => {
    throw new UserError(`${source}, line ${line + 1}: ${what}; is this a whole BVH file?`);
  };
  if (lines[0].trim() !== "HIERARCHY") fail(0, "expected HIERARCHY");
  const { joints, at } = parseHierarchy(lines, fail);
  const frames = Number(/^\s*Frames:\s*(\d+)\s*$/.exec(lines[at + 1] ?? "")?.[1] ?? NaN);
  if (!(frames > 0)) fail(at + 1, "expected 'Frames: N'");
  const time = /^\s*Frame Time:(.*)$/.exec(lines[at + 2] ?? "")?.[1] ?? "";
  const [frameTime] = finiteNumbers(time, 1) ?? [0];
  if (!(frameTime > 0)) fail(at + 2, "expected 'Frame Time: seconds'");
  const channels = joints.reduce((sum, joint) => sum + joint.channels.length, 0);
  if (channels === 0) fail(at, "no joint has CHANNELS");

  const start = at + 3;
  const missing = (frame: number): never =>
    fail(start + frame, `frame ${frame} of ${frames} has no ${channels} numbers`);
  // Enough lines, long enough: before anything is allocated for them.
  if (frames > lines.length - start) missing(lines.length - start);
  if (frames < lines.length - start) {
    fail(start + frames, `more than the ${frames} frames announced`);
  }
  const short = lines.findIndex((line, i) => i >= start && line.length < 2 * channels - 1);
  if (short >= 0) missing(short - start);
  const motion = new Float64Array(frames * channels);
  for (let frame = 0; frame < frames; frame++) {
    motion.set(finiteNumbers(lines[start + frame], channels) ?? missing(frame), frame * channels);
  }
  return { joints, frames, frameTime, channels, motion };
}

/**
 * Forward kinematics of one frame: where each joint is and how it is turned, in the file's world
 * axes and unit. `positions` is `[joints, 3]`; `rotations` holds one 3x3 matrix a joint.
 *
 * @throws {UserError} when there is no such frame
 *
 * @example
 * ```ts
 * import { bvhPose, parseBvh } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const bvh = parseBvh("HIERARCHY\nROOT a\n{\nOFFSET 0 0 0\nCHANNELS 1 Xposition\nEnd Site\n{\n" +
 *   "OFFSET 0 2 0\n}\n}\nMOTION\nFrames: 1\nFrame Time: 0.1\n5");
 * assertEquals([...bvhPose(bvh, 0).positions], [5, 0, 0, 5, 2, 0]);
 * ```
 */
export function bvhPose(
  bvh: Bvh,
  frame: number,
): { positions: Float64Array; rotations: Float64Array[] } {
  if (!Number.isInteger(frame) || frame < 0 || frame >= bvh.frames) {
    throw new UserError(`There is no frame ${frame}: expected 0 to ${bvh.frames - 1}`);
  }
  const positions = new Float64Array(bvh.joints.length * 3);
  const rotations: Rotation[] = [];
  let channel = frame * bvh.channels;
  bvh.joints.forEach((joint, j) => {
    const offset = [...joint.offset];
    let local = identity();
    for (const name of joint.channels) {
      const value = bvh.motion[channel++];
      const axis = name[0].toLowerCase() as "x" | "y" | "z";
      // A position channel replaces the offset, as every BVH player does.
      if (name.endsWith("position")) offset["xyz".indexOf(axis)] = value;
      else local = multiply(local, rotationAbout(axis, value * Math.PI / 180));
    }
    const parent = joint.parent;
    if (parent < 0) {
      positions.set(offset, j * 3);
      rotations.push(local);
      return;
    }
    rotate(rotations[parent], offset[0], offset[1], offset[2], positions, j * 3);
    for (let d = 0; d < 3; d++) positions[j * 3 + d] += positions[parent * 3 + d];
    rotations.push(multiply(rotations[parent], local));
  });
  return { positions, rotations };
}
