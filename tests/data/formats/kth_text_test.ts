import { assert, assertEquals, assertThrows } from "@std/assert";
import { type KthFile, parseKthText, UserError } from "posemachine";
import { mutationCount, mutations } from "./mutations.ts";

const FOLDER = new URL("../../fixtures/formats/", import.meta.url);
const load = (file: KthFile) => Deno.readTextFileSync(new URL(`kth_${file}.txt`, FOLDER));

/** All numbers of an array of this shape, by their indices. */
function filled(shape: readonly number[], value: (...index: number[]) => number): number[] {
  const [length, ...rest] = shape;
  if (length === undefined) return [value()];
  return Array.from({ length }, (_, i) => filled(rest, (...more) => value(i, ...more))).flat();
}

Deno.test("positions in pictures are read by frame, camera, joint and coordinate", () => {
  const { shape, data } = parseKthText(load("positions2d"), "positions2d");
  assertEquals(shape, [2, 3, 14, 2]);
  const absent = (t: number, c: number, n: number) => t === 1 && c === 1 && n === 4;
  assertEquals(
    [...data],
    filled(shape, (t, c, n, i) => absent(t, c, n) ? NaN : 1000 * t + 100 * c + n + i / 10),
  );
});

Deno.test("positions in space are read by frame, joint and coordinate", () => {
  const { shape, data } = parseKthText(load("positions3d"), "positions3d");
  assertEquals(shape, [2, 14, 3]);
  assertEquals([...data], filled(shape, (t, n, i) => -(1000 * t + n + i / 10)));
});

Deno.test("cameras are read by frame, camera, row and column", () => {
  const { shape, data } = parseKthText(load("cameras"), "cameras");
  assertEquals(shape, [2, 3, 2, 4]);
  assertEquals([...data], filled(shape, (t, c, i, j) => 1000 * t + 100 * c + 10 * i + j));
});

Deno.test("the number of cameras and the ends of lines may be others", () => {
  const text = load("positions2d");
  assertEquals(parseKthText(text, "positions2d", "a.txt", 1).shape, [6, 1, 14, 2]);
  for (const end of ["\r\n", "\r"]) {
    assertEquals(
      parseKthText(text.replaceAll("\n", end), "positions2d"),
      parseKthText(text, "positions2d"),
    );
  }
});

Deno.test("what is no number names its line, and a wrong count what it should be", () => {
  const lines = load("positions3d").split("\n");
  for (const word of ["", "1 2", "1,5", "Inf", "1e999", "0x10", "abc"]) {
    const text = lines.with(6, word).join("\n");
    assertThrows(
      () => parseKthText(text, "positions3d", "a.txt"),
      UserError,
      `a.txt, line 7: expected a number or NaN, found '${word}'`,
    );
  }
  const cut = lines.slice(0, 83).join("\n");
  assertThrows(
    () => parseKthText(cut, "positions3d", "a.txt"),
    UserError,
    "a.txt: expected 42 numbers a frame (14 x 3), found 83 in all",
  );
  assertThrows(() => parseKthText("\n", "cameras"), UserError, "found 0 in all");
  for (const cameras of [0, -3, 1.5]) {
    assertThrows(() => parseKthText(load("cameras"), "cameras", "a.txt", cameras), UserError);
  }
});

Deno.test("damaged texts are refused, or give no more numbers than they have lines", () => {
  const outcomes = { refused: 0, read: 0 };
  for (const file of ["positions2d", "positions3d", "cameras"] as const) {
    const bytes = new TextEncoder().encode(load(file));
    for (const damaged of mutations(bytes, mutationCount(170), 1)) {
      const text = new TextDecoder().decode(damaged);
      try {
        const { shape, data } = parseKthText(text, file);
        assertEquals(data.length, shape.reduce((product, length) => product * length, 1));
        assert(data.length <= text.length);
        outcomes.read++;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        outcomes.refused++;
      }
    }
  }
  assert(outcomes.refused > 200 && outcomes.read > 20, JSON.stringify(outcomes));
});
