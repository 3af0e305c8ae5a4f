import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { oneCycle, rateAt } from "../../lib/training/schedule.ts";

Deno.test("the rate climbs from a 25th of its peak, then falls to nothing", () => {
  const updates = 1000;
  const rates = Array.from({ length: updates }, (_, update) => oneCycle(update, updates, 2e-3));
  const top = rates.indexOf(Math.max(...rates));
  assertAlmostEquals(rates[0], 2e-3 / 25);
  assertAlmostEquals(rates[top], 2e-3);
  assert(top > 0 && top < updates / 5, `its peak is at update ${top}`);
  for (let i = 1; i < updates; i++) {
    assert(i <= top ? rates[i] > rates[i - 1] : rates[i] < rates[i - 1], `update ${i}`);
  }
  assert(rates[updates - 1] > 0 && rates[updates - 1] < 1e-7);
});

Deno.test("a handful of updates still has positive rates", () => {
  for (const updates of [1, 2, 3]) {
    for (let i = 0; i < updates; i++) assert(oneCycle(i, updates, 1) > 0, `${i} of ${updates}`);
  }
});

Deno.test("a constant rate stays; the default is one-cycle", () => {
  const step = { updates: 100, rate: 1e-5 };
  for (const update of [0, 5, 99]) {
    assertEquals(rateAt({ ...step, schedule: "constant" }, update), 1e-5);
    assertEquals(rateAt({ ...step, schedule: "one-cycle" }, update), oneCycle(update, 100, 1e-5));
    assertEquals(rateAt(step, update), oneCycle(update, 100, 1e-5));
  }
});
