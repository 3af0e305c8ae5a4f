import type { Dataset } from "../data/dataset.ts";
import { UserError } from "../errors.ts";
import { evaluateRows, inferOnce, type Predictor } from "../evaluation/evaluate.ts";
import { meansOf } from "../evaluation/means.ts";
import type { TestTime } from "../evaluation/test_time.ts";
import { disposeTree } from "../nn/tree.ts";
import { openModel, type OpenOptions } from "./open_checkpoint.ts";
import type { Columns } from "./result_file.ts";
import { variant } from "./variants.ts";

/** What one training without the validation actor came to on that actor. */
export interface ValidationTraining {
  /** The command that trains it again: variant, seed, and the numbers that were changed. */
  readonly training: string;
  /** Mean joint error of the intermediate pose, mm. */
  readonly intermediate_mm: number;
  /** Of Ψ_C(p3d), mm; null without a projector module. */
  readonly regressed_mm: number | null;
  /** Of the corrected pose, mm; null without a projector module. */
  readonly corrected_mm: number | null;
}

/** The columns of the table of {@link ValidationTraining}s. */
export const VALIDATION_COLUMNS: Columns = {
  training: "text",
  intermediate_mm: "number",
  regressed_mm: "number",
  corrected_mm: "number",
};

/**
 * Evaluates machines that were trained without S8 on S8: what hyper-parameters are chosen by.
 *
 * @param paths files that `deno task train --validation` wrote
 * @throws {UserError} when there is none, or one cannot be read
 *
 * @example
 * ```ts
 * import { validationTrainings } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const part = { actions: ["Walking"], trials: 1, frames: 2 };
 * const [ours] = await validationTrainings(["data/ours-1-validation.safetensors"], part);
 * assertEquals(ours.training, "deno task train --variant ours --seed 1 --validation");
 * ```
 */
export async function validationTrainings(
  paths: readonly string[],
  options: Omit<OpenOptions, "checkpoint" | "split" | "data" | "hourglass"> = {},
): Promise<ValidationTraining[]> {
  if (paths.length === 0) {
    throw new UserError(
      "There is no machine to validate: train one with 'deno task train --validation', and say where " +
        "with --from runs",
    );
  }
  const lines: ValidationTraining[] = [];
  for (const checkpoint of paths) {
    const model = await openModel({ ...options, checkpoint, split: "validation" });
    const { record, params, dataset, predictor } = model;
    try {
      lines.push({ training: record.command, ...errors(dataset, predictor, record.variant) });
    } finally {
      disposeTree(params);
    }
  }
  return lines;
}

function errors(dataset: Dataset, predictor: Predictor, name: string) {
  const once = inferOnce(predictor);
  const asked = variant(name);
  const single = asked.kind === "machine" && asked.config.transformer.recurrence === "none";
  const mode = single ? "frame" : "sequence";
  const mm = (test: TestTime) => {
    const [{ errors }] = evaluateRows(dataset, once, { [name]: test });
    return meansOf(dataset, errors).overall;
  };
  const projects = asked.kind === "machine" && asked.recipe.projector !== null;
  return {
    intermediate_mm: mm({ answer: "intermediate", mode }),
    regressed_mm: projects ? mm({ answer: "regressed", mode }) : null,
    corrected_mm: projects ? mm({ answer: "corrected", mode, target: "predicted" }) : null,
  };
}
