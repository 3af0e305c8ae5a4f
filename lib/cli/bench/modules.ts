import * as tf from "@tensorflow/tfjs";
import { correctPoses } from "../../correction/correct.ts";
import { timeInTurns, type Timing, type Work } from "../../experiments/timing.ts";
import type { MachineConfig } from "../../model/config.ts";
import { initMachine } from "../../model/machine.ts";
import { multiplyAdds, totalMultiplyAdds } from "../../model/multiply_adds.ts";
import { psiR } from "../../model/pose2d_network.ts";
import { psiT } from "../../model/transformer.ts";
import { disposeTree, leaves, type Tree } from "../../nn/tree.ts";
import { H36M_17 } from "../../skeleton.ts";

/** One module's share of a clip's work. */
export interface ModuleCost {
  readonly module: "psiR" | "psiT" | "correction";
  /** Of the whole clip, ms. */
  readonly time: Timing;
  /** 10^9 multiply-adds of the whole clip; of the correction not counted, which is many small products. */
  readonly gmac: number | null;
  /** Of its weights. */
  readonly weightBytes: number;
  /** The most that its tensors took at a time while it ran, its input and weights aside. */
  readonly peakBytes: number;
}

/** The time, multiply-adds and memory of each module on one clip of random pictures, in turns. */
export async function benchModules(
  config: MachineConfig,
  { frames, rounds }: { frames: number; rounds: number },
): Promise<ModuleCost[]> {
  const params = initMachine(config, 1);
  const { imageSize: size, joints, projector } = config;
  const images: tf.Tensor4D = tf.randomUniform([frames, size, size, 3], -0.5, 0.5, "float32", 1);
  const [maps, pose2d] = tf.tidy(() => {
    const seen = psiR(params.psiR, config, images);
    return [seen.maps, seen.pose2d!];
  });
  const { pose3d, state } = tf.tidy(() => psiT(params.psiT, config, maps, { sequences: 1 }));
  const range = { min: Array(3 * joints).fill(-900), max: Array(3 * joints).fill(900) };
  const { psiC, psiP } = params;
  const whole = { psiC, psiP, config: projector, normalization: range, skeleton: H36M_17 };
  const modules = {
    psiR: {
      weights: params.psiR as Tree,
      network: () => psiR(params.psiR, config, images).pose2d!,
    },
    psiT: {
      weights: params.psiT as Tree,
      network: () => psiT(params.psiT, config, maps, { sequences: 1 }).pose3d,
    },
    correction: {
      weights: { psiC, psiP } as Tree,
      // No rule ends it early: every frame takes both back-propagations.
      network: () => tf.tensor(correctPoses(whole, pose3d, pose2d, { epsilon: null }).pose3d),
    },
  };
  const works: Record<string, Work> = {};
  for (const [name, { network }] of Object.entries(modules)) {
    works[name] = () => tf.tidy(() => void network().dataSync());
  }
  const times = await timeInTurns(works, { rounds });
  const costs: ModuleCost[] = [];
  for (const [name, { weights, network }] of Object.entries(modules)) {
    const before = tf.memory().numBytes;
    const { peakBytes } = await tf.profile(() => tf.tidy(() => void network().dataSync()));
    const layers = name === "correction" ? null : multiplyAdds(weights, network);
    costs.push({
      module: name as ModuleCost["module"],
      time: times[name],
      gmac: layers && totalMultiplyAdds(layers) / 1e9,
      weightBytes: leaves(weights).reduce((sum, [, { size }]) => sum + 4 * size, 0),
      peakBytes: peakBytes - before,
    });
  }
  disposeTree(params);
  disposeTree(state);
  tf.dispose([images, maps, pose2d, pose3d]);
  return costs;
}
