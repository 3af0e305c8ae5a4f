import {
  type Camera,
  type Crop,
  project,
  squareCrop,
  toCrop,
  worldToCamera,
} from "../../camera.ts";
import { createRng, type Rng } from "../../random.ts";
import type { Stills } from "../dataset.ts";
import { rotate, rotationAbout } from "../rotation.ts";
import { clipsOfSide } from "./actions.ts";
import { randomBackdrop, randomClothes, randomOccluder } from "./appearance.ts";
import { articulate, mirrored, randomBody, retarget } from "./body.ts";
import type { Clip } from "./clips.ts";
import { facing } from "./facing.ts";
import { checkStillConfig, type StillConfig } from "./still_config.ts";
import { loadClips } from "./motion_file.ts";
import { proceduralAngles } from "./procedural_pose.ts";
import { type Canvas, createCanvas, noiseOffset, renderScene } from "./render.ts";
import { randomCamera } from "./viewpoint.ts";

/** How far the joints of a captured pose are turned at random, radians. */
const PERTURBATION = 0.33;

/** A captured pose of the training side, changed a little: actions alike often, then clips, frames. */
function perturbedPose(byAction: readonly (readonly Clip[])[], rng: Rng): Float64Array {
  const clips = byAction[rng.integer(0, byAction.length)];
  const clip = clips[rng.integer(0, clips.length)];
  const frame = rng.integer(0, clip.frames);
  const pose = Float64Array.from(clip.poses.subarray(frame * 51, frame * 51 + 51));
  [pose[0], pose[2]].forEach((middle, i) => {
    for (let j = 0; j < 17; j++) pose[j * 3 + 2 * i] -= middle;
  });
  const angles = Float64Array.from(
    { length: 51 },
    (_, i) => PERTURBATION * (i < 3 ? 0.2 : 1) * rng.normal(),
  );
  const side = rng.uniform() < 0.5 ? mirrored(pose) : pose;
  return retarget(side, randomBody(rng, rng.uniform(0.85, 1.1), 0.06), angles);
}

/** Turns a pose about the vertical through the middle of the floor. */
function headed(pose: Float64Array, angle: number): Float64Array {
  const turn = rotationAbout("y", angle);
  const out = new Float64Array(pose.length);
  for (let i = 0; i < pose.length; i += 3) rotate(turn, pose[i], pose[i + 1], pose[i + 2], out, i);
  return out;
}

function inCamera(camera: Camera, world: ArrayLike<number>): Float32Array {
  return worldToCamera(camera, Float32Array.from(world));
}

/** Flesh round a joint, mm: the crown is the farthest from one. */
const FLESH = 70;

/**
 * A crop round all joints at 1.3 times their extent, scaled by 0.9 to 1.1 (section 4.1) and moved at
 * random, but not off the body: joints with their flesh, and toes.
 */
function jitteredCrop(camera: Camera, joints: Float32Array, toes: Float32Array, rng: Rng): Crop {
  const points = project(camera, joints), tips = project(camera, toes);
  const { left, top, side } = squareCrop(points, 1.3 * rng.uniform(0.9, 1.1));
  const moved = (axis: 0 | 1, from: number) => {
    let low = Infinity, high = -Infinity;
    for (let i = axis; i < points.length + tips.length; i += 2) {
      const toe = i >= points.length;
      const at = toe ? tips[i - points.length] : points[i];
      const depth = toe
        ? toes[3 * (i - points.length - axis) / 2 + 2]
        : joints[3 * (i - axis) / 2 + 2];
      const flesh = (toe ? 40 : FLESH) * camera.focal[axis] / depth;
      low = Math.min(low, at - flesh);
      high = Math.max(high, at + flesh);
    }
    if (high - low > side) return (low + high - side) / 2;
    return Math.min(low, Math.max(high - side, from + 0.03 * side * rng.normal()));
  };
  return { left: moved(0, left), top: moved(1, top), side };
}

/** What drawing stills needs, made once a thread. */
export interface StillStudio {
  readonly canvas: Canvas;
  /** Training clips, one list an action. */
  readonly byAction: readonly (readonly Clip[])[];
}

