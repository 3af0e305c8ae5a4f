import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../lib/errors.ts";
import { jointErrors2d } from "../lib/metrics_2d.ts";

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
