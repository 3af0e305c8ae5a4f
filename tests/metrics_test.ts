import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../lib/errors.ts";
import { jointErrors, mpjpe, nMpjpe, pckh, pMpjpe, velocityError } from "../lib/metrics.ts";
import { alignProcrustes } from "../lib/procrustes.ts";
import { H36M_17, RELEASED_16 } from "../lib/skeleton.ts";
import { fixture } from "./vocabulary_fixture.ts";

const { joints } = fixture;
const predicted = Float32Array.from(fixture.predicted);
const truth = Float32Array.from(fixture.truth);

Deno.test("jointErrors and mpjpe agree with numpy", () => {
  jointErrors(predicted, truth, joints).forEach((error, i) =>
    assertAlmostEquals(error, fixture.joint_errors[i], 1e-3)
  );
  assertAlmostEquals(mpjpe(predicted, truth, joints), fixture.mpjpe, 1e-3);
});

Deno.test("MPJPE is up to translation, and only that", () => {
  const moved = predicted.map((value, i) => value + [400, -20, 7][i % 3]);
  assertAlmostEquals(mpjpe(moved, truth, joints), fixture.mpjpe, 1e-3);
  assert(Math.abs(mpjpe(predicted.map((value) => 1.1 * value), truth, joints) - fixture.mpjpe) > 1);
});

Deno.test("P-MPJPE agrees with scipy, mirror image included", () => {
  assertAlmostEquals(pMpjpe(predicted, truth, joints), fixture.p_mpjpe, 1e-3);
});

Deno.test("P-MPJPE ignores rotation, scale and translation but not a reflection", () => {
  // A quarter turn about z, half the size, moved.
  const turned = truth.map((_, i) =>
    0.5 * [-truth[i + 1], truth[i - 1], truth[i]][i % 3] + 100 * (i % 3)
  );
  assertAlmostEquals(pMpjpe(turned, truth, joints), 0, 1e-3);
  const mirrored = truth.map((value, i) => i % 3 === 0 ? -value : value);
  assert(pMpjpe(mirrored, truth, joints) > 50);
});

Deno.test("alignProcrustes leaves poses of no extent finite", () => {
  const point = new Float32Array(3 * joints).fill(5);
  assert(alignProcrustes(point, truth.slice(0, 3 * joints), joints).every(Number.isFinite));
});

Deno.test("N-MPJPE agrees with a numerical search for the scale", () => {
  assertAlmostEquals(nMpjpe(predicted, truth, joints), fixture.n_mpjpe, 1e-2);
});

Deno.test("velocityError agrees with numpy", () => {
  assertAlmostEquals(velocityError(predicted, truth, joints), fixture.velocity_error, 1e-3);
});

Deno.test("PCKh agrees with numpy at three thresholds", () => {
  const [a, b] = [Float32Array.from(fixture.predicted_2d), Float32Array.from(fixture.truth_2d)];
  for (const [threshold, expected] of Object.entries(fixture.pckh)) {
    assertAlmostEquals(pckh(a, b, H36M_17, Number(threshold)), expected, 1e-6);
  }
});

Deno.test("PCKh measures the head of the released 16 from the thorax", () => {
  const truth2d = new Float32Array(32); // all joints at the origin but the head, 10 px from the thorax
  truth2d[2 * RELEASED_16.joints.indexOf("Head")] = 10;
  const off = truth2d.map((value, i) => i % 2 ? value + (i < 16 ? 4.9 : 5.1) : value);
  // of Hip..Spine (8 joints) without the Hip 7 are near, of the other 8 without the thorax none of 7
  assertEquals(pckh(off, truth2d, RELEASED_16), 0.5);
});

Deno.test("arrays that do not fit are refused with their lengths", () => {
  assertThrows(() => jointErrors(predicted, truth.subarray(3), joints), UserError, "204 predicted");
  assertThrows(() => mpjpe(new Float32Array(0), new Float32Array(0), joints), UserError, "51");
  const one = truth.subarray(0, 3 * joints);
  assertThrows(() => velocityError(one, one, joints), UserError, "at least 2 frames");
});
