import type { Dataset, Sequence } from "../../lib/data/dataset.ts";
import { SMALL } from "../../lib/model/presets.ts";
import { createRng, type Rng } from "../../lib/random.ts";
import { H36M_17 } from "../../lib/skeleton.ts";
import { type Recipe, SMALL_RECIPE } from "../../lib/training/recipe.ts";

const SIZE = 8;
const K = H36M_17.joints.length;
/** The whole machine, as small as it can be. */
export const CONFIG = {
  ...SMALL,
  imageSize: SIZE,
  pose2d: { ...SMALL.pose2d, channels: [2, 2, 2, 2, K] },
  transformer: { ...SMALL.transformer, channels: 2, units: 4 },
  projector: { ...SMALL.projector, units: 4 },
} as const;
/** All four steps of Algorithm 1, six updates each. */
export const RECIPE = {
  pose2d: { ...SMALL_RECIPE.pose2d, updates: 6, stills: 2, frames: 2 },
  transformer: { ...SMALL_RECIPE.transformer, updates: 6, clips: 2, frames: 3 },
  projector: { ...SMALL_RECIPE.projector, updates: 6, poses: 4 },
  finetune: { ...SMALL_RECIPE.finetune, updates: 6, clips: 2, frames: 3, stills: 2 },
} satisfies Recipe;

const bytes = (rng: Rng, n: number) => Uint8Array.from({ length: n }, () => rng.integer(0, 256));
const numbers = (rng: Rng, n: number, scale = 1) =>
  Float32Array.from({ length: n }, () => scale * rng.uniform());

/** Six frames of noise a sequence: only that they are always the same matters here. */
export function noise(): Dataset {
  const sequences = [0, 1].map((camera): Sequence => {
    const rng = createRng("dataset", camera);
    const [frames, actor, action] = [6, "S1", "Walking"];
    return {
      ...{ id: `S1/Walking/1/cam${camera}`, actor, action, trial: 1, camera, frames },
      calibration: {
        rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
        position: [0, 0, 0],
        focal: [1, 1],
        centre: [0, 0],
        radial: [0, 0, 0],
        tangential: [0, 0],
        width: SIZE,
        height: SIZE,
      },
      images: bytes(rng, frames * SIZE * SIZE * 3),
      pose2d: numbers(rng, frames * K * 2),
      pose3d: numbers(rng, frames * K * 3, 1000),
      root: numbers(rng, frames * 3),
      crops: numbers(rng, frames * 3),
    };
  });
  return { name: "noise", skeleton: H36M_17, imageSize: SIZE, fps: 10, sequences };
}

/** Stills of noise; the one numbered `kill` cannot be had. */
export function noiseStills(kill: number) {
  return (start: number, count: number) => ({
    close() {},
    // deno-lint-ignore require-await -- a failure should be a rejection, as a Worker's is
    next: async () => {
      if (start <= kill && kill < start + count) throw new Error(`killed at still ${kill}`);
      const each = Array.from({ length: count }, (_, i) => createRng("still", start + i));
      start += count;
      return {
        count,
        images: Uint8Array.from(each.flatMap((rng) => [...bytes(rng, SIZE * SIZE * 3)])),
        pose2d: Float32Array.from(each.flatMap((rng) => [...numbers(rng, 2 * K)])),
      };
    },
  });
}
