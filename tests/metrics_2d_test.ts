import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../lib/errors.ts";
import { errorCorrelation2d, jointErrors2d } from "../lib/metrics_2d.ts";

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
