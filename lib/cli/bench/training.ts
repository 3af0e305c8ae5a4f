import * as tf from "@tensorflow/tfjs";
import type { MachineConfig } from "../../model/config.ts";
import { initPsiR, type PsiR, psiR } from "../../model/pose2d_network.ts";
import { adam, initAdam } from "../../nn/adam.ts";
import { flatten, unflatten } from "../../nn/flat.ts";
import { disposeTree } from "../../nn/tree.ts";
import { createRng } from "../../random.ts";
import { squaredError } from "../../training/losses.ts";

/** Pictures a second of Ψ_R, which takes nearly all of the machine's time. */
export interface TrainingBench {
  readonly batch: number;
  readonly trainImagesPerSecond: number;
  readonly inferImagesPerSecond: number;
}

/**
 * Times whole training steps (forward, Eq. (5), gradients, Adam) and inference of Ψ_R on random
 * pictures. `tests/peers/training_torch.py` does the same in PyTorch. The fastest of `rounds` counts.
 */
export function benchTraining(
  config: MachineConfig,
  { batch = 64, steps = 10, rounds = 3 } = {},
): TrainingBench {
  const { imageSize, joints } = config;
  const params = initPsiR(config, createRng("bench"));
  const x: tf.Tensor4D = tf.randomUniform(
    [batch, imageSize, imageSize, 3],
    -0.5,
    0.5,
    "float32",
    1,
  );
  const truth: tf.Tensor2D = tf.randomUniform([batch, 2 * joints], 0, 1, "float32", 2);
  let vector = flatten(params);
  let memory = initAdam(vector.size);
  let step = 0;
  const train = () => {
    const { value, next } = tf.tidy(() => {
      const { value, grad } = tf.valueAndGrad((theta: tf.Tensor) => {
        const psi: PsiR = unflatten(theta as tf.Tensor1D, params);
        return squaredError(psiR(psi, config, x).pose2d!, truth);
      })(vector);
      return {
        value,
        next: adam(vector, grad as tf.Tensor1D, memory, { step: ++step, rate: 1e-3 }),
      };
    });
    value.dataSync();
    tf.dispose([vector, memory.first, memory.second, value, next.norm]);
    vector = next.parameters;
    memory = next.state;
  };
  const infer = () => tf.tidy(() => void psiR(params, config, x).pose2d!.dataSync());
  const fastest = (work: () => void) => {
    work();
    let best = Infinity;
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      for (let i = 0; i < steps; i++) work();
      best = Math.min(best, (performance.now() - start) / steps);
    }
    return 1000 * batch / best;
  };
  const trainImagesPerSecond = fastest(train);
  const inferImagesPerSecond = fastest(infer);
  disposeTree(params);
  tf.dispose([x, truth, vector, memory.first, memory.second]);
  return { batch, trainImagesPerSecond, inferImagesPerSecond };
}
