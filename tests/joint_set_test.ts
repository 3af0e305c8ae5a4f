import { assertEquals, assertThrows } from "@std/assert";
import {
  H36M_17,
  h36mPose,
  HUMANEVA_15,
  jointsByName,
  jointSet,
  jointSetOf,
  KTH_14,
  KTH_LIMBS,
  RELEASED_16,
  UserError,
} from "posemachine";
import truth from "./miniatures/kth/truth.json" with { type: "json" };

Deno.test("a skeleton's joints are found by their names, as for conversions", () => {
  for (const skeleton of [H36M_17, RELEASED_16, HUMANEVA_15]) {
    assertEquals(jointSetOf(skeleton).h36m, jointsByName(H36M_17, skeleton));
  }
});

Deno.test("KTH's joints are those of which its miniature was made", () => {
  assertEquals(KTH_14.h36m, truth.joints);
});

Deno.test("bones take the side of the body that they are on", () => {
  const side = (a: string, b: string) =>
    KTH_14.bones.find(({ parent, child }) =>
      KTH_14.joints[parent] === a && KTH_14.joints[child] === b
    )?.side;
  assertEquals(side("RAnkle", "RKnee"), "right");
  assertEquals(side("LShoulder", "BottomHead"), "left");
  assertEquals(side("RHip", "LHip"), "centre");
  assertEquals(side("BottomHead", "TopHead"), "centre");
  for (const limb of Object.values(KTH_LIMBS).flat()) {
    const drawn = ({ parent, child }: { parent: number; child: number }) =>
      limb.includes(parent) && limb.includes(child);
    assertEquals(KTH_14.bones.filter(drawn).length, 1);
  }
});

Deno.test("what a pose tells of H36M-17 is told where it is, in the picture and in space", () => {
  for (const width of [2, 3]) {
    const pose = Float32Array.from({ length: 14 * width }, (_, i) => 1 + i * i);
    const { points, visible } = h36mPose(KTH_14, pose);
    const of = (values: Float32Array, joint: number) => [
      ...values.subarray(width * joint, width * joint + width),
    ];
    KTH_14.h36m.forEach((joint, own) => assertEquals(of(points, joint), of(pose, own)));
    assertEquals(of(points, 0), of(pose, 2).map((value, c) => (value + of(pose, 3)[c]) / 2));
    assertEquals(H36M_17.joints.filter((_, joint) => !visible[joint]), ["Spine", "Thorax"]);
    for (const joint of [7, 8]) assertEquals(of(points, joint), Array(width).fill(0));
  }
});

Deno.test("a joint that is not known is not visible, nor is what lies between it and another", () => {
  const pose = new Float32Array(28).fill(5);
  pose[2 * 2 + 1] = NaN; // y of the right hip
  const { points, visible } = h36mPose(KTH_14, pose);
  assertEquals(H36M_17.joints.filter((_, joint) => !visible[joint]), [
    ...["Hip", "RHip", "Spine", "Thorax"],
  ]);
  assertEquals([...points.subarray(0, 6)], [0, 0, 0, 0, 5, 5]);
});

Deno.test("a joint or a pose of another set is a user error", () => {
  assertThrows(() => jointSet("mine", ["Toe"], []), UserError, "mine: unknown joint 'Toe'");
  assertThrows(() => jointSet("mine", ["Hip"], [["Hip", "Head"]]), UserError, "joint 'Head'");
  assertThrows(
    () => h36mPose(KTH_14, new Float32Array(34)),
    UserError,
    "A pose of 34 numbers: KTH-14 has 14 joints, so 28 (2D) or 42 (3D) are expected",
  );
});
