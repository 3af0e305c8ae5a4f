import { assertEquals } from "@std/assert";
import { finding } from "../../lib/experiments/finding.ts";

const seeds = (...differences: number[]) => differences.map((difference_mm) => ({ difference_mm }));

Deno.test("a relation holds where both intervals and every seed say so", () => {
  assertEquals(finding(-0.1, -0.2, seeds(-1, -2, -3)), "yes");
  assertEquals(finding(-0.1, undefined, seeds(-1)), "yes");
  assertEquals(finding(-0.1, 0.05, seeds(-1, -2)), "not over actions");
  assertEquals(finding(-0.1, -0.2, seeds(-2, -2, 1)), "not in every seed");
  assertEquals(finding(-0.1, 0.2, seeds(-2, 0)), "not in every seed");
  assertEquals(finding(0, -0.2, seeds(-1)), "no");
  assertEquals(finding(2, 3, seeds(1, -1)), "no");
});
