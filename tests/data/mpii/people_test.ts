import { assertEquals, assertThrows } from "@std/assert";
import { parseMpiiJson } from "../../../lib/data/mpii/json.ts";
import { h36mJoints, MPII_JOINTS, personCrop } from "../../../lib/data/mpii/people.ts";
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
  MPII_JOINTS.forEach((name, from) => {
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

const person = {
  image: "a.jpg",
  center: [101, 201],
  scale: 2,
  joints: Array.from({ length: 16 }, (_, j) => [10 * j + 1, 10 * j + 2]),
  joints_vis: Array.from({ length: 16 }, (_, j) => j === 3 ? 0 : 1),
};

Deno.test("the common JSON counts pixels from 1", () => {
  const [{ centre, joints: read, annotated }] = parseMpiiJson(
    JSON.stringify([person]),
    "train.json",
  );
  assertEquals(centre, [100, 200]);
  assertEquals([...read.subarray(0, 4)], [0, 1, 10, 11]);
  assertEquals([annotated[3], ...read.subarray(6, 8)], [0, 0, 0]);
  const crop = personCrop({ image: "a.jpg", centre, scale: 2, joints: read, annotated });
  assertEquals(crop, { left: -150, top: -20, side: 500 });
});

Deno.test("another JSON is refused, the person and the field named", () => {
  const fails = (value: unknown, message: string) =>
    assertThrows(() => parseMpiiJson(JSON.stringify(value), "train.json"), UserError, message);
  fails({}, "no list of people");
  fails([person, { ...person, scale: "2" }], "person 1, scale");
  fails([{ ...person, joints: person.joints.slice(1) }], "person 0, joints");
  assertThrows(() => parseMpiiJson("[", "train.json"), UserError, "train.json is no JSON");
});
