import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { bvhPose, parseBvh, UserError } from "posemachine";
import expected from "../../fixtures/bvh.json" with { type: "json" };

const text = Deno.readTextFileSync(new URL("../../fixtures/two_bones.bvh", import.meta.url));

Deno.test("a BVH hierarchy is read as written", () => {
  const bvh = parseBvh(text);
  assertEquals(bvh.joints.map((joint) => joint.name), [
    ...["hip", "thigh", "shin", "End Site", "chest", "End Site"],
  ]);
  assertEquals(bvh.joints.map((joint) => joint.parent), [-1, 0, 1, 2, 0, 4]);
  assertEquals(bvh.joints[1].channels, ["Zrotation", "Xrotation", "Yrotation"]);
  assertEquals([bvh.frames, bvh.frameTime, bvh.channels], [2, 0.0333333, 13]);
});

Deno.test("forward kinematics agrees with quaternions in Python, in every order of channels", () => {
  const bvh = parseBvh(text);
  expected.two_bones.forEach((pose, frame) => {
    bvhPose(bvh, frame).positions.forEach((value, i) => assertAlmostEquals(value, pose[i], 1e-9));
  });
});

Deno.test("a BVH text that is cut off names the source, the line and what is missing", () => {
  const lines = text.split("\n");
  const cut = lines.slice(0, -2).join("\n");
  assertThrows(() => parseBvh(cut, "a.bvh"), UserError, "a.bvh, line 34: frame 1 of 2");
  assertThrows(() => parseBvh("nothing", "a.bvh"), UserError, "a.bvh, line 1: expected HIERARCHY");
  assertThrows(
    () => parseBvh(lines.slice(0, 10).join("\n"), "a.bvh"),
    UserError,
    "the file ends before MOTION",
  );
  assertThrows(() => parseBvh(text.replace("Frames: 2", "Frames: x")), UserError, "Frames: N");
  assert(parseBvh(text.replaceAll("\n", "\r\n")).frames === 2, "Windows line ends are read");
});
