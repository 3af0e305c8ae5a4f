import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseMetadata } from "../../../lib/data/human36m/metadata.ts";
import { UserError } from "../../../lib/errors.ts";

const SUBJECTS = Array.from({ length: 11 }, (_, i) => `S${i + 1}`);
const cells = (values: (string | number)[]) => values.map((value) => `<td>${value}</td>`).join("");
/** Number, trial, and the same base for all subjects but those named. */
const row = (number: number, trial: number, base: string, other: Record<string, string> = {}) =>
  `<tr>${cells([number, trial, ...SUBJECTS.map((subject) => other[subject] ?? base)])}</tr>`;

/** 300 numbers: those of camera 3 of S5 and of camera 3 are known. */
const W0 = new Array<number>(300).fill(0);
W0.splice(6 * (2 * 11 + 4), 6, 0.5, -0.25, 2, 1000, 2000, 1500);
W0.splice(264 + 9 * 2, 9, 1145, 1143, 512.5, 515.4, -0.2, 0.24, -0.002, -0.0009, -0.0016);

const xml = (numbers = W0, subjects = SUBJECTS) =>
  `<?xml version="1.0" encoding="utf-8"?>
<metadata>
  <mapping>
    <tr><td/><td/>${cells(subjects)}</tr>
    ${row(1, 1, "Miscellaneous 1")}
    ${row(2, 1, "Directions 1", { S1: "Directions 1", S5: "Directions 1" })}
    ${row(2, 2, "Directions", { S5: "Directions 2" })}
    ${row(11, 1, "WalkingDog 1")}
    ${row(12, 1, "Photo 1", { S1: "TakingPhoto 1" })}
    ${row(17, 1, "_ALL")}
  </mapping>
  <w0>[${numbers.join(" ")}]</w0>
</metadata>`;

Deno.test("takes have the files' irregular names and the tables' action names", () => {
  const { takes } = parseMetadata(xml(), "metadata.xml");
  const base = (subject: string, action: string, trial: number) =>
    takes.find((take) => take.subject === subject && take.action === action && take.trial === trial)
      ?.base;
  assertEquals(base("S5", "Directions", 2), "Directions 2");
  assertEquals(base("S1", "Directions", 2), "Directions");
  assertEquals([base("S1", "Photo", 1), base("S9", "Photo", 1)], ["TakingPhoto 1", "Photo 1"]);
  assertEquals(takes.some((take) => /Misc|ALL/.test(take.base)), false);
  assertEquals(takes.length, 4 * 11);
});

Deno.test("a camera is turned by Rx Ry Rz and stands where w0 says", () => {
  const { camera } = parseMetadata(xml(), "metadata.xml");
  const { rotation, position, focal, centre, radial, tangential, height } = camera("S5", 2);
  assertEquals([position, focal, centre], [[1000, 2000, 1500], [1145, 1143], [512.5, 515.4]]);
  assertEquals([radial, tangential, height], [[-0.2, 0.24, -0.002], [-0.0009, -0.0016], 1000]);
  // numpy: Rx(0.5) @ Ry(-0.25) @ Rz(2)
  const want = [
    ...[-0.40320984, -0.88102957, -0.24740396],
    ...[0.84734348, -0.25734982, -0.46452136],
    ...[0.34558769, -0.39693571, 0.85030065],
  ];
  assert(rotation.every((value, i) => Math.abs(value - want[i]) < 1e-8), `${rotation}`);
});

Deno.test("another file, or a damaged one, is refused with what is missing", () => {
  const fails = (text: string, message: string) => {
    const error = assertThrows(() => parseMetadata(text, "folder/metadata.xml"), UserError);
    assert(error.message.includes("folder/metadata.xml"), error.message);
    assert(error.message.includes(message), error.message);
  };
  fails("<metadata><mapping>", "line 1");
  fails("not xml", "line");
  fails("<metadata></metadata>", "no <mapping>");
  fails(xml(W0.slice(1)), "299 values, expected 300");
  fails(xml([...W0.slice(1), NaN]), "300 values");
  fails(xml(W0, [...SUBJECTS.slice(1), "S12"]), "S2, S3");
  assertThrows(() => parseMetadata(xml(), "m.xml").camera("S12", 0), UserError, "camera 0 of S12");
});
