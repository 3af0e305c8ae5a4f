import { UserError } from "../../errors.ts";
import type { NumericArray } from "./numeric_array.ts";

/** Which of a KTH sequence's files: `positions2d.txt`, `positions3d.txt` or `cameras.txt`. */
export type KthFile = "positions2d" | "positions3d" | "cameras";

const JOINTS = 14;

/** The axes of a frame as its numbers follow each other: the last varies fastest. */
const AXES: Readonly<Record<KthFile, (cameras: number) => number[]>> = {
  positions2d: (cameras) => [cameras, JOINTS, 2],
  positions3d: () => [JOINTS, 3],
  cameras: (cameras) => [cameras, 4, 2],
};

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads a text of the KTH Multiview Football data set II: a number a line, for 14 joints and any number of
 * frames T, found by counting. `source` names it in errors. What comes out is row-major:
 *
 * - `positions2d`: `[T, cameras, 14, 2]`, px
 * - `positions3d`: `[T, 14, 3]`, in the unit of the reconstruction, which is not metric
 * - `cameras`: `[T, cameras, 2, 4]`, affine: pixel = M [X, Y, Z, 1]
 *
 * The joints are the right ankle, knee and hip, the left hip, knee and ankle, the right wrist, elbow and
 * shoulder, the left shoulder, elbow and wrist, the bottom and the top of the head. A joint that is absent
 * is NaN, as in the file.
 *
 * @param cameras how many the sequence has
 * @throws {UserError} naming the source and the line that is not a number, or the count of numbers that no
 * whole number of frames has
 *
 * @example
 * ```ts
 * import { parseKthText } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const file = "tests/fixtures/formats/kth_positions3d.txt";
 * const { shape, data } = parseKthText(Deno.readTextFileSync(file), "positions3d", file);
 * assertEquals(shape, [2, 14, 3]);
 * assertEquals([...data.slice(3, 6)], [-1, -1.1, -1.2]); // frame 0, right knee
 * ```
 */
export function parseKthText(
  text: string,
  file: KthFile,
  source = "KTH text",
  cameras = 3,
): NumericArray {
  const numbers = parseNumbers(text, source);
  const axes = AXES[file](cameras);
  const each = axes.reduce((product, length) => product * length, 1);
  const frames = numbers.length / each;
  if (!(Number.isInteger(cameras) && Number.isInteger(frames) && frames > 0)) {
    throw new UserError(
      `${source}: expected ${each} numbers a frame (${
        axes.join(" x ")
      }), found ${numbers.length} ` +
        `in all. Is this ${file}.txt, whole, of ${cameras} cameras?`,
    );
  }
  if (file !== "cameras") return { shape: [frames, ...axes], data: numbers };
  return { shape: [frames, cameras, 2, 4], data: transposed(numbers) };
}

function parseNumbers(text: string, source: string): Float64Array {
  const lines = text.trimEnd().split(/\r\n|\n|\r/);
  if (lines.length === 1 && lines[0] === "") return new Float64Array(0);
  return Float64Array.from(lines, (line, i) => {
    const word = line.trim();
    if (/^[+-]?nan$/i.test(word)) return NaN;
    const value = NUMBER.test(word) ? Number(word) : NaN;
    if (Number.isFinite(value)) return value;
    throw new UserError(
      `${source}, line ${i + 1}: expected a number or NaN, found '${word.slice(0, 40)}'. ` +
        `Is this one of the data set's texts, with one number a line?`,
    );
  });
}

/** Matrices 4 x 2, one after the other, as 2 x 4. */
function transposed(numbers: Float64Array): Float64Array {
  return numbers.map((_, i) => {
    const place = i % 8, row = Math.floor(place / 4), column = place % 4;
    return numbers[i - place + column * 2 + row];
  });
}