/** Makes ready to draw stills of the canvas's size. */
export function createStillStudio(canvas: Canvas, clips: readonly Clip[]): StillStudio {
  const training = clipsOfSide(clips, "training");
  const actions = [...new Set(training.map((clip) => clip.action))];
  return {
    canvas,
    byAction: actions.map((action) => training.filter((clip) => clip.action === action)),
  };
}

/** Draws still `index` into `image` and its joints into `pose2d`; depends on seed and index alone. */
function drawStill(
  { canvas, byAction }: StillStudio,
  config: StillConfig,
  index: number,
  image: Uint8ClampedArray,
  pose2d: Float32Array,
) {
  const rng = createRng(config.seed, "still", index);
  const standing = rng.uniform() < 0.5
    ? articulate(randomBody(rng, rng.uniform(0.85, 1.1), 0.06), proceduralAngles(rng))
    : perturbedPose(byAction, rng);
  const pose = headed(standing, rng.uniform(-Math.PI, Math.PI));
  const { face, toes } = facing(pose);
  const camera = randomCamera(rng);
  const joints = inCamera(camera, pose);
  const tips = inCamera(camera, toes);
  const crop = jitteredCrop(camera, joints, tips, rng);
  pose2d.set(toCrop(crop, project(camera, joints)));

  const light = [rng.normal(), rng.normal(), Math.abs(rng.normal()) + 0.3];
  const length = Math.hypot(...light);
  const contrast = rng.uniform(0.2, 1), dim = rng.uniform(0, 1 - contrast);
  // Mostly smooth, as behind the takes, sometimes busy.
  const cells = 2 + Math.floor(22 * rng.uniform() ** 3);
  const occluders = rng.uniform() < 0.4 ? [randomOccluder(rng)] : [];
  if (occluders.length && rng.uniform() < 0.3) occluders.push(randomOccluder(rng));
  const lookAt = new Float64Array(3);
  rotate(camera.rotation, face[0], face[1], face[2], lookAt, 0);
  renderScene(canvas, camera, crop, {
    joints,
    face: lookAt,
    toes: tips,
    clothes: randomClothes(rng),
    light: light.map((value) => value / length),
    backdrop: randomBackdrop(rng, cells, dim, dim + contrast),
    occluders,
    noiseOffset: noiseOffset(rng),
  }, image);
}

/** Draws stills `start` to `start + count - 1`. */
export function drawStills(
  studio: StillStudio,
  config: StillConfig,
  start: number,
  count: number,
): Stills {
  const pixels = config.imageSize ** 2 * 3;
  const images = new Uint8Array(count * pixels);
  const pose2d = new Float32Array(count * 34);
  for (let i = 0; i < count; i++) {
    const image = new Uint8ClampedArray(images.buffer, i * pixels, pixels);
    drawStill(studio, config, start + i, image, pose2d.subarray(i * 34, i * 34 + 34));
  }
  return { count, images, pose2d };
}

/**
 * Stills `start` to `start + count - 1` of an endless set: single pictures with 2D labels, half of
 * procedural poses, half of changed training poses, seen from anywhere. Still i depends on
 * `config.seed` and i alone. For training, {@link stillStream} draws them ahead in a Worker.
 *
 * @throws {UserError} when a value of `config` is out of range
 *
 * @example
 * ```ts
 * import { stills } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const few = await stills({ seed: 1, imageSize: 16 }, 0, 3);
 * const last = await stills({ seed: 1, imageSize: 16 }, 2, 1);
 * assertEquals(few.images.subarray(2 * 16 * 16 * 3), last.images);
 * ```
 */
export function stills(
  config: Partial<StillConfig>,
  start: number,
  count: number,
): Promise<Stills> {
  return new Promise((resolve) => {
    const whole = checkStillConfig(config);
    const studio = createStillStudio(createCanvas(whole.imageSize), loadClips());
    resolve(drawStills(studio, whole, start, count));
  });
}
