import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../lib/errors.ts";
import { denormalize, fitNormalization, normalize } from "../lib/normalize.ts";
import { fixture } from "./vocabulary_fixture.ts";

const truth = Float32Array.from(fixture.truth);
const predicted = Float32Array.from(fixture.predicted);

Deno.test("normalize agrees with numpy's (x - min) / (max - min)", () => {
  const half = 2 * 3 * fixture.joints; // the range is one over all arrays given
  const norm = fitNormalization([truth.subarray(0, half), truth.subarray(half)], fixture.joints);
  normalize(norm, predicted).forEach((value, i) =>
    assertAlmostEquals(value, fixture.normalized[i], 1e-6 * Math.max(1, Math.abs(value)))
  );
});

Deno.test("training poses fill [0,1] and denormalize brings them back", () => {
  const norm = fitNormalization([truth], fixture.joints);
  const normalized = normalize(norm, truth);
  assertEquals([Math.min(...normalized), Math.max(...normalized)], [0, 1]);
  denormalize(norm, normalized).forEach((value, i) => assertAlmostEquals(value, truth[i], 1e-3));
});

Deno.test("the root normalises to 0 and stays at the origin", () => {
  const norm = fitNormalization([Float32Array.of(0, 0, 0, 1, 2, 3, 0, 0, 0, 4, 5, 7)], 2);
  assertEquals([...normalize(norm, Float32Array.of(0, 0, 0, 1, 2, 3))], [0, 0, 0, 0, 0, 0]);
  const back = denormalize(norm, Float32Array.of(0.9, 0.9, 0.9, 0, 0, 0));
  assertAlmostEquals(back[0], 0, 1e-3);
});

Deno.test("what cannot be normalised is refused with its numbers", () => {
  assertThrows(() => fitNormalization([], 17), UserError, "0 frames");
  assertThrows(() => fitNormalization([new Float32Array(50)], 17), UserError, "multiple of 51");
  assertThrows(() => fitNormalization([Float32Array.of(0, 1, NaN)], 1), UserError, "Coordinate 2");
  const norm = fitNormalization([truth], fixture.joints);
  assertThrows(() => normalize(norm, new Float32Array(48)), UserError, "48 numbers");
  assertThrows(() => denormalize({ min: [0], max: [0] }, predicted), UserError, "0 to 0");
});
