import { UserError } from "./errors.ts";

/** A calibrated camera: x right, y down, z away from it. Lengths in mm, pictures in px. */
export interface Camera {
  /** World to camera axes, 3 x 3, row-major: X_cam = R (X_world - position). */
  readonly rotation: readonly number[];
  /** Where the camera stands, mm, world axes. */
  readonly position: readonly number[];
  /** Focal lengths fx, fy, px. */
  readonly focal: readonly [number, number];
  /** Principal point cx, cy, px. */
  readonly centre: readonly [number, number];
  /** Radial distortion k1, k2, k3 of r², r⁴, r⁶. */
  readonly radial: readonly [number, number, number];
  /** Tangential distortion p1, p2. */
  readonly tangential: readonly [number, number];
  /** Width of the picture, px. */
  readonly width: number;
  /** Height of the picture, px. */
  readonly height: number;
}

function countRows(points: Float32Array, columns: number): number {
  if (points.length % columns !== 0) {
    throw new UserError(
      `Expected flat points [n, ${columns}], got ${points.length} numbers: not a multiple of ${columns}`,
    );
  }
  return points.length / columns;
}

/**
 * Points [n, 3], mm, from world to camera axes.
 *
 * @example
 * ```ts
 * import { type Camera, worldToCamera } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const camera: Camera = {
 *   rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], position: [0, 0, -5000],
 *   focal: [1145, 1145], centre: [500, 500], radial: [0, 0, 0], tangential: [0, 0],
 *   width: 1000, height: 1000,
 * };
 * assertEquals([...worldToCamera(camera, Float32Array.of(100, 200, 0))], [100, 200, 5000]);
 * ```
 */
export function worldToCamera(camera: Camera, world: Float32Array): Float32Array {
  const r = camera.rotation;
  const out = new Float32Array(world.length);
  for (let i = 0, n = countRows(world, 3); i < n; i++) {
    const x = world[3 * i] - camera.position[0];
    const y = world[3 * i + 1] - camera.position[1];
    const z = world[3 * i + 2] - camera.position[2];
    for (let k = 0; k < 3; k++) out[3 * i + k] = r[3 * k] * x + r[3 * k + 1] * y + r[3 * k + 2] * z;
  }
  return out;
}

/**
 * Points [n, 3], mm, from camera to world axes: the inverse of `worldToCamera`.
 *
 * @example
 * ```ts
 * import { type Camera, cameraToWorld } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const camera: Camera = {
 *   rotation: [1, 0, 0, 0, 0, -1, 0, 1, 0], position: [0, -5000, 1000],
 *   focal: [1145, 1145], centre: [500, 500], radial: [0, 0, 0], tangential: [0, 0],
 *   width: 1000, height: 1000,
 * }; // looks along +y of a world whose z points up
 * assertEquals([...cameraToWorld(camera, Float32Array.of(0, 0, 5000))], [0, 0, 1000]);
 * ```
 */
export function cameraToWorld(camera: Camera, points: Float32Array): Float32Array {
  const r = camera.rotation;
  const out = new Float32Array(points.length);
  for (let i = 0, n = countRows(points, 3); i < n; i++) {
    const [x, y, z] = [points[3 * i], points[3 * i + 1], points[3 * i + 2]];
    for (let k = 0; k < 3; k++) {
      out[3 * i + k] = r[k] * x + r[3 + k] * y + r[6 + k] * z + camera.position[k];
    }
  }
  return out;
}

/**
 * Pictures of points: [n, 3] in mm, camera axes → [n, 2] in px. The distortion is Human3.6M's, as in
 * `project_point_radial` of 3d-pose-baseline: with u = (x/z, y/z) and r² = |u|²,
 * u' = u (1 + k1 r² + k2 r⁴ + k3 r⁶ + p1 u_y + p2 u_x) + (p2, p1) r².
 * (OpenCV doubles p1 u_y + p2 u_x.)
 * A point at or behind the camera (z <= 0) has no picture: NaN.
 *
 * @example
 * ```ts
 * import { type Camera, project } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const camera: Camera = {
 *   rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], position: [0, 0, 0],
 *   focal: [1000, 1000], centre: [500, 500], radial: [0, 0, 0], tangential: [0, 0],
 *   width: 1000, height: 1000,
 * };
 * assertEquals([...project(camera, Float32Array.of(500, -250, 5000))], [600, 450]);
 * ```
 */
export function project(camera: Camera, points: Float32Array): Float32Array {
  const [k1, k2, k3] = camera.radial;
  const [p1, p2] = camera.tangential;
  const n = countRows(points, 3);
  const out = new Float32Array(2 * n);
  for (let i = 0; i < n; i++) {
    const z = points[3 * i + 2] > 0 ? points[3 * i + 2] : NaN;
    const x = points[3 * i] / z;
    const y = points[3 * i + 1] / z;
    const r2 = x * x + y * y;
    const stretch = 1 + r2 * (k1 + r2 * (k2 + r2 * k3)) + p1 * y + p2 * x;
    out[2 * i] = camera.focal[0] * (x * stretch + p2 * r2) + camera.centre[0];
    out[2 * i + 1] = camera.focal[1] * (y * stretch + p1 * r2) + camera.centre[1];
  }
  return out;
}

/** A square cut out of a picture, px. It may reach beyond the picture. */
export interface Crop {
  /** x of its left edge. */
  readonly left: number;
  /** y of its upper edge. */
  readonly top: number;
  /** Length of its edges. */
  readonly side: number;
}

/**
 * The square around points [n, 2], px: concentric with their bounding box, its side `scale` times the
 * longer edge of that box (at least 1 px).
 *
 * @throws {UserError} when there are no points, or one is not finite
 *
 * @example
 * ```ts
 * import { squareCrop } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(squareCrop(Float32Array.of(10, 20, 30, 120), 1.5), { left: -55, top: -5, side: 150 });
 * ```
 */
export function squareCrop(points: Float32Array, scale: number): Crop {
  const n = countRows(points, 2);
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    // Math.min and Math.max pass NaN on, so one bad point is seen below.
    left = Math.min(left, points[2 * i]);
    right = Math.max(right, points[2 * i]);
    top = Math.min(top, points[2 * i + 1]);
    bottom = Math.max(bottom, points[2 * i + 1]);
  }
  const side = Math.max(1, scale * Math.max(right - left, bottom - top));
  if (!Number.isFinite(side) || n === 0) {
    throw new UserError(
      `Cannot crop around ${n} points: expected at least one, all of them finite`,
    );
  }
  return { left: (left + right - side) / 2, top: (top + bottom - side) / 2, side };
}

/**
 * Points [n, 2] from px of the full picture to [0,1] of a crop.
 *
 * @example
 * ```ts
 * import { toCrop } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const crop = { left: 100, top: 50, side: 200 };
 * assertEquals([...toCrop(crop, Float32Array.of(200, 100))], [0.5, 0.25]);
 * ```
 */
export function toCrop({ left, top, side }: Crop, points: Float32Array): Float32Array {
  countRows(points, 2);
  return points.map((value, i) => (value - (i % 2 ? top : left)) / side);
}

/**
 * Points [n, 2] from [0,1] of a crop back to px of the full picture.
 *
 * @example
 * ```ts
 * import { fromCrop } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const crop = { left: 100, top: 50, side: 200 };
 * assertEquals([...fromCrop(crop, Float32Array.of(0.5, 0.25))], [200, 100]);
 * ```
 */
export function fromCrop({ left, top, side }: Crop, points: Float32Array): Float32Array {
  countRows(points, 2);
  return points.map((value, i) => value * side + (i % 2 ? top : left));
}
