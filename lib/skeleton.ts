import { UserError } from "./errors.ts";

/** Which half of the body a joint or bone belongs to; figures draw left red and right green. */
export type Side = "left" | "right" | "centre";

/** A tree of named joints. Every array has one entry a joint, in the order of the pose arrays. */
export interface Skeleton {
  /** For messages and tables, e.g. `H36M-17`. */
  readonly name: string;
  /** Names of the joints. */
  readonly joints: readonly string[];
  /** Index of each joint's parent, -1 for the root; a parent always comes before its children. */
  readonly parents: readonly number[];
  /** Side of the body that each joint is on. */
  readonly sides: readonly Side[];
  /** Index of the same joint on the other side of the body; a centre joint is its own. */
  readonly mirror: readonly number[];
  /** Joints that section 3.3 watches to stop or discard a correction: pelvis, shoulders, hips. */
  readonly robust: readonly number[];
}

/** A bone runs from a parent joint to its child and takes the child's side. */
export interface Bone {
  /** Index of the joint nearer to the root. */
  readonly parent: number;
  /** Index of the other joint. */
  readonly child: number;
  /** The side of the child. */
  readonly side: Side;
}

function skeleton(name: string, joints: string[], parents: number[]): Skeleton {
  const sideOf = (joint: string): Side =>
    /^L[A-Z]/.test(joint) ? "left" : /^R[A-Z]/.test(joint) ? "right" : "centre";
  const other = (joint: string) => {
    const side = sideOf(joint);
    return side === "centre" ? joint : (side === "left" ? "R" : "L") + joint.slice(1);
  };
  return {
    name,
    joints,
    parents,
    sides: joints.map(sideOf),
    mirror: joints.map((joint) => joints.indexOf(other(joint))),
    robust: ["Hip", "LShoulder", "RShoulder", "RHip", "LHip"].map((joint) => joints.indexOf(joint)),
  };
}

/**
 * The 17 joints of Human3.6M that most papers report, in its usual order.
 *
 * @example
 * ```ts
 * import { H36M_17 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(H36M_17.joints[H36M_17.parents[3]], "RKnee"); // the parent of RFoot
 * ```
 */
export const H36M_17: Skeleton = skeleton(
  "H36M-17",
  [
    ...["Hip", "RHip", "RKnee", "RFoot", "LHip", "LKnee", "LFoot", "Spine", "Thorax"],
    ...["Neck/Nose", "Head", "LShoulder", "LElbow", "LWrist", "RShoulder", "RElbow", "RWrist"],
  ],
  [-1, 0, 1, 2, 0, 4, 5, 0, 7, 8, 9, 8, 11, 12, 8, 14, 15],
);

/**
 * The 16 joints of the authors' released code: H36M-17 without `Neck/Nose`, so the head hangs from the
 * thorax. (Its README lists another order, which its weights and tables do not follow.)
 *
 * @example
 * ```ts
 * import { RELEASED_16 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(RELEASED_16.joints.includes("Neck/Nose"), false);
 * ```
 */
export const RELEASED_16: Skeleton = skeleton(
  "released-16",
  H36M_17.joints.filter((joint) => joint !== "Neck/Nose"),
  [-1, 0, 1, 2, 0, 4, 5, 0, 7, 8, 8, 10, 11, 8, 13, 14],
);

/**
 * The 15 joints of HumanEva in the order of its converted files: no spine between pelvis and thorax, and
 * the head hangs from the thorax. Its `LFoot` and `RFoot` are the ankles, as those of H36M-17 are.
 *
 * @example
 * ```ts
 * import { HUMANEVA_15 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(HUMANEVA_15.joints[HUMANEVA_15.parents[14]], "Thorax"); // the parent of Head
 * ```
 */
export const HUMANEVA_15: Skeleton = skeleton(
  "HumanEva-15",
  [
    ...["Hip", "Thorax", "LShoulder", "LElbow", "LWrist", "RShoulder", "RElbow", "RWrist"],
    ...["LHip", "LKnee", "LFoot", "RHip", "RKnee", "RFoot", "Head"],
  ],
  [-1, 0, 1, 2, 3, 1, 5, 6, 0, 8, 9, 0, 11, 12, 1],
);

/** The skeletons that data sets name. */
const SKELETONS = [H36M_17, RELEASED_16, HUMANEVA_15];

/**
 * The skeleton of that name, such as `H36M-17`.
 *
 * @throws {UserError} naming those there are
 *
 * @example
 * ```ts
 * import { H36M_17, skeletonNamed } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(skeletonNamed("H36M-17"), H36M_17);
 * ```
 */
export function skeletonNamed(name: string): Skeleton {
  const found = SKELETONS.find((skeleton) => skeleton.name === name);
  if (found) return found;
  throw new UserError(
    `There is no skeleton '${name}': expected one of ${
      SKELETONS.map(({ name }) => name).join(", ")
    }`,
  );
}

/**
 * The skeleton of a machine's poses, which its file tells by their number alone: 17, 16 or 15 joints.
 *
 * @throws {UserError} when there is none of so many joints
 */
export function skeletonOfSize(joints: number): Skeleton {
  const found = SKELETONS.find((skeleton) => skeleton.joints.length === joints);
  if (found) return found;
  throw new UserError(
    `There is no skeleton of ${joints} joints: expected ${
      SKELETONS.map((skeleton) => `${skeleton.joints.length} (${skeleton.name})`).join(", ")
    }`,
  );
}

/**
 * All bones of a skeleton, in the order of their child joints: one fewer than the joints.
 *
 * @example
 * ```ts
 * import { bones, H36M_17 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(bones(H36M_17)[0], { parent: 0, child: 1, side: "right" });
 * ```
 */
export function bones(skeleton: Skeleton): readonly Bone[] {
  return skeleton.parents.flatMap((parent, child) =>
    parent < 0 ? [] : [{ parent, child, side: skeleton.sides[child] }]
  );
}

/**
 * The index of a joint by its name.
 *
 * @throws {UserError} naming the joints there are when the skeleton has no such joint
 *
 * @example
 * ```ts
 * import { H36M_17, jointIndex } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(jointIndex(H36M_17, "Head"), 10);
 * ```
 */
export function jointIndex(skeleton: Skeleton, joint: string): number {
  const index = skeleton.joints.indexOf(joint);
  if (index < 0) {
    throw new UserError(
      `${skeleton.name} has no joint '${joint}': expected one of ${skeleton.joints.join(", ")}`,
    );
  }
  return index;
}
