import { benchmark } from "../data/benchmark/benchmark.ts";
import type { Dataset } from "../data/dataset.ts";
import { startEngine } from "../engine/engine.ts";
import { concatenated } from "../evaluation/evaluate.ts";
import { leftRightErrors } from "../left_right_errors.ts";
import { jointErrors2d } from "../metrics_2d.ts";
import { loadHourglass } from "../model/hourglass_file.ts";
import { hourglassInfer } from "../model/hourglass_poses.ts";
import { disposeTree } from "../nn/tree.ts";
import { openModel, type OpenOptions } from "./open_checkpoint.ts";
import type { Columns } from "./result_file.ts";

/** How far a joint may be off, px of a crop of 64, before it is looked for on the other side. */
const FAR_PX = 5;

/** How well a 2D network sees the validation actor, px of the crop. */
export interface ValidationPose2d {
  /** The command that trains it again. */
  readonly training: string;
  /** Mean distance of all joints from where they are. */
  readonly error_px: number;
  /** Of the joints that have another side, per cent that are off by more than 5 px of 64. */
  readonly far_percent: number;
  /** Per cent of those that lie as near to the other side's joint. */
  readonly swapped_percent: number;
  /** Mean distance of joints that have another side from the nearer of the two. */
  readonly either_side_px: number;
}

/** The columns of the table of {@link ValidationPose2d}s. */
export const VALIDATION_POSE2D_COLUMNS: Columns = {
  training: "text",
  error_px: "number",
  far_percent: "number",
  swapped_percent: "number",
  either_side_px: "number",
};

/**
 * Tries 2D networks on S8: hourglasses, which see nobody but the stills, and the Ψ_R of machines that were
 * trained without S8. What the hourglass's hyper-parameters are chosen by.
 *
 * @param paths files that `deno task train --variant hourglass` and `deno task train --validation` wrote
 * @throws {UserError} when one cannot be read
 *
 * @example
 * ```ts
 * import { validationPose2d } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const part = { actions: ["Walking"], trials: 1, frames: 2 };
 * const paths = { hourglasses: ["data/hourglass-1.safetensors"], machines: [] };
 * const [hourglass] = await validationPose2d(paths, part);
 * assertEquals(hourglass.training, "deno task train --variant hourglass --seed 1");
 * ```
 */
export async function validationPose2d(
  { hourglasses, machines }: {
    readonly hourglasses: readonly string[];
    readonly machines: readonly string[];
  },
  options: Pick<OpenOptions, "engine" | "actions" | "trials" | "frames" | "log"> = {},
): Promise<ValidationPose2d[]> {
  await startEngine({ engine: options.engine });
  const { actions, trials, frames, log } = options;
  const part = { split: "validation", actions, trials, frames } as const;
  const lines: ValidationPose2d[] = [];
  for (const path of hourglasses) {
    const { hourglass, record } = loadHourglass(path);
    log?.(`${path}: ${record.command}`);
    try {
      const data = await benchmark({ ...part, imageSize: hourglass.config.imageSize });
      lines.push({ training: record.command, ...errors(hourglassInfer(hourglass, data), data) });
    } finally {
      disposeTree(hourglass.params);
    }
  }
  for (const checkpoint of machines) {
    const { record, params, dataset, predictor } = await openModel({
      ...options,
      ...{ checkpoint, split: "validation" },
    });
    try {
      lines.push({
        training: record.command,
        ...errors(predictor.infer(dataset).pose2d, dataset),
      });
    } finally {
      disposeTree(params);
    }
  }
  return lines;
}

function errors(poses: Float32Array, data: Dataset): Omit<ValidationPose2d, "training"> {
  const { imageSize, skeleton: { joints, mirror } } = data;
  const truth = concatenated(data, "pose2d", 2 * joints.length);
  const all = jointErrors2d(poses, truth, joints.length);
  const sides = leftRightErrors(poses, truth, mirror, FAR_PX / 64);
  return {
    error_px: imageSize * all.reduce((sum, error) => sum + error, 0) / all.length,
    far_percent: 100 * sides.far,
    swapped_percent: 100 * sides.swapped,
    either_side_px: imageSize * sides.eitherSide,
  };
}
