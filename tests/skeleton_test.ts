import { assert, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../lib/errors.ts";
import { bones, H36M_17, HUMANEVA_15, jointIndex, RELEASED_16 } from "../lib/skeleton.ts";

const NAMES =
  "Hip RHip RKnee RFoot LHip LKnee LFoot Spine Thorax Neck/Nose Head LShoulder LElbow LWrist RShoulder RElbow RWrist";

Deno.test("H36M-17 has Human3.6M's joints in its order", () => {
  assertEquals(H36M_17.joints, NAMES.split(" "));
  const parentOf = (joint: string) => H36M_17.joints[H36M_17.parents[jointIndex(H36M_17, joint)]];
  assertEquals(["RFoot", "LHip", "Thorax", "Head", "LWrist", "RShoulder"].map(parentOf), [
    ...["RKnee", "Hip", "Spine", "Neck/Nose", "LElbow", "Thorax"],
  ]);
});

Deno.test("the released 16 have the parents that the authors' code lists", () => {
  assertEquals(RELEASED_16.joints, NAMES.replace("Neck/Nose ", "").split(" "));
  assertEquals(RELEASED_16.parents, [-1, 0, 1, 2, 0, 4, 5, 0, 7, 8, 8, 10, 11, 8, 13, 14]);
});

for (const skeleton of [H36M_17, RELEASED_16, HUMANEVA_15]) {
  Deno.test(`${skeleton.name}: one root, and every parent comes before its children`, () => {
    assertEquals(skeleton.parents.filter((parent) => parent < 0).length, 1);
    skeleton.parents.forEach((parent, joint) => assert(parent < joint));
    assertEquals(bones(skeleton).length, skeleton.joints.length - 1);
  });

  Deno.test(`${skeleton.name}: mirroring swaps sides, keeps bones and is its own inverse`, () => {
    skeleton.mirror.forEach((other, joint) => {
      assertEquals(skeleton.mirror[other], joint);
      assertEquals(skeleton.sides[joint] === "centre", other === joint);
      if (skeleton.parents[joint] >= 0) {
        assertEquals(skeleton.parents[other], skeleton.mirror[skeleton.parents[joint]]);
      }
    });
    assertEquals(skeleton.sides.filter((side) => side === "left").length, 6);
    assertEquals(skeleton.sides.filter((side) => side === "right").length, 6);
  });

  Deno.test(`${skeleton.name}: the robust joints are pelvis, shoulders and hips`, () => {
    assertEquals(skeleton.robust.map((joint) => skeleton.joints[joint]), [
      ...["Hip", "LShoulder", "RShoulder", "RHip", "LHip"],
    ]);
  });
}

Deno.test("HumanEva-15 has the order of its converted files: trunk, arms, legs, head", () => {
  const inH36m = [0, 8, 11, 12, 13, 14, 15, 16, 4, 5, 6, 1, 2, 3, 10];
  assertEquals(HUMANEVA_15.joints, inH36m.map((joint) => H36M_17.joints[joint]));
});

Deno.test("an unknown joint is refused with the names there are", () => {
  assertThrows(() => jointIndex(RELEASED_16, "Neck/Nose"), UserError, "Hip, RHip");
});
