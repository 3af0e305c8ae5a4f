import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { readScores } from "./scores_file.ts";
import type { SweepTraining } from "./sweep_plan.ts";
import { finishedResult, stepNames } from "./sweep_result.ts";

/**
 * Whether a folder such as `data/` has what a training comes to, by the same steps on the same engine: its
 * machine, or in the folder `scores` what was measured of it.
 *
 * @throws {UserError} when scores are damaged
 */
export function isShipped({ result, steps }: SweepTraining, folder: string): boolean {
  const file = `${dirname(result)}.safetensors`;
  const wanted = stepNames(steps);
  if (finishedResult(folder, { result: file, steps: wanted })) return true;
  const scores = join(folder, "scores", file);
  return existsSync(scores) && readScores(scores).made.steps === wanted;
}
