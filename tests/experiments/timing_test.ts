import { assertEquals, assertThrows } from "@std/assert";
import { medianInterval } from "../../lib/experiments/median_interval.ts";
import { speedRatio, timeInTurns, timing } from "../../lib/experiments/timing.ts";

Deno.test("the interval of a median leaves out as many as the binomial distribution allows", () => {
  const count = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
  // Tables of the sign test, two-sided 5 %: n = 6 to 8 leave out none, 9 to 11 one, 12 to 14 two, 20 five.
  for (const [n, left] of [[1, 0], [5, 0], [6, 0], [8, 0], [9, 1], [11, 1], [12, 2], [20, 5]]) {
    const { low, high, median } = medianInterval(count(n));
    assertEquals([low, high, median], [1 + left, n - left, (n + 1) / 2], `${n}`);
  }
  assertThrows(() => medianInterval([]), RangeError);
});

Deno.test("works take turns, warm-ups do not count, and promises are waited for", async () => {
  const turns: string[] = [];
  const works = {
    a: () => void turns.push("a"),
    b: async () => {
      await Promise.resolve();
      turns.push("b");
      return turns.length;
    },
  };
  const { a, b } = await timeInTurns(works, { rounds: 3, warmUps: 2 });
  assertEquals(turns.join(""), "ab".repeat(5));
  assertEquals(b.samples, [6, 8, 10]);
  assertEquals([a.samples.length, b.median, b.low, b.high], [3, 8, 6, 10]);
});

Deno.test("a ratio is taken within each round: what slows both down cancels", () => {
  const ratio = speedRatio(timing([10, 100, 20]), timing([20, 200, 60]));
  assertEquals([ratio.median, ratio.low, ratio.high], [2, 2, 3]);
});
