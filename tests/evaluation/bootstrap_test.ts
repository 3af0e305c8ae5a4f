import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { bootstrap, differenceInterval, rowInterval } from "../../lib/evaluation/bootstrap.ts";
import type { Motion } from "../../lib/evaluation/motions.ts";
import { createRng } from "../../lib/random.ts";

const fixture: {
  actions: number;
  per_action: number;
  frames: number;
  a: number[];
  b: number[];
  mean_a: number;
  mean_b: number;
  se_a: number;
  se_difference: number;
} = JSON.parse(
  Deno.readTextFileSync(new URL("../fixtures/bootstrap.json", import.meta.url)),
);

function motionsLike({ actions, per_action, frames }: typeof fixture): Motion[] {
  return Array.from({ length: actions * per_action }, (_, m) => ({
    actor: "S9",
    action: `action ${Math.floor(m / per_action)}`,
    trial: m % per_action,
    frames,
  }));
}
const motions = motionsLike(fixture);
const sums = (perFrame: readonly number[]) =>
  Float64Array.from(perFrame, (mm) => mm * fixture.frames);
const rows = new Map([["a", sums(fixture.a)], ["b", sums(fixture.b)]]);

function deviation(values: Float64Array): number {
  const mean = values.reduce((x, y) => x + y) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
}

Deno.test("estimates and spread agree with numpy's textbook formulas", () => {
  const result = bootstrap(motions, rows);
  assertAlmostEquals(result.estimates.get("a")!, fixture.mean_a, 1e-4);
  assertAlmostEquals(result.estimates.get("b")!, fixture.mean_b, 1e-4);
  const [a, b] = [result.replicates.get("a")!, result.replicates.get("b")!];
  assertAlmostEquals(deviation(a), fixture.se_a, 0.03 * fixture.se_a);
  const pairs = b.map((value, r) => value - a[r]);
  assertAlmostEquals(deviation(pairs), fixture.se_difference, 0.03 * fixture.se_difference);
  const { low, high } = rowInterval(result, "a");
  assertAlmostEquals(high - low, 2 * 1.96 * fixture.se_a, 0.06 * 4 * fixture.se_a);
});

Deno.test("pairing makes the interval of a difference far narrower than the rows' own", () => {
  const result = bootstrap(motions, rows, { resamples: 2000 });
  const own = rowInterval(result, "a");
  const difference = differenceInterval(result, "b", "a");
  assert(difference.high - difference.low < (own.high - own.low) / 3);
  assert(difference.low > 0);
  assertAlmostEquals(difference.estimate, fixture.mean_b - fixture.mean_a, 1e-4);
});

Deno.test("drawing whole actions spreads as the actions' own means do", () => {
  const result = bootstrap(motions, rows, { unit: "action" });
  assertAlmostEquals(result.estimates.get("a")!, fixture.mean_a, 1e-4);
  const { actions, per_action } = fixture;
  const means = Array.from({ length: actions }, (_, action) => {
    const own = fixture.a.slice(action * per_action, (action + 1) * per_action);
    return own.reduce((x, y) => x + y) / per_action;
  });
  const mean = means.reduce((x, y) => x + y) / actions;
  const variance = means.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (actions - 1);
  const textbook = Math.sqrt(variance / actions);
  assertAlmostEquals(deviation(result.replicates.get("a")!), textbook, 0.03 * textbook);
});

Deno.test("motions that are copies of one another are no evidence when actions are drawn", () => {
  // Each action's four motions are one: the interval over motions has no width, that over actions has.
  const copied = new Map([["a", Float64Array.from(motions, (_, m) => Math.floor(m / 4))]]);
  const over = (unit: "motion" | "action") => {
    const { low, high } = rowInterval(bootstrap(motions, copied, { unit, resamples: 500 }), "a");
    return high - low;
  };
  assertEquals(fixture.per_action, 4);
  assertAlmostEquals(over("motion"), 0, 1e-12);
  assert(over("action") > 0);
});

Deno.test("a 95 % interval covers the truth about 95 % of the time with four motions an action", () => {
  const rng = createRng(11, "coverage");
  const trials = 400;
  let covered = 0;
  for (let t = 0; t < trials; t++) {
    const drawn = Float64Array.from(motions, () => fixture.frames * (100 + 12 * rng.normal()));
    const result = bootstrap(motions, new Map([["x", drawn]]), { resamples: 400, seed: t });
    const { low, high } = rowInterval(result, "x");
    if (low <= 100 && 100 <= high) covered++;
  }
  assert(covered / trials > 0.915 && covered / trials < 0.985, `${covered} of ${trials}`);
});

Deno.test("the same seed draws the same, another seed does not", () => {
  const draw = (seed: number) => bootstrap(motions, rows, { resamples: 50, seed }).replicates;
  assertEquals(draw(4), draw(4));
  assert(draw(4).get("a")![0] !== draw(5).get("a")![0]);
});

Deno.test("motions of unequal length weigh by their frames within an action", () => {
  const two: Motion[] = [
    { actor: "S9", action: "Eating", trial: 1, frames: 1 },
    { actor: "S9", action: "Eating", trial: 2, frames: 3 },
  ];
  const result = bootstrap(two, new Map([["x", Float64Array.of(10, 90)]]), { resamples: 20 });
  assertEquals(result.estimates.get("x"), 25);
  assertEquals(new Set(result.replicates.get("x")), new Set([10, 30])); // one of two is drawn
});

Deno.test("what cannot be resampled is refused with its numbers", () => {
  assertThrows(() => bootstrap([], new Map()), UserError, "0 motions");
  assertThrows(() => bootstrap(motions, new Map([["x", sums([1])]])), UserError, "'x' has 1 sums");
  const infinite = sums(fixture.a.with(7, NaN));
  assertThrows(() => bootstrap(motions, new Map([["x", infinite]])), UserError, "number 7 is NaN");
  assertThrows(() => bootstrap(motions, rows, { resamples: 0 }), UserError, "resamples is 0");
  const result = bootstrap(motions, rows, { resamples: 1 });
  assertThrows(() => differenceInterval(result, "a", "c"), UserError, "one of a, b");
});
