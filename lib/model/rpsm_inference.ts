import type * as tf from "@tensorflow/tfjs";
import type { Dataset } from "../data/dataset.ts";
import { type Inference, inferSequences } from "./inference.ts";
import { type Rpsm, rpsm } from "./rpsm.ts";

/**
 * Runs Ψ_R and all stages over every sequence of `dataset`, and over every frame alone; the 3D poses are
 * the last stage's.
 *
 * @param onFrames told how many frames are done
 * @throws {UserError} when the data set's pictures or joints do not fit the machine, or it has no 2D head
 *
 * @example
 * ```ts
 * import { benchmark, initRpsm, RPSM_SMALL, rpsmInfer } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const config = { ...RPSM_SMALL, imageSize: 16 };
 * const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
 * const data = await benchmark({
 *   split: "test", actors: ["S9"], actions: ["Walking"], trials: 1, frames: 2, imageSize: 16,
 *   workers: 1, cache: false,
 * });
 * const { pose3d } = rpsmInfer({ config, params: initRpsm(config, 1), normalization }, data);
 * assertEquals(pose3d.length, 4 * 2 * 51);
 * ```
 */
export function rpsmInfer(
  model: Rpsm,
  dataset: Dataset,
  onFrames?: (done: number) => void,
): Inference {
  const { config, params } = model;
  const lift = (maps: tf.Tensor4D, sequences: number) =>
    rpsm(params.stages, config, maps, { sequences }).poses3d.at(-1)!;
  return inferSequences(model, lift, dataset, onFrames);
}
