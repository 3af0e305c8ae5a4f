import * as tf from "@tensorflow/tfjs";
import { matmulPeakGflops } from "../../engine/matmul_peak.ts";
import { correctPoses } from "../../correction/correct.ts";
import { timeInTurns, type Timing, type Work } from "../../experiments/timing.ts";
import type { MachineConfig } from "../../model/config.ts";
import { initMachine } from "../../model/machine.ts";
import { multiplyAdds, totalMultiplyAdds } from "../../model/multiply_adds.ts";
import { psiR } from "../../model/pose2d_network.ts";
import { psiT } from "../../model/transformer.ts";
import { disposeTree, leaves, type Tree } from "../../nn/tree.ts";
import { H36M_17 } from "../../skeleton.ts";
import { shareOfPeak } from "./speeds.ts";

/** One module's share of a clip's work. */
export interface ModuleCost {
  readonly module: "psiR" | "psiT" | "correction";
  /** Of the whole clip, ms. */
  readonly time: Timing;
  /** 10^9 multiply-adds of the whole clip by its layers' weights; of the correction both ways. */
  readonly gmac: number;
  /** Twice those a second, as a share of the matrices' rate. */
  readonly shareOfPeak: number;
  /** Of its weights. */
  readonly weightBytes: number;
  /** The most that its tensors took at a time while it ran, its input and weights aside. */
  readonly peakBytes: number;
}

/** What {@link benchModules} measured. */
export interface ModuleCosts {
  readonly modules: readonly ModuleCost[];
  /** The fastest product of two matrices met so far, 10^9 operations a second. */
  readonly matmulPeakGflops: number;
}

/** What is measured. */
export interface ModuleOptions {
  /** Of a clip. */
  readonly frames: number;
  /** Clips side by side (default 1). */
  readonly clips?: number;
  readonly rounds: number;
  /** Side of the matrices whose product gives the peak. */
  readonly peakSide?: number;
  /** The fastest product met before, which counts, too. */
  readonly peak?: number;
}

/** The time, multiply-adds and memory of each module on clips of random pictures, in turns. */
export async function benchModules(
  config: MachineConfig,
  { frames, clips = 1, rounds, peakSide, peak: before = 0 }: ModuleOptions,
): Promise<ModuleCosts> {
  const params = initMachine(config, 1);
  const { imageSize: size, joints, projector } = config;
  const images: tf.Tensor4D = tf.randomUniform(
    [clips * frames, size, size, 3],
    -0.5,
    0.5,
    "float32",
    1,
  );
  const [maps, pose2d] = tf.tidy(() => {
    const seen = psiR(params.psiR, config, images);
    return [seen.maps, seen.pose2d!];
  });
  const { pose3d, state } = tf.tidy(() => psiT(params.psiT, config, maps, { sequences: clips }));
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
      network: () => psiT(params.psiT, config, maps, { sequences: clips }).pose3d,
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
  let peak = before;
  works.product = () => {
    peak = Math.max(peak, matmulPeakGflops({ side: peakSide, rounds: 1 }));
  };
  const times = await timeInTurns(works, { rounds });
  const costs: ModuleCost[] = [];
  for (const [name, { weights, network }] of Object.entries(modules)) {
    const held = tf.memory().numBytes;
    const { peakBytes } = await tf.profile(() => tf.tidy(() => void network().dataSync()));
    const gmac = totalMultiplyAdds(multiplyAdds(weights, network)) / 1e9;
    costs.push({
      module: name as ModuleCost["module"],
      time: times[name],
      gmac,
      shareOfPeak: shareOfPeak(gmac, times[name].median, peak),
      weightBytes: leaves(weights).reduce((sum, [, { size }]) => sum + 4 * size, 0),
      peakBytes: peakBytes - held,
    });
  }
  disposeTree(params);
  disposeTree(state);
  tf.dispose([images, maps, pose2d, pose3d]);
  return { modules: costs, matmulPeakGflops: peak };
}

/** A module's cost as `--json` has it. */
export function costFigures({ time, shareOfPeak, ...cost }: ModuleCost) {
  const { median: ms, low: ms_low, high: ms_high } = time;
  return { ...cost, share_of_peak: shareOfPeak, ms, ms_low, ms_high };
}
