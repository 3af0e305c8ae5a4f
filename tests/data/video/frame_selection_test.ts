import { assert, assertEquals } from "@std/assert";
import { selectFrames } from "../../../lib/data/video/frame_selection.ts";
import { createRng } from "../../../lib/random.ts";

/** Which of the first `count` frames an expression of ffmpeg lets through. */
function passedBy(expression: string, count: number): number[] {
  const names = {
    eq: (a: number, b: number) => Number(a === b),
    lt: (a: number, b: number) => Number(a < b),
    not: (a: number) => Number(a === 0),
    mod: (a: number, b: number) => a % b,
    between: (x: number, low: number, high: number) => Number(x >= low && x <= high),
    choose: (condition: number, then: number, otherwise: number) => condition ? then : otherwise,
  };
  const body = `return ${expression.replaceAll("if(", "choose(")}`;
  const run = new Function("n", ...Object.keys(names), body);
  return Array.from({ length: count }, (_, n) => n)
    .filter((n) => run(n, ...Object.values(names)));
}

const every = (step: number, count: number) => Array.from({ length: count }, (_, i) => i * step);

Deno.test("a regular list is one short expression", () => {
  assertEquals(selectFrames(every(25, 100)).expression, "between(n,0,2475)*not(mod(n-0,25))");
  assertEquals(selectFrames([7]).expression, "eq(n,7)");
  assertEquals(selectFrames([3, 4, 5]).expression, "between(n,3,5)");
});

Deno.test("any list of frames passes, and nothing else", () => {
  const rng = createRng(1, "frames");
  for (let trial = 0; trial < 50; trial++) {
    const share = rng.uniform(0.01, 1);
    const frames = every(1, 300).filter(() => rng.uniform() < share);
    if (frames.length === 0) continue;
    const { expression, passed } = selectFrames(frames);
    assertEquals(passed, frames);
    assertEquals(passedBy(expression, 320), frames);
  }
});

Deno.test("a list too irregular for a command line lets more pass, on the same raster", () => {
  const rng = createRng(2, "frames");
  const frames = every(4, 20000).filter(() => rng.uniform() < 0.3).map((frame) => frame + 3);
  const { expression, passed } = selectFrames(frames);
  assert(expression.length < 100, expression);
  assert(passed.every((frame) => frame % 4 === 3));
  const through = new Set(passed);
  assert(frames.every((frame) => through.has(frame)));

  const longest = Array.from({ length: 1000 }, (_, i) => 1_000_000 + 20 * i + (i % 2));
  const long = selectFrames(longest.flatMap((frame, i) => i % 2 ? [frame, frame + 7] : [frame]));
  assert(long.expression.length < 30_000, `${long.expression.length} characters`);
});
