import { type JointSet, jointSet } from "../../joint_set.ts";

/**
 * MPII's 16 joints, by their number in its files. Its upper neck is taken as `Neck/Nose` of H36M-17, its
 * head top as `Head`, and the middle of pelvis and thorax as `Spine`, which it has not.
 *
 * @example
 * ```ts
 * import { H36M_17, MPII_16 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(MPII_16.joints.slice(0, 2), ["RAnkle", "RKnee"]);
 * assertEquals(H36M_17.joints[MPII_16.h36m[8]], "Neck/Nose");
 * ```
 */
export const MPII_16: JointSet = jointSet(
  "MPII-16",
  [
    ...["RAnkle", "RKnee", "RHip", "LHip", "LKnee", "LAnkle", "Pelvis", "Thorax"],
    ...["UpperNeck", "HeadTop", "RWrist", "RElbow", "RShoulder", "LShoulder", "LElbow", "LWrist"],
  ],
  [
    ...[["RAnkle", "RKnee"], ["RKnee", "RHip"], ["RHip", "Pelvis"], ["LHip", "Pelvis"]] as const,
    ...[["LHip", "LKnee"], ["LKnee", "LAnkle"], ["Pelvis", "Thorax"]] as const,
    ...[["Thorax", "UpperNeck"], ["UpperNeck", "HeadTop"], ["Thorax", "RShoulder"]] as const,
    ...[["RShoulder", "RElbow"], ["RElbow", "RWrist"], ["Thorax", "LShoulder"]] as const,
    ...[["LShoulder", "LElbow"], ["LElbow", "LWrist"]] as const,
  ],
  { Spine: ["Pelvis", "Thorax"] },
);
