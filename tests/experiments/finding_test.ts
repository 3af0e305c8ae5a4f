import { assertEquals } from "@std/assert";
import { finding } from "../../lib/experiments/finding.ts";

const seeds = (...differences: number[]) => differences.map((difference_mm) => ({ difference_mm }));
const to = (low: number, high: number) => ({ low, high });

Deno.test("a relation holds where both intervals and every seed say so", () => {
  assertEquals(finding(to(-3, -0.1), to(-4, -0.2), seeds(-1, -2, -3)), "yes");
  assertEquals(finding(to(-3, -0.1), undefined, seeds(-1)), "yes");
  assertEquals(finding(to(-3, -0.1), to(-4, 0.05), seeds(-1, -2)), "not over actions");
  assertEquals(finding(to(-3, -0.1), to(-4, -0.2), seeds(-2, -2, 1)), "not in every seed");
  assertEquals(finding(to(-3, -0.1), to(-4, 0.2), seeds(-2, 0)), "not in every seed");
  assertEquals(finding(to(-2, 0), to(-3, -0.2), seeds(-1)), "no");
});

Deno.test("a relation is reversed where both intervals and every seed say the opposite", () => {
  assertEquals(finding(to(0.1, 3), to(0.2, 4), seeds(1, 2, 3)), "reversed");
  assertEquals(finding(to(0.1, 3), undefined, seeds(1)), "reversed");
  assertEquals(finding(to(0.1, 3), to(-0.1, 4), seeds(1, 2)), "no");
  assertEquals(finding(to(0.1, 3), to(0.2, 4), seeds(1, -1)), "no");
  assertEquals(finding(to(0, 3), to(0.2, 4), seeds(1)), "no");
});
