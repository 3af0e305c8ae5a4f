import { assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../lib/errors.ts";
import { chosenJoints, jointsByName } from "../lib/joint_conversion.ts";
import { H36M_17, HUMANEVA_15, RELEASED_16 } from "../lib/skeleton.ts";

Deno.test("joints are found by name, whatever their order", () => {
  for (
    const [from, to] of [[H36M_17, HUMANEVA_15], [H36M_17, RELEASED_16], [RELEASED_16, HUMANEVA_15]]
  ) {
    const places = jointsByName(from, to);
    assertEquals(places.map((joint) => from.joints[joint]), to.joints);
  }
});

Deno.test("what one skeleton lacks of the other is named, with what to do", () => {
  const refused = () => jointsByName(HUMANEVA_15, H36M_17);
  assertThrows(refused, UserError, "HumanEva-15 has no joint Spine, Neck/Nose of H36M-17");
  assertThrows(refused, UserError, "Take a machine that was trained on data with H36M-17");
});

Deno.test("joints are chosen from every frame, of floats and of bytes", () => {
  const poses = Float32Array.from({ length: 2 * 3 * 3 }, (_, i) => i); // two frames, three joints
  assertEquals(
    chosenJoints(poses, { frames: 2, joints: 3 }, [2, 0]),
    Float32Array.of(6, 7, 8, 0, 1, 2, 15, 16, 17, 9, 10, 11),
  );
  const visible = Uint8Array.of(1, 0, 1, 0, 0, 1);
  assertEquals(chosenJoints(visible, { frames: 2, joints: 3 }, [1, 2]), Uint8Array.of(0, 1, 0, 1));
  assertThrows(
    () => chosenJoints(poses, { frames: 2, joints: 4 }, [0]),
    UserError,
    "18 numbers are no 2 poses of 4 joints",
  );
});
