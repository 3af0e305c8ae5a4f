import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { initMachine } from "../../lib/model/machine.ts";
import { psiR } from "../../lib/model/pose2d_network.ts";
import { SMALL } from "../../lib/model/presets.ts";
import { psiC, psiP } from "../../lib/model/projector.ts";
import { psiT } from "../../lib/model/transformer.ts";
import { finetuneLoss } from "../../lib/training/finetune.ts";
import { SMALL_RECIPE } from "../../lib/training/recipe.ts";
import { createRng } from "../../lib/random.ts";

await startEngine();

const [SIZE, K] = [16, 17];
const CONFIG = { ...SMALL, imageSize: SIZE, projector: { ...SMALL.projector, batchNorm: true } };
const NO_DROPOUT = { ...SMALL_RECIPE.projector, dropout: 0 };
const params = initMachine(CONFIG, 1);
const rng = createRng("batch norm");
const drawn = (shape: number[]) =>
  tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => rng.uniform()))
    .reshape(shape);

/** Two frames of a clip and, if asked, three stills. */
function batch(stills: boolean, frames = 2) {
  return {
    images: tf.sub(
      drawn([frames + (stills ? 3 : 0), SIZE, SIZE, 3]),
      0.5,
    ) as tf.Tensor4D,
    clips: 1,
    clips2d: drawn([frames, 2 * K]) as tf.Tensor2D,
    clips3d: drawn([frames, 3 * K]) as tf.Tensor2D,
    ...stills && { stills2d: drawn([3, 2 * K]) as tf.Tensor2D },
  };
}

const lossOf = (seen: ReturnType<typeof batch>) =>
  finetuneLoss(params, seen, {
    config: CONFIG,
    projector: { config: CONFIG.projector, dropout: NO_DROPOUT },
    rng: createRng("chance"),
  });

Deno.test("batch normalisation takes clips and stills as one batch", () => {
  const seen = batch(true);
  const { maps, pose2d } = psiR(params.psiR, CONFIG, seen.images);
  const [clipMaps, stillMaps] = tf.split(maps, [2, 3]) as tf.Tensor4D[];
  const lifted = [
    psiT(params.psiT, CONFIG, clipMaps, { sequences: 1 }).pose3d,
    psiT(params.psiT, CONFIG, stillMaps, { sequences: 3 }).pose3d,
  ];
  const project = (poses: tf.Tensor2D) =>
    psiP(params.psiP, CONFIG.projector, psiC(params.psiC, CONFIG.projector, poses), {
      training: true,
    });
  const error = (projected: tf.Tensor2D) => {
    const stills = tf.slice(projected, [projected.shape[0] - 3, 0], [3, -1]);
    const target = tf.slice(pose2d!, [2, 0], [3, -1]);
    return (tf.sum(tf.square(tf.sub(stills, target))).arraySync() as number) / 3;
  };
  const [together, apart] = [error(project(tf.concat(lifted))), error(project(lifted[1]))];
  const consistency = lossOf(seen).parts.consistency.arraySync();
  assertAlmostEquals(consistency, together, 1e-4 * together);
  assert(Math.abs(together - apart) > 0.01 * together, `${together} ${apart}`);
});

Deno.test("a batch of one is refused: its normalised features would say nothing", () => {
  assertThrows(() => lossOf(batch(false, 1)), RangeError, "a batch of 1");
  assert(Number.isFinite(lossOf(batch(true, 1)).total.arraySync()));
});
