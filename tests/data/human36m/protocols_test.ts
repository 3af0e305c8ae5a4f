import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { ACTIONS } from "../../../lib/data/benchmark/actions.ts";
import { parseMetadata } from "../../../lib/data/human36m/metadata.ts";
import {
  actionNumbered,
  CAMERAS,
  DAMAGED_VIDEOS,
  SUBJECTS,
} from "../../../lib/data/human36m/names.ts";
import {
  framesOfParts,
  human36mProtocol,
  PROTOCOL_NUMBERS,
  type ProtocolNumber,
  withValidation,
} from "../../../lib/data/human36m/protocols.ts";
import { sequencesOf } from "../../../lib/data/human36m/sequences.ts";
import { UserError } from "../../../lib/errors.ts";
import { MINIATURE } from "./copied_files.ts";

const path = join(MINIATURE, "metadata.xml"); // which names the takes of all subjects
const metadata = parseMetadata(Deno.readTextFileSync(path), path);

Deno.test("the 15 actions by number are those of the tables", () => {
  const named = Array.from({ length: 15 }, (_, i) => actionNumbered(i + 2)!);
  assertEquals(named.toSorted(), [...ACTIONS].toSorted());
  assertEquals([actionNumbered(1), actionNumbered(17)], [undefined, undefined]);
});

Deno.test("where every file is there, Protocol #1 has 600 and 240 sequences, of which one is damaged", () => {
  const count = (number: ProtocolNumber, side: "train" | "test") =>
    sequencesOf(metadata, { parts: [human36mProtocol(number)[side]] }).length;
  assertEquals([count("1", "train"), count("1", "test")], [600, 240 - 1]);
  assertEquals([count("2", "train"), count("2", "test")], [600, 2 * 15]);
  assertEquals([count("3", "train"), count("3", "test")], [720, 120 - 1]);
  const { train, test } = human36mProtocol("1");
  const all = sequencesOf(metadata, { parts: [train, test] });
  assertEquals(new Set(all).size, 839);
  const [damaged] = DAMAGED_VIDEOS;
  const { trial } = metadata.takes.find(({ subject, base }) =>
    subject === damaged.subject && base === damaged.base
  )!;
  const camera = CAMERAS.findIndex(({ id }) => id === damaged.camera);
  assert(!all.includes(`S11/Directions/${trial}/cam${camera}`));
});

Deno.test("each subject has 30 takes, and no two of them have the same files", () => {
  for (const subject of SUBJECTS) {
    const takes = metadata.takes.filter((take) => take.subject === subject);
    assertEquals(takes.length, 15 * 2);
    assertEquals(new Set(takes.map(({ base }) => base)).size, takes.length);
    assertEquals(
      new Set(takes.map(({ action, trial }) => `${action} ${trial}`)).size,
      takes.length,
    );
  }
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
