import { RELEASED_DEFAULTS } from "../correction/options.ts";
import type { Dataset } from "../data/dataset.ts";
import { evaluateRows, inferOnce, type Predictor, type RowResult } from "../evaluation/evaluate.ts";
import { type Provenance, type Scores, scoresOf } from "../evaluation/scores.ts";
import type { Skeleton } from "../skeleton.ts";
import type { Row } from "./row.ts";
import { rowsOf } from "./rows.ts";

/** A checkpoint with every row that it gives. */
export interface Measured {
  /** What tables need of it. */
  readonly scores: Scores;
  /** Poses and errors of every frame, for figures of single frames. */
  readonly results: readonly RowResult[];
}

/**
 * Evaluates all rows that one checkpoint gives. Those that are corrected towards an hourglass's 2D poses
 * need a predictor that has one; without it they are left out. So are those that are corrected towards true
 * 2D poses where the data set has not all of the machine's joints, and the released code's correction, which
 * masks the spine, where there is none.
 *
 * @param provenance of the checkpoint; `hourglass` of the other network
 *
 * @example
 * ```ts
 * import { benchmark, H36M_17, initMachine, machinePredictor, measure, preset, PROTOCOL_1, startEngine } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * await startEngine();
 * const part = { actors: ["S9"], actions: ["Walking"], frames: 2, workers: 1, cache: false } as const;
 * const dataset = await benchmark({ split: "test", ...part });
 * const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900), mean: Array(51).fill(0) };
 * const config = preset("small"); // random weights; loadMachine reads trained ones
 * const machine = { config, params: initMachine(config, 1), normalization };
 * const { scores } = measure(dataset, machinePredictor(machine, H36M_17), {
 *   checkpoint: "none", variant: "ours", seed: 1, protocol: PROTOCOL_1,
 * });
 * assertEquals(scores.rows.slice(0, 4).map(({ row }) => row), [
 *   "ours", "w/o SSC test", "w/ 2D GT", "w/ single frame",
 * ]);
 * ```
 */
export function measure(
  dataset: Dataset,
  predictor: Predictor,
  { hourglass, ...provenance }: Provenance & { readonly hourglass?: string },
): Measured {
  const rows = rowsOf(provenance.variant)
    .filter((row) => predictor.hourglass || !needsHourglass(row))
    .filter((row) => predictor.joints ? !needsTruth(row) : masksWhatIsThere(row, dataset.skeleton));
  const tests = Object.fromEntries(rows.map(({ name, test }) => [name, test]));
  const results = evaluateRows(dataset, inferOnce(predictor), tests);
  const scores = scoresOf(dataset, results, provenance);
  const checkpoint = `${provenance.checkpoint} ${hourglass}`;
  return {
    results,
    scores: {
      ...scores,
      rows: scores.rows.map((row, i) => needsHourglass(rows[i]) ? { ...row, checkpoint } : row),
    },
  };
}

function needsTruth({ test }: Row): boolean {
  return test.answer === "corrected" && (test.target === "truth" || test.target === "noisy truth");
}

/** Whether the skeleton has the joints that a row's correction masks: the released code's zeroes the spine. */
function masksWhatIsThere({ test }: Row, { joints }: Skeleton): boolean {
  if (test.answer !== "corrected" || test.change?.method !== "released") return true;
  return { ...RELEASED_DEFAULTS, ...test.change }.masked.every((joint) => joints.includes(joint));
}

function needsHourglass({ test }: Row): boolean {
  return test.answer === "corrected" && test.target === "hourglass";
}
