import { assertEquals, assertThrows } from "@std/assert";
import { MPII_16 } from "../../../lib/data/mpii/joints.ts";
import { h36mJoints, personCrop } from "../../../lib/data/mpii/people.ts";
import { UserError } from "../../../lib/errors.ts";
import { H36M_17 } from "../../../lib/skeleton.ts";

/** Joint j of MPII at (10 j, 10 j + 1). */
const joints = Float32Array.from({ length: 32 }, (_, i) => 10 * Math.floor(i / 2) + i % 2);

Deno.test("each joint goes to its namesake, left to left, and the spine lies between", () => {
  const { points, visible } = h36mJoints({ joints, annotated: new Uint8Array(16).fill(1) });
  assertEquals(visible, new Uint8Array(17).fill(1));
  const names: Record<string, string> = {
    ...{ Pelvis: "Hip", Thorax: "Thorax", UpperNeck: "Neck/Nose", HeadTop: "Head" },
    ...{ RAnkle: "RFoot", LAnkle: "LFoot" },
  };
  MPII_16.joints.forEach((name, from) => {
    const to = H36M_17.joints.indexOf(names[name] ?? name);
    assertEquals([...points.subarray(2 * to, 2 * to + 2)], [10 * from, 10 * from + 1], name);
  });
  const spine = H36M_17.joints.indexOf("Spine");
  assertEquals([...points.subarray(2 * spine, 2 * spine + 2)], [65, 66]);
});

Deno.test("what was not annotated is not visible, and a spine needs both its ends", () => {
  const annotated = new Uint8Array(16).fill(1);
  annotated[6] = annotated[0] = 0; // pelvis, right ankle
  const { visible } = h36mJoints({ joints, annotated });
  const missing = [...visible.keys()].filter((j) => !visible[j]).map((j) => H36M_17.joints[j]);
  assertEquals(missing, ["Hip", "RFoot", "Spine"]);
});

Deno.test("the square round a person is the one that users of MPII cut out", () => {
  const person = {
    image: "a.jpg",
    centre: [100, 200],
    joints,
    annotated: new Uint8Array(16),
  } as const;
  assertEquals(personCrop({ ...person, scale: 2 }), { left: -150, top: -20, side: 500 });
  assertThrows(() => personCrop({ ...person, scale: 0 }), UserError, "a.jpg has the scale 0");
});
