// Lin, Lin, Liang, Wang and Cheng, "Recurrent 3D Pose Sequence Machines" (CVPR 2017, arXiv 1707.09695),
// reference [21]: the paper's conference version, at its published size. Its layers are those of `rpsm`;
// its settings and its windows those of the authors' MudeLin/RPSM (scripts/rpsm/*.sh, src/opts.lua,
// src/evaluate_tempo_rpsm.lua).
//
// 94.34 M learned parameters and 48.00 billion multiply-adds a frame, computed from the layers; the authors
// report none, and no running time: the paper's Table 4 leaves it out. Whether the released feature network
// has layers beyond the one that is read, which would take time too, could not be found.
import * as tf from "@tensorflow/tfjs";
import { denormalize, type Normalization } from "../../normalize.ts";
import type { Rng } from "../../random.ts";
import { initPsiR, psiR } from "../pose2d_network.ts";
import { untimed } from "./stages.ts";
import { initRpsmStages, rpsm, rpsmInitialState, type RpsmParams } from "../rpsm.ts";
import { RPSM_PAPER, type RpsmConfig } from "../rpsm_config.ts";

/** What decides the shape and the work of the recurrent 3D pose sequence machine. */
export interface Lin2017Config {
  /** The network. */
  readonly network: RpsmConfig;
  /** Frames after which the memory starts anew. */
  readonly window: number;
  /** Frames that go through the network at once, the memory carried on; the same poses (default: a window). */
  readonly atOnce?: number;
}

/** As published. */
export const LIN_2017: Lin2017Config = {
  // The released feature network ends with the maps: a 2D pose has no part in it.
  network: { ...RPSM_PAPER, pose2d: { ...RPSM_PAPER.pose2d, head: "none" } },
  window: 5, // released options: "at most 5", of every fifth frame; no state passes from one to the next
};

/**
 * Fresh parameters.
 *
 * @example
 * ```ts
 * import { createRng, disposeTree, initLin2017, RPSM_SMALL } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const params = initLin2017({ network: RPSM_SMALL, window: 5 }, createRng(1));
 * assertEquals(Object.keys(params.stages), ["1", "2", "3"]);
 * disposeTree(params);
 * ```
 */
export function initLin2017({ network }: Lin2017Config, rng: Rng): RpsmParams {
  return { psiR: initPsiR(network, rng), stages: initRpsmStages(network, rng) };
}

/**
 * What the method puts out: the last stage's poses [frames, K, 3], mm, of one video's frames in order; the
 * memory starts anew with each window. `images` [frames, size, size, 3] in ±0.5; `timed` takes the time of the stages.
 *
 * @example
 * ```ts
 * import { applyLin2017, createRng, disposeTree, initLin2017, RPSM_SMALL } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * const config = { network: { ...RPSM_SMALL, imageSize: 16 }, window: 5 };
 * const params = initLin2017(config, createRng(1));
 * const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
 * const poses = applyLin2017(params, config, tf.zeros([7, 16, 16, 3]), normalization);
 * assertEquals(poses.length, 7 * 51); // five frames, then two
 * disposeTree(params);
 * ```
 */
export function applyLin2017(
  params: RpsmParams,
  { network, window, atOnce = window }: Lin2017Config,
  images: tf.Tensor4D,
  normalization: Normalization,
  timed = untimed,
): Float32Array {
  const frames = images.shape[0];
  const poses = new Float32Array(frames * 3 * network.joints);
  tf.tidy(() => {
    let state = rpsmInitialState(network, 1);
    for (let first = 0; first < frames;) {
      if (first % window === 0) state = rpsmInitialState(network, 1);
      const count = Math.min(atOnce, window - first % window, frames - first);
      const some = timed("network", () => {
        const { maps } = psiR(params.psiR, network, tf.slice(images, [first], [count]));
        const after = rpsm(params.stages, network, maps, { sequences: 1, state });
        state = after.state;
        return after.poses3d.at(-1)!.dataSync();
      });
      poses.set(some, first * 3 * network.joints);
      first += count;
    }
  });
  return timed("after the network", () => denormalize(normalization, poses));
}
