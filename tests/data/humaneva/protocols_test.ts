import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  HUMANEVA_ACTIONS,
  HUMANEVA_CAMERAS,
  HUMANEVA_SUBJECTS,
} from "../../../lib/data/humaneva/names.ts";
import { officialRange, videoOffset } from "../../../lib/data/humaneva/official_split.ts";
import { humanevaProtocol, withHumanevaValidation } from "../../../lib/data/humaneva/protocols.ts";
import { UserError } from "../../../lib/errors.ts";

Deno.test("the official halves of a recording share no frame, and leave none between them", () => {
  let frames = 0;
  for (const subject of HUMANEVA_SUBJECTS) {
    for (const action of HUMANEVA_ACTIONS) {
      const [first, middle] = officialRange(subject, action, "Validate");
      const [start, end] = officialRange(subject, action, "Train");
      assertEquals([first, middle], [5, start]);
      assert(start > 300 && end > start + 300, `${subject} ${action}: ${start} to ${end}`);
      frames += end - first;
      HUMANEVA_CAMERAS.forEach((_, camera) => assert(videoOffset(subject, action, camera) >= 0));
    }
  }
  assertEquals(frames, 13_768); // in all fifteen, with and without a pose
});

Deno.test("a video's frame is the mocap frame and its offset, less one, from 0", () => {
  assertEquals([0, 1, 2].map((camera) => videoOffset("S1", "Walking", camera)), [81, 80, 81]);
  assertEquals([0, 1, 2].map((camera) => videoOffset("S2", "Box", camera)), [118, 118, 116]);
  assertEquals(videoOffset("S3", "Box", 0), 0);
});

Deno.test("subjects are on both sides, and their halves or the held-out one keep the sides apart", () => {
  const whole = humanevaProtocol();
  assertEquals([whole.train.split, whole.test.split], ["Train", "Validate"]);
  const held = withHumanevaValidation(whole);
  assertEquals([held.train.split, held.test.split], ["Train", "Train"]); // choices see no test frame
  assert(held.test.subjects.every((subject) => !held.train.subjects.includes(subject)));
});

Deno.test("frame rates that do not divide the videos' are refused", () => {
  assertEquals(humanevaProtocol(10).test.every, 6);
  assertThrows(() => humanevaProtocol(50), UserError, "50 frames a second do not divide");
});
