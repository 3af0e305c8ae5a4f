import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { seedInterval } from "../../lib/evaluation/seed_interval.ts";
import { createRng } from "../../lib/random.ts";

Deno.test("one training says nothing of others", () => {
  assertEquals(seedInterval([]), undefined);
  assertEquals(seedInterval([3]), undefined);
  assertEquals(seedInterval([3, 3, 3]), { low: 3, high: 3 });
});

Deno.test("the interval over three seeds covers the true mean 95 times in a hundred", () => {
  const rng = createRng(1, "coverage");
  const trials = 4000;
  let covered = 0;
  for (let i = 0; i < trials; i++) {
    const { low, high } = seedInterval([1, 2, 3].map(() => 7 + 2 * rng.normal()))!;
    if (low < 7 && 7 < high) covered++;
  }
  assertAlmostEquals(covered / trials, 0.95, 0.01);
});

Deno.test("more seeds than the table of t has are no error", () => {
  const { low, high } = seedInterval(Array.from({ length: 40 }, (_, i) => i % 2))!;
  assert(low > 0.3 && high < 0.7 && low < 0.5 && high > 0.5);
});
