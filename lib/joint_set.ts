import { UserError } from "./errors.ts";
import { type Bone, bones, H36M_17, type Skeleton } from "./skeleton.ts";

/**
 * Named joints of a data set and the lines that are drawn between them. It need not be a tree: data sets
 * without a pelvis have none.
 */
export interface JointSet {
  /** For messages and figures, e.g. `KTH-14`. */
  readonly name: string;
  /** Names of the joints, in the order of the pose arrays. */
  readonly joints: readonly string[];
  /** What is drawn; between a left and a right joint a bone is a centre one. */
  readonly bones: readonly Bone[];
  /** Index in H36M-17 of what each joint is. */
  readonly h36m: readonly number[];
  /** Joints of H36M-17 that are taken to lie in the middle between two of the set. */
  readonly middles: readonly JointMiddle[];
}

/** A joint of H36M-17 between two joints of a set. */
export interface JointMiddle {
  /** Index in H36M-17. */
  readonly joint: number;
  /** Indices in the set. */
  readonly of: readonly [number, number];
}

/** What other data sets call joints of H36M-17. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  RAnkle: "RFoot",
  LAnkle: "LFoot",
  Pelvis: "Hip",
  UpperNeck: "Neck/Nose",
  BottomHead: "Neck/Nose",
  HeadTop: "Head",
  TopHead: "Head",
};

/**
 * Makes a set of joints, each of which is a joint of H36M-17, by that name or by one that other data sets
 * have for it (`RAnkle`, `Pelvis`, `UpperNeck`, `BottomHead`, `HeadTop`, `TopHead`).
 *
 * @param lines pairs of names
 * @param middles joints of H36M-17 by their name, each with the two joints that it lies between
 * @throws {UserError} naming a joint that is not known
 *
 * @example
 * ```ts
 * import { jointSet } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const { h36m, middles } = jointSet("hips", ["LHip", "RHip"], [["LHip", "RHip"]], {
 *   Hip: ["LHip", "RHip"],
 * });
 * assertEquals([h36m, middles], [[4, 1], [{ joint: 0, of: [0, 1] }]]);
 * ```
 */
export function jointSet(
  name: string,
  joints: readonly string[],
  lines: readonly (readonly [string, string])[],
  middles: Readonly<Record<string, readonly [string, string]>> = {},
): JointSet {
  const index = (names: readonly string[], joint: string) => {
    const at = names.indexOf(joint);
    if (at >= 0) return at;
    throw new UserError(`${name}: unknown joint '${joint}', expected one of ${names.join(", ")}`);
  };
  const h36m = joints.map((joint) => index(H36M_17.joints, OTHER_NAMES[joint] ?? joint));
  return {
    name,
    joints,
    h36m,
    bones: lines.map((ends) => {
      const [parent, child] = ends.map((joint) => index(joints, joint));
      const sides = [...new Set([parent, child].map((joint) => H36M_17.sides[h36m[joint]]))];
      const lateral = sides.filter((side) => side !== "centre");
      return { parent, child, side: lateral.length === 1 ? lateral[0] : "centre" };
    }),
    middles: Object.entries(middles).map(([joint, [a, b]]) => ({
      joint: index(H36M_17.joints, joint),
      of: [index(joints, a), index(joints, b)],
    })),
  };
}

/**
 * The joints and bones of a skeleton whose joints have the names of H36M-17.
 *
 * @throws {UserError} naming a joint that is not known
 *
 * @example
 * ```ts
 * import { H36M_17, h36mPose, HUMANEVA_15, jointSetOf } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const { visible } = h36mPose(jointSetOf(HUMANEVA_15), new Float32Array(45));
 * assertEquals(H36M_17.joints.filter((_, joint) => !visible[joint]), ["Spine", "Neck/Nose"]);
 * ```
 */
export function jointSetOf(skeleton: Skeleton): JointSet {
  const { name, joints } = skeleton;
  return { ...jointSet(name, joints, []), bones: bones(skeleton) };
}

/**
 * A pose as far as it can be told in H36M-17: every joint that the set has under some name, and the
 * middles that it names. Data sets put a joint of the same name in places that differ by centimetres.
 *
 * @param pose [joints of the set, 2 or 3], in any unit; NaN where a joint is not known
 * @returns `points` [17, 2 or 3], 0 where `visible` [17] is 0: not known, or not told by this set
 * @throws {UserError} when the pose does not have the set's joints
 *
 * @example
 * ```ts
 * import { h36mPose, KTH_14 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const pose = Float32Array.from({ length: 28 }, (_, i) => i);
 * const { points, visible } = h36mPose(KTH_14, pose);
 * assertEquals([...points.slice(0, 4)], [5, 6, 4, 5]); // Hip between the hips, RHip
 * assertEquals([...visible], [1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
 * ```
 */
export function h36mPose(
  set: JointSet,
  pose: Float32Array,
): { points: Float32Array; visible: Uint8Array } {
  const width = pose.length / set.joints.length, { length } = H36M_17.joints;
  if (width !== 2 && width !== 3) {
    throw new UserError(
      `A pose of ${pose.length} numbers: ${set.name} has ${set.joints.length} joints, so ` +
        `${2 * set.joints.length} (2D) or ${3 * set.joints.length} (3D) are expected`,
    );
  }
  const points = new Float32Array(width * length), visible = new Uint8Array(length);
  const put = (joint: number, place: Float32Array) => {
    if (!place.every(Number.isFinite)) return;
    points.set(place, width * joint);
    visible[joint] = 1;
  };
  const at = (joint: number) => pose.subarray(width * joint, width * (joint + 1));
  set.h36m.forEach((joint, own) => put(joint, at(own)));
  for (const { joint, of: [a, b] } of set.middles) {
    const other = at(b);
    put(joint, at(a).map((value, c) => (value + other[c]) / 2));
  }
  return { points, visible };
}
