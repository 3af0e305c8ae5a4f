import { type Camera, project, worldToCamera } from "posemachine";
import { type Backdrop, randomClothes } from "../../lib/data/benchmark/appearance.ts";
import { facing } from "../../lib/data/benchmark/facing.ts";
import { type Canvas, createCanvas, renderScene } from "../../lib/data/benchmark/render.ts";
import { rotate } from "../../lib/data/rotation.ts";
import { createRng } from "../../lib/random.ts";

/** Which benchmark the miniatures show. */
export const SEED = 1;

/** From the benchmark's axes (Y up) to those of Human3.6M, HumanEva and KTH (Z up): [n, 3]. */
export function zUp(points: ArrayLike<number>): Float64Array {
  return Float64Array.from(
    points,
    (_, i) => i % 3 === 0 ? points[i] : i % 3 === 1 ? -points[i + 1] : points[i - 1],
  );
}

/**
 * Rounded to 1/64: less than 0.01 mm or px away, and its float32 ends in zero bits, which pack well.
 * What is rounded here is the truth; every file derives from it.
 */
export function sixtyFourths(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (value) => Math.round(value * 64) / 64);
}

/** A pose that can be drawn, world axes, Z up, mm. */
export interface Figure {
  /** `[17, 3]` */
  readonly joints: Float64Array;
  /** `[2, 3]`: tips of the right and the left foot. */
  readonly toes: Float64Array;
  /** Unit vector out of the face. */
  readonly face: Float64Array;
}

/** The figure of a pose of the benchmark ([17, 3], mm, Y up). */
export function figureOf(pose: Float64Array): Figure {
  const { face, toes } = facing(pose);
  return { joints: sixtyFourths(zUp(pose)), toes: sixtyFourths(zUp(toes)), face: zUp(face) };
}

/** How a figure comes to lie on a picture. */
export interface View {
  readonly width: number;
  readonly height: number;
  /** px a unit of x / z. */
  readonly focal: number;
  /** World to camera axes, 3 x 3, row-major. */
  readonly rotation: readonly number[];
  /** Points [n, 3], mm, to [n, 3]: x and y in px, distance along the viewing direction in mm. */
  see(points: Float64Array): Float64Array;
}

/** The view of a calibrated camera, its distortion included. */
export function cameraView(camera: Camera): View {
  return {
    width: camera.width,
    height: camera.height,
    focal: camera.focal[0],
    rotation: camera.rotation,
    see(points) {
      const inCamera = worldToCamera(camera, Float32Array.from(points));
      const pixels = project(camera, inCamera);
      return Float64Array.from(
        inCamera,
        (z, i) => i % 3 === 2 ? z : pixels[2 * Math.floor(i / 3) + i % 3],
      );
    },
  };
}

const canvases = new Map<number, Canvas>();

/** A canvas without pixel noise, which no video of a few kilobytes could show. */
export function quietCanvas(size: number): Canvas {
  let canvas = canvases.get(size);
  if (!canvas) {
    canvas = createCanvas(size);
    canvas.noise.fill(0);
    canvases.set(size, canvas);
  }
  return canvas;
}

/** A plain backdrop, the same whenever the path is. */
export function plainBackdrop(...path: (string | number)[]): Backdrop {
  const rng = createRng(SEED, "plain backdrop", ...path);
  const colour = [0, 1, 2].map(() => Math.round(255 * rng.uniform(0.42, 0.58)));
  return { cells: 2, grid: Float32Array.from({ length: 12 }, (_, i) => colour[i % 3]) };
}

const LIGHT = [0.3, -0.5, 0.8].map((value) => value / Math.hypot(0.3, -0.5, 0.8));

/**
 * The whole picture, `[height, width, 3]`, of a figure in the clothes of one of the benchmark's actors.
 * The renderer knows no distortion, so the joints are moved sideways to where the lens shows them: they
 * are exactly there, and what lies between two of them is off by less than half a pixel.
 */
export function drawPicture(
  view: View,
  figure: Figure,
  actor: string,
  backdrop: Backdrop,
): Uint8Array {
  const { width, height, focal } = view;
  const size = Math.max(width, height);
  const place = (points: Float64Array) => {
    const seen = view.see(points);
    return seen.map((value, i) => i % 3 === 2 ? value : value * seen[i - i % 3 + 2] / focal);
  };
  const lookAt = new Float64Array(3);
  rotate(view.rotation, figure.face[0], figure.face[1], figure.face[2], lookAt, 0);
  const square = new Uint8ClampedArray(size * size * 3);
  renderScene(
    quietCanvas(size),
    {
      rotation: view.rotation,
      position: [0, 0, 0],
      focal: [focal, focal],
      centre: [0, 0],
      radial: [0, 0, 0],
      tangential: [0, 0],
      width,
      height,
    },
    { left: 0, top: 0, side: size },
    {
      joints: place(figure.joints),
      face: lookAt,
      toes: place(figure.toes),
      clothes: randomClothes(createRng(SEED, "clothes", actor)),
      light: LIGHT,
      backdrop,
      occluders: [],
      noiseOffset: 0,
    },
    square,
  );
  const picture = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    picture.set(square.subarray(y * size * 3, (y * size + width) * 3), y * width * 3);
  }
  return picture;
}
