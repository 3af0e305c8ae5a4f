import type { Camera, Crop } from "../../camera.ts";
import { createRng } from "../../random.ts";
import { type Backdrop, type Clothes, drawBackdrop, type Occluder } from "./appearance.ts";

/** All that a picture shows; lengths in mm, camera axes (x right, y down, z away). */
export interface Scene {
  /** `[17, 3]` */
  readonly joints: ArrayLike<number>;
  /** Unit vector out of the face. */
  readonly face: ArrayLike<number>;
  /** `[2, 3]`: tips of the right and the left foot. */
  readonly toes: ArrayLike<number>;
  readonly clothes: Clothes;
  /** Unit vector to the light: x right, y down, z towards the camera. */
  readonly light: readonly number[];
  readonly backdrop: Backdrop;
  readonly occluders: readonly Occluder[];
  /** Where the pixel noise starts in the table, a whole number. */
  readonly noiseOffset: number;
}

const NOISE_LENGTH = 1 << 18;
/** Standard deviation of the pixel noise, of 255. */
const NOISE = 0.03 * 255;

/** What drawing needs beside the scene, made once a thread: nothing is allocated per pixel. */
export interface Canvas {
  readonly size: number;
  readonly colour: Float32Array;
  readonly depth: Float32Array;
  readonly noise: Float32Array;
}

/** A canvas for pictures of `size` x `size` px. The noise is the same for all canvases. */
export function createCanvas(size: number): Canvas {
  const rng = createRng("pixel noise");
  const noise = new Float32Array(NOISE_LENGTH);
  for (let i = 0; i < NOISE_LENGTH; i++) noise[i] = NOISE * rng.normal();
  return {
    size,
    colour: new Float32Array(size * size * 3),
    depth: new Float32Array(size * size),
    noise,
  };
}

/** Limbs and trunk: from joint, to joint, radius in mm, clothing. The head is a sphere of its own. */
const LIMBS: readonly (readonly [number, number, number, keyof Clothes])[] = [
  [0, 1, 75, "trousers"],
  [0, 4, 75, "trousers"],
  [1, 2, 75, "trousers"],
  [2, 3, 55, "shin"],
  [4, 5, 75, "trousers"],
  [5, 6, 55, "shin"],
  [0, 7, 120, "shirt"],
  [7, 8, 125, "shirt"],
  [8, 9, 60, "skin"],
  [8, 11, 60, "shirt"],
  [8, 14, 60, "shirt"],
  [11, 12, 48, "upperArm"],
  [12, 13, 38, "forearm"],
  [14, 15, 48, "upperArm"],
  [15, 16, 38, "forearm"],
];
const HEAD_RADIUS = 120;
const FOOT_RADIUS = 42;
/** How far round the head the face reaches: cosine of the angle from straight ahead. */
const FACE_EDGE = 0.15;

/**
 * Draws a scene through a crop of the camera's picture: z-buffered, shaded capsules before a backdrop,
 * occluders and noise over them. Writes `[size, size, 3]` bytes to `out`.
 */
export function renderScene(
  canvas: Canvas,
  camera: Camera,
  crop: Crop,
  scene: Scene,
  out: Uint8ClampedArray,
) {
  const { size, colour, depth } = canvas;
  const { joints, toes, face, light, clothes } = scene;
  drawBackdrop(scene.backdrop, size, colour);
  depth.fill(Infinity);

  const pixels = size / crop.side;
  const fx = camera.focal[0] * pixels, cx = (camera.centre[0] - crop.left) * pixels;
  const fy = camera.focal[1] * pixels, cy = (camera.centre[1] - crop.top) * pixels;

  /** A capsule from a to b; `behind` is the colour away from the face, for the head only. */
  const capsule = (
    [ax, ay, az]: readonly number[],
    [bx, by, bz]: readonly number[],
    radius: number,
    front: readonly number[],
    behind?: readonly number[],
  ) => {
    const u = ax / az * fx + cx, v = ay / az * fy + cy;
    const du = bx / bz * fx + cx - u, dv = by / bz * fy + cy - v;
    const r = radius * fx * 2 / (az + bz);
    const x0 = Math.max(0, Math.floor(Math.min(u, u + du) - r));
    const x1 = Math.min(size, Math.ceil(Math.max(u, u + du) + r) + 1);
    const y0 = Math.max(0, Math.floor(Math.min(v, v + dv) - r));
    const y1 = Math.min(size, Math.ceil(Math.max(v, v + dv) + r) + 1);
    const along = 1 / (du * du + dv * dv + 1e-9);
    for (let y = y0; y < y1; y++) {
      const py = y + 0.5 - v;
      for (let x = x0; x < x1; x++) {
        const px = x + 0.5 - u;
        let t = (px * du + py * dv) * along;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        // Surface normal: (nx, ny, nz), nz towards the camera.
        const nx = (px - t * du) / r, ny = (py - t * dv) / r;
        const square = nx * nx + ny * ny;
        if (square >= 1) continue;
        const nz = Math.sqrt(1 - square);
        const z = az + (bz - az) * t - nz * radius;
        const at = y * size + x;
        if (z >= depth[at]) continue;
        depth[at] = z;
        const lit = nx * light[0] + ny * light[1] + nz * light[2];
        const shade = 0.35 + (lit > 0 ? 0.65 * lit : 0);
        const hairy = behind && nx * face[0] + ny * face[1] - nz * face[2] <= FACE_EDGE;
        const rgb = hairy ? behind : front;
        colour[at * 3] = rgb[0] * shade;
        colour[at * 3 + 1] = rgb[1] * shade;
        colour[at * 3 + 2] = rgb[2] * shade;
      }
    }
  };

  const point = (from: ArrayLike<number>, i: number) => [0, 1, 2].map((d) => from[i * 3 + d]);
  for (const [a, b, radius, part] of LIMBS) {
    capsule(point(joints, a), point(joints, b), radius, clothes[part]);
  }
  capsule(point(joints, 3), point(toes, 0), FOOT_RADIUS, clothes.shoes);
  capsule(point(joints, 6), point(toes, 1), FOOT_RADIUS, clothes.shoes);
  const neck = point(joints, 9);
  const head = point(joints, 10).map((value, d) => (value + neck[d]) / 2);
  capsule(head, head, HEAD_RADIUS, clothes.skin, clothes.hair);

  for (const { left, top, width, height, colour: rgb } of scene.occluders) {
    const x1 = Math.round((left + width) * size), y1 = Math.round((top + height) * size);
    for (let y = Math.round(top * size); y < y1; y++) {
      for (let x = Math.round(left * size); x < x1; x++) colour.set(rgb, (y * size + x) * 3);
    }
  }
  for (let i = 0; i < colour.length; i++) {
    out[i] = colour[i] + canvas.noise[(scene.noiseOffset + i) & (NOISE_LENGTH - 1)];
  }
}

/** A random start in the noise table. */
export function noiseOffset(rng: { integer(low: number, high: number): number }): number {
  return rng.integer(0, NOISE_LENGTH);
}
