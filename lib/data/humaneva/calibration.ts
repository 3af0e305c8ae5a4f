import type { Camera } from "../../camera.ts";
import { UserError } from "../../errors.ts";
import { HUMANEVA_PICTURE } from "./names.ts";

/** Numbers of a .cal file. */
const NUMBERS = 22;
/** How far a rotation's rows may be from right angles and from length 1. */
const ROUNDING = 1e-3;
/** Pixels that are no rectangles by more than this are not what `Camera` can say: half a pixel at most. */
const LARGEST_SKEW = 1e-3;

/**
 * Reads a calibration of HumanEva (`S1/Calibration_Data/C1.cal`), 22 numbers: focal lengths (2),
 * principal point (2), skew, distortion (k1 k2 p1 p2 k3), rotation (9, row after row) and translation (3,
 * mm), X_cam = R X_world + T. The toolbox that made it doubles the products of the tangential p1 and p2,
 * which Human3.6M, and so `Camera`, does not; at HumanEva's angles that is some tenth of a pixel.
 *
 * @param source names the file in errors
 * @throws {UserError} naming the file and what is wrong
 *
 * @example
 * ```ts
 * import { parseHumanevaCalibration } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const lens = "760 760 320 240 0 -0.2 0.1 0 0 0", rotation = "1 0 0 0 0 -1 0 1 0";
 * const camera = parseHumanevaCalibration(`${lens} ${rotation} 0 1000 5000`, "C1.cal");
 * assertEquals(camera.position, [0, -5000, 1000]); // mm; it looks along +y, 1 m above the floor
 * assertEquals(camera.focal, [760, 760]);
 * ```
 */
export function parseHumanevaCalibration(text: string, source: string): Camera {
  const fail = (what: string): never => {
    throw new UserError(
      `${source} is not a calibration of HumanEva: ${what}. Copy the file again from the archive ` +
        "of the data set",
    );
  };
  const words = text.trim().split(/\s+/);
  const bad = words.findIndex((word) => !Number.isFinite(Number(word)));
  if (words.length !== NUMBERS) fail(`it has ${words.length} words, expected ${NUMBERS} numbers`);
  if (bad >= 0) fail(`number ${bad + 1} is '${words[bad]}'`);
  const numbers = words.map(Number);
  const [fx, fy, cx, cy, skew, k1, k2, p1, p2, k3] = numbers;
  if (!(fx > 0 && fy > 0)) fail(`its focal lengths are ${fx} and ${fy} px`);
  if (Math.abs(skew) > LARGEST_SKEW) fail(`its skew is ${skew}, expected 0`);
  const rotation = numbers.slice(10, 19), translation = numbers.slice(19);
  for (const [a, b] of [[0, 0], [1, 1], [2, 2], [0, 1], [0, 2], [1, 2]]) {
    const product = [0, 1, 2].reduce(
      (sum, c) => sum + rotation[3 * a + c] * rotation[3 * b + c],
      0,
    );
    if (Math.abs(product - (a === b ? 1 : 0)) > ROUNDING) {
      fail(`numbers 11 to 19 are no rotation: rows ${a + 1} and ${b + 1} multiply to ${product}`);
    }
  }
  return {
    rotation,
    position: [0, 1, 2].map((axis) =>
      0 - [0, 1, 2].reduce((sum, row) => sum + rotation[3 * row + axis] * translation[row], 0)
    ),
    focal: [fx, fy],
    centre: [cx, cy],
    radial: [k1, k2, k3],
    tangential: [p1, p2],
    ...HUMANEVA_PICTURE,
  };
}
