import { correctPoses } from "../../lib/correction/correct.ts";
import type { Dataset } from "../../lib/data/dataset.ts";
import { concatenated, type Predictor } from "../../lib/evaluation/evaluate.ts";
import { initPsiC, initPsiP } from "../../lib/model/projector.ts";
import { fitNormalization, normalize } from "../../lib/normalize.ts";
import { createRng } from "../../lib/random.ts";

/**
 * A real, small projector with random weights behind poses that are the truth with noise: more of it
 * frame by frame than in sequence. `calls` counts how often inference ran.
 */
export function smallPredictor(dataset: Dataset): Predictor & { calls: string[] } {
  const joints = dataset.skeleton.joints.length;
  const normalization = fitNormalization(dataset.sequences.map(({ pose3d }) => pose3d), joints);
  const config = { units: 16, centre: 0.5, batchNorm: false };
  const init = { rng: createRng(8, "small predictor"), initializer: "xavier" } as const;
  const machine = {
    psiC: initPsiC(joints, config, init),
    psiP: initPsiP(joints, config, init),
    config,
    normalization,
    skeleton: dataset.skeleton,
  };
  const calls: string[] = [];
  return {
    calls,
    normalization,
    correction: { rate: 0.01 },
    infer(data) {
      calls.push(data.name);
      const rng = createRng(9, "noise");
      const noisy = (values: Float32Array, size: number) =>
        values.map((value) => value + size * rng.normal());
      const truth = normalize(normalization, concatenated(data, "pose3d", 3 * joints));
      return {
        pose3d: noisy(truth, 0.1),
        singleFrame: noisy(truth, 0.2),
        pose2d: noisy(concatenated(data, "pose2d", 2 * joints), 0.02),
      };
    },
    correct: (pose3d, target2d, options) => correctPoses(machine, pose3d, target2d, options),
  };
}
