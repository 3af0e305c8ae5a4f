import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../lib/errors.ts";
import { errorCorrelation2d, jointErrors2d, pcp } from "../lib/metrics_2d.ts";

Deno.test("2D errors are distances of each joint of each frame", () => {
  const predicted = Float32Array.of(0, 0, 1, 1, 0.5, 0.25, 2, 2);
  const truth = Float32Array.of(3, 4, 1, 1, 0.5, 0.75, 1, 1);
  const errors = jointErrors2d(predicted, truth, 2);
  assertEquals([...errors.slice(0, 3)], [5, 0, 0.5]);
  assertAlmostEquals(errors[3], Math.SQRT2, 1e-6);
});

Deno.test("2D errors of different numbers of frames are a user error", () => {
  assertThrows(() => jointErrors2d(new Float32Array(8), new Float32Array(4), 2), UserError);
});

Deno.test("errors that are shared in part correlate in part, whatever the truth is", () => {
  const truth = Float32Array.of(0.5, 0.25, 0.75, 1);
  const shared = [1, -1, 1, -1], own = [1, 1, -1, -1]; // at right angles
  const a = truth.map((value, i) => value + shared[i]);
  const b = truth.map((value, i) => value + shared[i] + own[i]);
  assertAlmostEquals(errorCorrelation2d(a, b, truth), Math.SQRT1_2, 1e-6);
  assertAlmostEquals(errorCorrelation2d(a, a.map((v, i) => 2 * truth[i] - v), truth), -1, 1e-6);
  assertThrows(() => errorCorrelation2d(a, b.subarray(1), truth), RangeError, "4 and 3");
});

Deno.test("a limb is correct when its ends are off by half its length on average, at most", () => {
  const truth = Float32Array.of(0, 0, 10, 0, 0, 0, 10, 0); // two poses of a limb of 10 px
  const ends = (a: number, b: number) => Float32Array.of(0, a, 10, b, 0, 0, 10, 0);
  const limb = [[0, 1]] as const;
  assertEquals(pcp(ends(5, 5), truth, 2, limb), [1]);
  assertEquals(pcp(ends(0, 10), truth, 2, limb), [1]);
  assertEquals(pcp(ends(0, 10.1), truth, 2, limb), [0.5]);
  assertEquals(pcp(ends(0, 3), truth, 2, limb, 0.1), [0.5]);
});

Deno.test("a limb with an end that is not known does not count", () => {
  const truth = Float32Array.of(0, 0, NaN, NaN, 0, 0, 10, 0);
  const predicted = Float32Array.of(0, 0, 10, 0, 0, 20, 10, 0);
  assertEquals(pcp(predicted, truth, 2, [[0, 1]]), [0]);
  assertEquals(pcp(predicted.slice(0, 4), truth.slice(0, 4), 2, [[0, 1]]), [NaN]);
});
