import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { bvhPose, parseBvh, UserError } from "posemachine";
import expected from "../../fixtures/bvh.json" with { type: "json" };
import { mutationCount, mutations } from "./mutations.ts";

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

/** What of the text becomes what, and what the error says of it. */
const BROKEN: readonly [what: string, from: string, to: string, part: string][] = [
  ["more frames than lines", "Frames: 2", "Frames: 999999999", "line 35: frame 2 of 999999999"],
  [
    "fewer frames than lines",
    "Frames: 2",
    "Frames: 1",
    "line 34: more than the 1 frames announced",
  ],
  ["lines after the frames", "30 -10", "30 -10\n\n1 2 3", "line 35: more than the 2 frames"],
  ["no frame", "Frames: 2", "Frames: 0", "line 31: expected 'Frames: N'"],
  ["no time", "0.0333333", "0", "line 32: expected 'Frame Time: seconds'"],
  ["endless time", "0.0333333", "Infinity", "line 32: expected 'Frame Time: seconds'"],
  ["a number too few", "-7 25", "-7", "line 33: frame 0 of 2 has no 13 numbers"],
  ["a number too many", "-7 25", "-7 25 1", "line 33: frame 0 of 2 has no 13 numbers"],
  ["a number too large", "-7 25", "-7 1e999", "line 33: frame 0 of 2 has no 13 numbers"],
  ["a hexadecimal number", "-7 25", "-7 0x25", "line 33: frame 0 of 2 has no 13 numbers"],
  ["a number that is none", "-7 25", "-7 NaN", "line 33: frame 0 of 2 has no 13 numbers"],
  ["a short offset", "0 23 -1", "0 23", "line 22: the OFFSET of joint 'chest' is not 3 numbers"],
  [
    "a long offset",
    "0 23 -1",
    "0 23 -1 5",
    "line 22: the OFFSET of joint 'chest' is not 3 numbers",
  ],
  ["an endless offset", "0 23 -1", "0 -Infinity -1", "line 22: the OFFSET of joint 'chest'"],
  ["no offset", "    OFFSET 0 23 -1\n", "", "line 27: joint 'chest' has no OFFSET"],
  ["two offsets", "OFFSET 0 23 -1", "OFFSET 0 23 -1\nOFFSET 0 23 -1", "line 23: a second OFFSET"],
  [
    "a channel twice",
    "1 Xrotation",
    "2 Xrotation Xrotation",
    "line 13: a second channel 'Xrotation'",
  ],
  ["channels twice", "1 Xrotation", "1 Xrotation\nCHANNELS 0", "line 14: a second CHANNELS"],
  ["an unknown channel", "1 Xrotation", "1 Wrotation", "line 13: an unknown channel 'Wrotation'"],
  ["miscounted channels", "1 Xrotation", "2 Xrotation", "line 13: 1 names for '2' CHANNELS"],
  ["a brace too few", "}\nMOTION", "MOTION", "line 29: MOTION before the '}' of joint 'hip'"],
  [
    "a brace too many",
    "}\nMOTION",
    "}\n}\nMOTION",
    "line 30: '}' without a joint to end",
  ],
  ["no brace", "ROOT hip\n{", "ROOT hip", "line 3: expected '{', found 'OFFSET'"],
  ["two braces", "ROOT hip\n{", "ROOT hip\n{\n{", "line 4: '{' without a joint before it"],
  ["a brace after the name", "ROOT hip\n{", "ROOT hip {", "line 2: expected a name alone"],
  ["no name", "JOINT shin", "JOINT", "line 10: expected a name alone after JOINT"],
  ["a root in a joint", "JOINT shin", "ROOT shin", "line 10: ROOT of joint 'thigh'"],
  ["a joint without parent", "ROOT hip", "JOINT hip", "line 2: JOINT outside of all joints"],
  ["an unknown word", "OFFSET 0 23", "PLACE 0 23", "line 22: unexpected 'PLACE' of joint 'chest'"],
  ["an end without a line", "MOTION", "MOTION\n", "line 31: expected 'Frames: N'"],
];

for (const [what, from, to, part] of BROKEN) {
  Deno.test(`a BVH text is refused: ${what}`, () => {
    assert(text.includes(from));
    const error = assertThrows(() => parseBvh(text.replace(from, to), "a.bvh"), UserError);
    assert(error.message.startsWith(`a.bvh, ${part}`), error.message);
  });
}

Deno.test("wide frames of which there is no room in the text are refused before they are allocated", () => {
  const joint = "JOINT a\n{\nOFFSET 0 0 0\nCHANNELS 3 Xrotation Yrotation Zrotation\n}\n";
  const wide = `HIERARCHY\nROOT a\n{\nOFFSET 0 0 0\n${joint.repeat(30_000)}}\nMOTION\n` +
    `Frames: 300000\nFrame Time: 1\n${"0\n".repeat(300_000)}`;
  assertThrows(() => parseBvh(wide, "a.bvh"), UserError, "frame 0 of 300000 has no 90000 numbers");
});

Deno.test("a frame that is not there is refused", () => {
  const bvh = parseBvh(text);
  for (const frame of [-1, 2, 0.5, NaN]) {
    assertThrows(() => bvhPose(bvh, frame), UserError, `no frame ${frame}: expected 0 to 1`);
  }
});

Deno.test("damaged BVH texts are refused, or give finite poses of no more than they hold", () => {
  const outcomes = { refused: 0, read: 0 };
  for (const bytes of mutations(new TextEncoder().encode(text), mutationCount(500), 1)) {
    const damaged = new TextDecoder().decode(bytes);
    try {
      const bvh = parseBvh(damaged);
      assert(bvh.motion.length <= damaged.length && bvh.joints.length <= damaged.length);
      assertEquals(bvh.motion.length, bvh.frames * bvh.channels);
      assert(bvh.motion.every(Number.isFinite));
      bvh.joints.forEach(({ parent }, joint) => assert(parent >= -1 && parent < joint));
      const { positions, rotations } = bvhPose(bvh, bvh.frames - 1);
      assertEquals([positions.length, rotations.length], [
        3 * bvh.joints.length,
        bvh.joints.length,
      ]);
      outcomes.read++;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      outcomes.refused++;
    }
  }
  assert(outcomes.refused > 200 && outcomes.read > 10, JSON.stringify(outcomes));
});
