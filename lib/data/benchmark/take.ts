import { project, squareCrop, toCrop, worldToCamera } from "../../camera.ts";
import { createRng } from "../../random.ts";
import { rotate } from "../rotation.ts";
import { randomBackdrop, randomClothes, randomOccluder } from "./appearance.ts";
import type { Clip } from "./clips.ts";
import { facing } from "./facing.ts";
import { type Canvas, noiseOffset, renderScene } from "./render.ts";
import { type Take, takeMotion } from "./take_motion.ts";
import { CAMERAS, fixedCamera } from "./viewpoint.ts";

/** What decides how a take looks, beside the take itself. */
export interface TakeConfig {
  readonly seed: number;
  /** Side of the pictures, px. */
  readonly imageSize: number;
  readonly fps: number;
  readonly frames: number;
}

/** Crops are squares of this many times the longer side of the joints' box. */
const CROP_SCALE = 1.3;
/** Share of the frames with something in front of the figure. */
const OCCLUDED = 0.25;
const LIGHT = [0.3, -0.5, 0.8].map((value) => value / Math.hypot(0.3, -0.5, 0.8));

/** A take from all four cameras, one after the other; arrays as in `Sequence`, with a camera axis. */
export interface DrawnTake {
  /** `[4, frames, size, size, 3]` */
  readonly images: Uint8Array<ArrayBuffer>;
  /** `[4, frames, 17, 2]` */
  readonly pose2d: Float32Array<ArrayBuffer>;
  /** `[4, frames, 17, 3]` */
  readonly pose3d: Float32Array<ArrayBuffer>;
  /** `[4, frames, 3]` */
  readonly root: Float32Array<ArrayBuffer>;
  /** `[4, frames, 3]` */
  readonly crops: Float32Array<ArrayBuffer>;
}

/** Draws a take; depends on its arguments alone. */
export function drawTake(
  canvas: Canvas,
  clips: readonly Clip[],
  { seed, imageSize, fps, frames }: TakeConfig,
  take: Take,
): DrawnTake {
  const { actor, action, trial } = take;
  const motion = takeMotion(clips, seed, take, frames, fps);
  const facings = motion.map(facing);
  const clothes = randomClothes(createRng(seed, "clothes", actor));
  const all = CAMERAS * frames;
  const drawn = {
    images: new Uint8Array(all * imageSize ** 2 * 3),
    pose2d: new Float32Array(all * 34),
    pose3d: new Float32Array(all * 51),
    root: new Float32Array(all * 3),
    crops: new Float32Array(all * 3),
  };
  const lookAt = new Float64Array(3);
  for (let c = 0, at = 0; c < CAMERAS; c++) {
    const camera = fixedCamera(c);
    const backdrop = randomBackdrop(createRng(seed, "backdrop", c), 4, 0.35, 0.65);
    const rng = createRng(seed, "view", actor, action, trial, c);
    for (let frame = 0; frame < frames; frame++, at++) {
      const joints = worldToCamera(camera, Float32Array.from(motion[frame]));
      const points = project(camera, joints);
      const crop = squareCrop(points, CROP_SCALE);
      drawn.crops.set([crop.left, crop.top, crop.side], at * 3);
      drawn.pose2d.set(toCrop(crop, points), at * 34);
      drawn.root.set(joints.subarray(0, 3), at * 3);
      drawn.pose3d.set(joints.map((value, i) => value - joints[i % 3]), at * 51);

      const { face, toes } = facings[frame];
      rotate(camera.rotation, face[0], face[1], face[2], lookAt, 0);
      const pixels = imageSize ** 2 * 3;
      renderScene(canvas, camera, crop, {
        joints,
        face: lookAt,
        toes: worldToCamera(camera, Float32Array.from(toes)),
        clothes,
        light: LIGHT,
        backdrop,
        occluders: rng.uniform() < OCCLUDED ? [randomOccluder(rng)] : [],
        noiseOffset: noiseOffset(rng),
      }, new Uint8ClampedArray(drawn.images.buffer, at * pixels, pixels));
    }
  }
  return drawn;
}
