import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../lib/errors.ts";
import { leftRightErrors } from "../lib/left_right_errors.ts";

/** Head, left hand, right hand: two poses. */
const MIRROR = [0, 2, 1];
const TRUTH = Float32Array.of(...[50, 0, 20, 40, 80, 40], ...[50, 0, 30, 40, 70, 40]);

Deno.test("a swapped pose is far from its own joints and on the other side's", () => {
  const poses = TRUTH.slice();
  poses.set([80, 40, 20, 40], 2); // the first pose's hands
  const { mean, median, eitherSide, far, swapped } = leftRightErrors(poses, TRUTH, MIRROR, 5);
  assertEquals([mean, median, eitherSide, far, swapped], [30, 30, 0, 0.5, 1]);
});

Deno.test("an inaccurate pose is far from both, and the head, which has one side, does not count", () => {
  const poses = TRUTH.slice();
  poses.set([999, 999], 0);
  poses.set([20, 58], 2); // the first left hand, 18 below
  const { mean, eitherSide, far, swapped } = leftRightErrors(poses, TRUTH, MIRROR, 5);
  assertAlmostEquals(mean, 18 / 4);
  assertAlmostEquals(eitherSide, 18 / 4);
  assertEquals([far, swapped], [0.25, 0]);
});

Deno.test("a perfect pose is never far, and poses without sides are refused", () => {
  assertEquals(leftRightErrors(TRUTH, TRUTH, MIRROR, 5), {
    ...{ mean: 0, median: 0, eitherSide: 0, far: 0, swapped: 0 },
  });
  const refused = () => leftRightErrors(TRUTH, TRUTH, [0, 1, 2], 5);
  assertThrows(refused, UserError, "Of 3 joints in 2 poses none has another side");
});
