import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseHumanevaCalibration } from "../../../lib/data/humaneva/calibration.ts";
import { UserError } from "../../../lib/errors.ts";
import { HUMANEVA_CAMERAS, humanevaCamera } from "../../miniatures/humaneva_truth.ts";

const MINIATURE = fileURLToPath(new URL("../../miniatures/humaneva", import.meta.url));

Deno.test("calibrations come back as they were made", () => {
  for (const subject of ["S1", "S2"]) {
    for (const id of HUMANEVA_CAMERAS) {
      const path = join(MINIATURE, subject, "Calibration_Data", `${id}.cal`);
      const read = parseHumanevaCalibration(Deno.readTextFileSync(path), path);
      const made = humanevaCamera(subject, id);
      for (const key of ["focal", "centre", "radial", "tangential"] as const) {
        assertEquals(read[key], made[key], `${key} of ${path}`);
      }
      read.position.forEach((mm, i) => assert(Math.abs(mm - made.position[i]) < 1e-4, `${mm} mm`));
      read.rotation.forEach((x, i) => assert(Math.abs(x - made.rotation[i]) < 1e-9));
      assertEquals([read.width, read.height], [640, 480]);
    }
  }
});

Deno.test("what is no calibration is refused, and says why", () => {
  const numbers = "760 761 320 240 0 -0.2 0.1 0 0 0 1 0 0 0 0 -1 0 1 0 0 1000 5000".split(" ");
  const refused = (change: Readonly<Record<number, string>>, message: string) => {
    const words = numbers.map((word, i) => change[i] ?? word).filter((word) => word !== "");
    assertThrows(() => parseHumanevaCalibration(words.join("\n"), "C2.cal"), UserError, message);
  };
  refused({ 21: "" }, "C2.cal is not a calibration of HumanEva: it has 21 words, expected 22");
  refused({ 3: "x" }, "number 4 is 'x'");
  refused({ 3: "NaN" }, "number 4 is 'NaN'");
  refused({ 1: "-761" }, "its focal lengths are 760 and -761 px");
  refused({ 4: "0.5" }, "its skew is 0.5, expected 0");
  refused({ 10: "2" }, "numbers 11 to 19 are no rotation: rows 1 and 1 multiply to 4");
  refused({ 11: "0.1" }, "are no rotation");
});
