import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  cameraToWorld,
  fromCrop,
  project,
  squareCrop,
  toCrop,
  worldToCamera,
} from "../lib/camera.ts";
import { UserError } from "../lib/errors.ts";
import { fixture } from "./vocabulary_fixture.ts";

const { camera } = fixture;
const world = Float32Array.from(fixture.world);

function assertClose(actual: Float32Array, expected: ArrayLike<number>, tolerance: number) {
  assertEquals(actual.length, expected.length);
  actual.forEach((value, i) => assertAlmostEquals(value, expected[i], tolerance));
}

Deno.test("worldToCamera agrees with numpy", () => {
  assertClose(worldToCamera(camera, world), fixture.in_camera, 1e-3);
});

Deno.test("cameraToWorld undoes worldToCamera", () => {
  assertClose(cameraToWorld(camera, worldToCamera(camera, world)), world, 2e-3);
});

Deno.test("project agrees with 3d-pose-baseline's distorted projection", () => {
  assertClose(project(camera, Float32Array.from(fixture.in_camera)), fixture.projected, 1e-3);
});

Deno.test("distortion matters at the fixture's points", () => {
  const pinhole = { ...camera, radial: [0, 0, 0], tangential: [0, 0] } as const;
  const plain = project(pinhole, Float32Array.from(fixture.in_camera));
  assert(plain.some((value, i) => Math.abs(value - fixture.projected[i]) > 5));
});

Deno.test("a point behind the camera has no picture", () => {
  const points = Float32Array.of(0, 0, -1000, 0, 0, 0, 0, 0, 1000);
  assertEquals([...project(camera, points)].map(Number.isNaN), [
    ...[true, true, true, true, false, false],
  ]);
});

Deno.test("squareCrop is concentric with the bounding box and holds every point", () => {
  const points = Float32Array.of(100, 400, 160, 100, 120, 250);
  const crop = squareCrop(points, 1.3);
  assertEquals(crop, { left: 130 - 195, top: 250 - 195, side: 390 });
  assert(toCrop(crop, points).every((value) => value >= 0 && value <= 1));
});

Deno.test("fromCrop undoes toCrop", () => {
  const points = Float32Array.of(1, 2, 300, 400, -50, 60);
  const crop = { left: 12.5, top: -30, side: 210 };
  assertClose(fromCrop(crop, toCrop(crop, points)), points, 1e-4);
});

Deno.test("a single point still gets a crop of one pixel", () => {
  assertEquals(squareCrop(Float32Array.of(10, 20), 1.3), { left: 9.5, top: 19.5, side: 1 });
});

Deno.test("bad points are refused with their count", () => {
  assertThrows(() => squareCrop(new Float32Array(0), 1.3), UserError, "0 points");
  assertThrows(() => squareCrop(Float32Array.of(1, NaN), 1.3), UserError, "finite");
  assertThrows(() => project(camera, new Float32Array(4)), UserError, "4 numbers");
});
