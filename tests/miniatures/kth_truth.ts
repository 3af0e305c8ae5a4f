import type { Clip } from "../../lib/data/benchmark/clips.ts";
import { takeMotion } from "../../lib/data/benchmark/take_motion.ts";
import { createRng } from "../../lib/random.ts";
import { lookAt } from "./cameras.ts";
import { type Figure, figureOf, SEED, sixtyFourths, type View } from "./figures.ts";

/** Frames and cameras that there are. */
export const KTH = {
  frames: 3,
  cameras: 3,
  width: 180,
  height: 240,
  fps: 25,
  actor: "S6",
} as const;

/** The 14 joints by their place in H36M-17; the bottom of the head is its neck/nose. */
export const KTH_JOINTS = [3, 2, 1, 4, 5, 6, 16, 15, 14, 11, 12, 13, 9, 10] as const;

/** The player's figures, mm, Z up, about the middle of the hips as in the real set. */
export function kthFigures(clips: readonly Clip[]): Figure[] {
  const { actor, frames, fps } = KTH;
  return takeMotion(clips, SEED, { actor, action: "Walking", trial: 1 }, frames, fps)
    .map(figureOf).map(({ joints, toes, face }) => {
      const middle = [0, 1, 2].map((d) => (joints[3 + d] + joints[12 + d]) / 2);
      const about = (points: Float64Array) => points.map((value, i) => value - middle[i % 3]);
      return { joints: sixtyFourths(about(joints)), toes: about(toes), face };
    });
}

/** An affine camera: px = matrix (X, Y, Z, 1), lengths in metres; it follows the player. */
export interface AffineCamera {
  /** `[2, 4]`, row-major. */
  readonly matrix: readonly number[];
  /** What a picture needs beside it: world to camera axes, and px a metre. */
  readonly rotation: readonly number[];
  readonly scale: number;
}

const AZIMUTHS = [20, -95, 140];

/** Camera `index` at a frame: cameras pan and zoom, so each frame has its own. */
export function kthCamera(index: number, frame: number): AffineCamera {
  const rng = createRng("miniature affine camera", index);
  const angle = (AZIMUTHS[index] + 0.7 * frame) * Math.PI / 180;
  const position = [Math.cos(angle), Math.sin(angle), rng.uniform(0.15, 0.3)];
  const [right, down, away] = lookAt(position, [0, 0, 0], rng.uniform(-0.05, 0.05));
  const scale = Number((rng.uniform(92, 104) + 0.6 * frame).toFixed(3));
  const centre = [KTH.width / 2, KTH.height / 2 + 5].map((value) => value + rng.uniform(-6, 6));
  const row = (axis: readonly number[], d: number) =>
    [...axis.map((value) => value * scale), centre[d]].map((value) => Number(value.toFixed(6)));
  return {
    matrix: [...row(right, 0), ...row(down, 1)],
    rotation: [...right, ...down, ...away],
    scale,
  };
}

/** Far enough away for straight rays, mm. */
const FAR = 1e6;

/** The view of an affine camera. */
export function affineView({ matrix, rotation, scale }: AffineCamera): View {
  return {
    width: KTH.width,
    height: KTH.height,
    focal: scale / 1000 * FAR,
    rotation,
    see: (points) =>
      points.map((_, i) => {
        const [x, y, z] = points.subarray(i - i % 3, i - i % 3 + 3);
        const axis = i % 3;
        if (axis === 2) return FAR + rotation[6] * x + rotation[7] * y + rotation[8] * z;
        const row = matrix.slice(4 * axis, 4 * axis + 4);
        return (row[0] * x + row[1] * y + row[2] * z) / 1000 + row[3];
      }),
  };
}
