import { assert, assertEquals, assertThrows } from "@std/assert";
import { ACTIONS } from "../../../lib/data/benchmark/actions.ts";
import { actionNumbered, CAMERAS, SUBJECTS } from "../../../lib/data/human36m/names.ts";
import {
  framesOfParts,
  human36mProtocol,
  inPart,
  PROTOCOL_NUMBERS,
  withValidation,
} from "../../../lib/data/human36m/protocols.ts";
import { UserError } from "../../../lib/errors.ts";

/** Every view there is where all files are. */
const VIEWS = SUBJECTS.flatMap((subject) =>
  ACTIONS.flatMap((action) =>
    [1, 2].flatMap((trial) => CAMERAS.map((_, camera) => ({ subject, action, trial, camera })))
  )
);

Deno.test("the 15 actions by number are those of the tables", () => {
  const named = Array.from({ length: 15 }, (_, i) => actionNumbered(i + 2)!);
  assertEquals(named.toSorted(), [...ACTIONS].toSorted());
  assertEquals([actionNumbered(1), actionNumbered(17)], [undefined, undefined]);
});

Deno.test("where every file is there, Protocol #1 has 600 and 240 sequences", () => {
  const count = (number: "1" | "2" | "3", side: "train" | "test") =>
    VIEWS.filter((view) => inPart(human36mProtocol(number)[side], view)).length;
  assertEquals([count("1", "train"), count("1", "test")], [600, 240]);
  assertEquals([count("2", "train"), count("2", "test")], [600, 2 * 15]);
  assertEquals([count("3", "train"), count("3", "test")], [720, 120]);
});

Deno.test("no subject is on both sides of a protocol, with or without a validation subject", () => {
  for (const number of PROTOCOL_NUMBERS) {
    const whole = human36mProtocol(number);
    for (const { train, test } of [whole, withValidation(whole)]) {
      assertEquals(train.subjects.filter((subject) => test.subjects.includes(subject)), []);
    }
    const held = withValidation(whole);
    assert(held.test.subjects.every((subject) => whole.train.subjects.includes(subject)));
  }
});

Deno.test("frames are counted from the first, at the rate of the protocol", () => {
  const view = { subject: "S11", camera: 3, trial: 1 };
  const tests = (number: "1" | "2" | "3", fps = 2) => [human36mProtocol(number, fps).test];
  assertEquals(framesOfParts(tests("1"), view, 76), [0, 25, 50, 75]);
  assertEquals(framesOfParts(tests("1", 10), view, 11), [0, 5, 10]);
  assertEquals(framesOfParts(tests("2"), view, 11), [0, 5, 10]);
  assertEquals(framesOfParts(tests("3"), view, 130), [0, 64, 128]);
  for (const camera of [0, 1, 2]) {
    assertEquals(framesOfParts(tests("2"), { ...view, camera }, 11), []);
  }
  assertEquals(CAMERAS[view.camera].id, "60457274"); // as HMR and SPIN evaluate the frontal camera
  assertEquals(framesOfParts([...tests("1"), ...tests("3")], view, 70), [0, 25, 50, 64]);
  assertThrows(() => human36mProtocol("1", 3), UserError, "3 frames a second");
});
