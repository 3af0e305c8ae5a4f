import { UserError } from "../../errors.ts";
import { identity, multiply, rotate, type Rotation, rotationAbout } from "../rotation.ts";

/** One joint (or end site) of a BVH hierarchy. */
export interface BvhJoint {
  /** As in the file; `End Site` for an end site. */
  readonly name: string;
  /** Index of the parent, -1 for the root. */
  readonly parent: number;
  /** From the parent, in the file's unit. */
  readonly offset: readonly number[];
  /** As written in the file, e.g. `Zrotation`; their order is the order of the rotations. */
  readonly channels: readonly string[];
}

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
  const lines = text.split(/\r?\n/);
  const fail = (line: number, what: string) =>
    new UserError(`${source}, line ${line + 1}: ${what}; is this a whole BVH file?`);
  if (lines[0]?.trim() !== "HIERARCHY") throw fail(0, "expected HIERARCHY");

  const joints: { name: string; parent: number; offset: number[]; channels: string[] }[] = [];
  const open: number[] = [];
  let at = 1;
  for (; at < lines.length && lines[at].trim() !== "MOTION"; at++) {
    const words = lines[at].trim().split(/\s+/);
    if (words[0] === "ROOT" || words[0] === "JOINT" || words[0] === "End") {
      const name = words[0] === "End" ? "End Site" : words.slice(1).join(" ");
      joints.push({ name, parent: open.at(-1) ?? -1, offset: [], channels: [] });
    } else if (words[0] === "{") open.push(joints.length - 1);
    else if (words[0] === "}") open.pop();
    else if (words[0] === "OFFSET" && joints.length) {
      joints.at(-1)!.offset = words.slice(1, 4).map(Number);
    } else if (words[0] === "CHANNELS" && joints.length) joints.at(-1)!.channels = words.slice(2);
    else if (words[0] !== "") throw fail(at, `unexpected '${words[0]}'`);
  }
  if (at === lines.length) throw fail(at - 1, "the file ends before MOTION");
  const odd = joints.find((joint) => joint.offset.length !== 3 || joint.offset.some(Number.isNaN));
  if (odd || !joints.length) {
    throw fail(at, `joint '${odd?.name ?? ""}' has no OFFSET of 3 numbers`);
  }

  const frames = Number(/^\s*Frames:\s*(\d+)\s*$/.exec(lines[at + 1] ?? "")?.[1] ?? NaN);
  if (!(frames > 0)) throw fail(at + 1, "expected 'Frames: N'");
  const frameTime = Number(/^\s*Frame Time:\s*(\S+)\s*$/.exec(lines[at + 2] ?? "")?.[1] ?? NaN);
  if (!(frameTime > 0)) throw fail(at + 2, "expected 'Frame Time: seconds'");

  const channels = joints.reduce((sum, joint) => sum + joint.channels.length, 0);
  const motion = new Float64Array(frames * channels);
  for (let frame = 0; frame < frames; frame++) {
    const line = at + 3 + frame;
    const values = (lines[line] ?? "").trim().split(/\s+/).map(Number);
    if (values.length !== channels || values.some(Number.isNaN)) {
      throw fail(line, `frame ${frame} of ${frames} has no ${channels} numbers`);
    }
    motion.set(values, frame * channels);
  }
  return { joints, frames, frameTime, channels, motion };
}

/**
 * Forward kinematics of one frame: where each joint is and how it is turned, in the file's world
 * axes and unit. `positions` is `[joints, 3]`; `rotations` holds one 3x3 matrix a joint.
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
