import { jointsByName } from "../joint_conversion.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Skeleton } from "../skeleton.ts";
import type { Predictor } from "./evaluate.ts";

/**
 * A predictor for data of another skeleton: the machine sees the pictures and corrects its poses with the
 * joints that it has, and errors are of the data set's joints, taken from its poses by name. There is no
 * true 2D pose of all its joints, so no row can aim at one.
 *
 * @param from joints of the machine
 * @param to joints of the data set; the machine must have all of them
 * @throws {UserError} naming the joints that the machine lacks
 *
 * @example
 * ```ts
 * import { convertedPredictor, H36M_17, HUMANEVA_15, initMachine, machinePredictor, preset } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
 * const config = preset("small");
 * const machine = { config, params: initMachine(config, 1), normalization };
 * const predictor = convertedPredictor(machinePredictor(machine, H36M_17), H36M_17, HUMANEVA_15);
 * assertEquals(predictor.joints?.length, 15);
 * ```
 */
export function convertedPredictor(predictor: Predictor, from: Skeleton, to: Skeleton): Predictor {
  if (from.name === to.name) return predictor;
  const { infer, hourglass } = predictor;
  const seen = (dataset: Dataset): Dataset => ({ ...dataset, skeleton: from });
  return {
    ...predictor,
    joints: jointsByName(from, to),
    infer: (dataset) => infer(seen(dataset)),
    hourglass: hourglass && ((dataset) => hourglass(seen(dataset))),
  };
}
