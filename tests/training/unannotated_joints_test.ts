import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { Stills } from "../../lib/data/dataset.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { HOURGLASS_SMALL } from "../../lib/model/hourglass_config.ts";
import { initHourglass } from "../../lib/model/hourglass.ts";
import { initMachine } from "../../lib/model/machine.ts";
import { SMALL } from "../../lib/model/presets.ts";
import { leaves, mapTree, type Tree } from "../../lib/nn/tree.ts";
import { createRng } from "../../lib/random.ts";
import { finetuneLoss } from "../../lib/training/finetune.ts";
import type { Frames } from "../../lib/training/frames.ts";
import { pretrainPose2d } from "../../lib/training/pretrain_pose2d.ts";
import { SMALL_RECIPE } from "../../lib/training/recipe.ts";
import { hourglassObjective } from "../../lib/training/train_hourglass.ts";
import { visibleCoordinates } from "../../lib/training/visible_joints.ts";

await startEngine();
const [SIZE, K] = [16, 17];
const CONFIG = {
  ...SMALL,
  imageSize: SIZE,
  pose2d: { ...SMALL.pose2d, channels: [2, 2, 2, 2, K] },
  transformer: { ...SMALL.transformer, channels: 2, units: 4 },
  projector: { ...SMALL.projector, units: 4 },
} as const;
const machine = initMachine(CONFIG, 1);
const numbers = (path: string, n: number) => {
  const rng = createRng(path);
  return Float32Array.from({ length: n }, () => rng.uniform(0.2, 0.8));
};
const pixels = Uint8Array.from(numbers("pixels", 2 * SIZE * SIZE * 3), (value) => 255 * value);

/** Two people; the second's left wrist is said to be somewhere, and to be annotated or not. */
const LEFT_WRIST = 13;
function people(wrist: number, annotated: boolean): Stills {
  const pose2d = numbers("joints", 2 * K * 2);
  pose2d.fill(wrist, 2 * (K + LEFT_WRIST), 2 * (K + LEFT_WRIST) + 2);
  const visible = new Uint8Array(2 * K).fill(1);
  visible[K + LEFT_WRIST] = annotated ? 1 : 0;
  return { count: 2, images: pixels, pose2d, visible };
}

/** The loss's gradient with respect to every parameter, one after the other. */
function gradient<T extends Tree>(params: T, loss: (params: T) => tf.Scalar): number[] {
  return tf.tidy(() => {
    const all = leaves(params);
    const grads = tf.grads((...tensors: tf.Tensor[]) => {
      const byPath = new Map(all.map(([path], i) => [path, tensors[i]]));
      return loss(mapTree(params, (_, path) => byPath.get(path)!));
    })(all.map(([, leaf]) => leaf));
    return grads.flatMap((grad) => [...grad.dataSync()]);
  });
}

/** Asserts that where a joint lies matters if it is annotated, and not at all if it is not. */
function assertMasked(name: string, of: (stills: Stills) => number[]) {
  const [here, there] = [0.3, 0.7].map((wrist) => of(people(wrist, false)));
  assert(here.some((value) => value !== 0), name);
  assertEquals(there, here, `${name}: an unannotated joint has a part in the gradient`);
  const [known, elsewhere] = [0.3, 0.7].map((wrist) => of(people(wrist, true)));
  assert(known.some((value, i) => value !== elsewhere[i]), `${name}: an annotated one has none`);
}

Deno.test("a joint that was not annotated has no part in the gradient of any step", () => {
  const frames: Frames = {
    count: 1,
    sequences: [{ start: 0, frames: 1 }],
    pictures: () => Promise.resolve(pixels.subarray(0, SIZE * SIZE * 3)),
    pose2d: tf.tensor2d(numbers("frame", 2 * K), [1, 2 * K]),
    pose3d: tf.zeros([1, 3 * K]),
    normalization: { scale: [], offset: [] } as unknown as Frames["normalization"],
  };
  const recipe = { ...SMALL_RECIPE.pose2d, stills: 2, frames: 1 };
  const step1 = pretrainPose2d(CONFIG, recipe, frames, undefined, 1);
  assertMasked("step 1", (stills) =>
    gradient(machine.psiR, (params) =>
      step1.loss(params, {
        stills,
        indices: Int32Array.of(0),
        images: pixels.subarray(0, SIZE * SIZE * 3),
      }, 1).total));

  assertMasked("step 4", (stills) =>
    gradient(machine, (params) =>
      finetuneLoss(params, {
        images: tf.div(
          tf.tensor4d(Float32Array.from([...pixels, ...pixels]), [4, SIZE, SIZE, 3]),
          255,
        ),
        clips: 1,
        clips2d: tf.tensor2d(numbers("clips2d", 4 * K), [2, 2 * K]),
        clips3d: tf.tensor2d(numbers("clips3d", 6 * K), [2, 3 * K]),
        stills2d: tf.tensor2d(stills.pose2d, [2, 2 * K]),
        stillsSeen: visibleCoordinates(stills),
      }, {
        config: CONFIG,
        projector: { config: CONFIG.projector, dropout: SMALL_RECIPE.projector! },
        rng: createRng("chance"),
      }).total));

  const small = { imageSize: SIZE, stemStride: 2, features: 8, depth: 1 } as const;
  const config = { ...HOURGLASS_SMALL, ...small };
  const hourglass = initHourglass(config, createRng("hourglass"));
  const objective = hourglassObjective(
    config,
    { updates: 1, rate: 1, stills: 2, heatMaps: 1 },
    { next: () => Promise.reject(new Error("not asked for")) },
  );
  assertMasked(
    "the hourglass",
    (stills) => gradient(hourglass, (params) => objective.loss(params, stills, 1).total),
  );
});
