import { type JointSet, jointSet } from "../../joint_set.ts";

/**
 * The 14 joints of KTH Multiview Football II in the order of its files. Of H36M-17 it has no `Spine` and
 * no `Thorax`; `Hip` is taken as the middle of its hips, `BottomHead` is `Neck/Nose`, `TopHead` `Head`.
 *
 * The middle of the shoulders is no `Thorax`: on the embedded benchmark's body they are 6 cm apart. (Its
 * `Hip` lies 4 cm above the middle of the hips; that of Human3.6M's skeleton lies between them.)
 *
 * @example
 * ```ts
 * import { H36M_17, KTH_14 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(KTH_14.joints.slice(0, 2), ["RAnkle", "RKnee"]);
 * assertEquals(H36M_17.joints[KTH_14.h36m[0]], "RFoot");
 * ```
 */
export const KTH_14: JointSet = jointSet(
  "KTH-14",
  [
    ...["RAnkle", "RKnee", "RHip", "LHip", "LKnee", "LAnkle", "RWrist", "RElbow", "RShoulder"],
    ...["LShoulder", "LElbow", "LWrist", "BottomHead", "TopHead"],
  ],
  [
    ...[["RAnkle", "RKnee"], ["RKnee", "RHip"], ["RHip", "LHip"], ["LHip", "LKnee"]] as const,
    ...[["LKnee", "LAnkle"], ["RHip", "RShoulder"], ["LHip", "LShoulder"]] as const,
    ...[["RWrist", "RElbow"], ["RElbow", "RShoulder"], ["RShoulder", "BottomHead"]] as const,
    ...[["LShoulder", "BottomHead"], ["LShoulder", "LElbow"], ["LElbow", "LWrist"]] as const,
    ...[["BottomHead", "TopHead"]] as const,
  ],
  { Hip: ["RHip", "LHip"] },
);

/**
 * The limbs by which results on this data set are usually told (see `pcp`): pairs of joints of
 * {@link KTH_14}, left and right together.
 *
 * @example
 * ```ts
 * import { KTH_14, KTH_LIMBS } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const names = KTH_LIMBS["upper arms"].map((limb) => limb.map((joint) => KTH_14.joints[joint]));
 * assertEquals(names, [["RShoulder", "RElbow"], ["LShoulder", "LElbow"]]);
 * ```
 */
export const KTH_LIMBS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  "upper arms": [[8, 7], [9, 10]],
  "lower arms": [[7, 6], [10, 11]],
  "upper legs": [[2, 1], [3, 4]],
  "lower legs": [[1, 0], [4, 5]],
};
