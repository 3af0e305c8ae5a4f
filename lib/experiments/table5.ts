import type { Dataset } from "../data/dataset.ts";
import {
  bootstrap,
  type BootstrapOptions,
  differenceInterval,
  rowInterval,
} from "../evaluation/bootstrap.ts";
import { evaluateRows, inferOnce, type Predictor, type RowResult } from "../evaluation/evaluate.ts";
import { meansOf } from "../evaluation/means.ts";
import { frameCount, motionsOf, motionSums } from "../evaluation/motions.ts";
import { describeProtocol, type Protocol } from "../evaluation/protocol.ts";
import { correctionSteps, type StepError } from "./correction_steps.ts";
import { REFERENCE_ROWS, rowsOf, TABLE_5_RELATIONS, TABLE_5_ROWS } from "./rows.ts";
import type { Row } from "./row.ts";

/** One line of table5.csv. All but `published_mm` is measured on the data set that was evaluated. */
export interface TableRow {
  /** The row's name. */
  readonly row: string;
  /** The paper's figure on the real Human3.6M, mm; null for rows that it does not have. */
  readonly published_mm: number | null;
  /** Mean joint error, mm. */
  readonly measured_mm: number;
  /** Lower end of the 95 % percentile interval of the paired bootstrap over motions, mm. */
  readonly ci_low: number;
  /** Upper end, mm. */
  readonly ci_high: number;
  /** The training seeds behind the figure, separated by spaces. */
  readonly seeds: string;
  /** Frames evaluated. */
  readonly frames: number;
  /** File name and first figures of its SHA-256. */
  readonly checkpoint: string;
}

/** Whether a relation of Table 5 is seen here. Differences are `row` minus `than`: below 0 holds. */
export interface Relation {
  /** The row that should have the smaller error. */
  readonly row: string;
  /** The row that should have the larger one. */
  readonly than: string;
  /** `row` minus `than`, mm. */
  readonly difference_mm: number;
  /** Lower end of its paired 95 % interval, mm. */
  readonly ci_low: number;
  /** Upper end, mm. */
  readonly ci_high: number;
  /** The same difference in the paper, on the real Human3.6M. */
  readonly published_difference_mm: number;
  /** The whole interval is below 0. */
  readonly holds: boolean;
}

/** Everything that the ablation writes and prints. */
export interface Table5 {
  /** What was measured on what, in one sentence. */
  readonly protocol: string;
  /** Name of the data set, e.g. `embedded benchmark`. */
  readonly dataset: string;
  /** Rows of the paper's table. */
  readonly rows: readonly TableRow[];
  /** Rows that are not in the paper. */
  readonly reference: readonly TableRow[];
  /** What the paper's table says of its rows, tested here. */
  readonly relations: readonly Relation[];
  /** Mean error of every row on each action, mm. */
  readonly actions: readonly { row: string; action: string; measured_mm: number }[];
  /** Mean error of every row at each joint, mm. */
  readonly joints: readonly { row: string; joint: string; measured_mm: number }[];
  /** Error against the number of correction steps, mm. */
  readonly steps: readonly StepError[];
  /** The same without the rule that discards. */
  readonly stepsWithoutRules: readonly StepError[];
  /** Share of frames discarded by the τ rule, of rows that correct. */
  readonly discarded: ReadonlyMap<string, number>;
  /** Poses and errors of every frame, for figures. */
  readonly results: readonly RowResult[];
}

/** What a table says of the model it was made with. */
export interface Provenance {
  /** File name and first figures of its SHA-256. */
  readonly checkpoint: string;
  /** Seeds of its training. */
  readonly seeds: readonly number[];
  /** Whom it was trained and is tested on, and how errors are taken. */
  readonly protocol: Protocol;
  /** The variant that it was trained as (default `ours`): it decides the rows. */
  readonly variant?: string;
}

/**
 * Evaluates all rows of Table 5 that one checkpoint gives and, of `ours`, the curves beside it.
 *
 * @example
 * ```ts
 * import { benchmark, H36M_17, initMachine, machinePredictor, preset, PROTOCOL_1, runTable5, startEngine } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * await startEngine();
 * const part = { actors: ["S9"], actions: ["Walking"], frames: 2, workers: 1, cache: false } as const;
 * const dataset = await benchmark({ split: "test", ...part });
 * const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900), mean: Array(51).fill(0) };
 * const config = preset("small"); // random weights; loadMachine reads trained ones
 * const machine = { config, params: initMachine(config, 1), normalization };
 * const table = runTable5(dataset, machinePredictor(machine, H36M_17), {
 *   checkpoint: "none", seeds: [1], protocol: PROTOCOL_1,
 * }, { resamples: 100 });
 * assertEquals(table.rows.map(({ row }) => row), [
 *   "ours", "w/o SSC test", "w/ 2D GT", "w/ single frame",
 * ]);
 * ```
 */
export function runTable5(
  dataset: Dataset,
  predictor: Predictor,
  provenance: Provenance,
  options: BootstrapOptions = {},
): Table5 {
  const once = inferOnce(predictor);
  const { variant = "ours" } = provenance;
  const tests = Object.fromEntries(rowsOf(variant).map(({ name, test }) => [name, test]));
  const table = tabulate(dataset, evaluateRows(dataset, once, tests), provenance, options);
  if (variant !== "ours") return table;
  return {
    ...table,
    steps: correctionSteps(dataset, once),
    stepsWithoutRules: correctionSteps(dataset, once, { tau: null }),
  };
}

/**
 * The tables of evaluated rows: figures, intervals, relations; without the curves.
 *
 * @example
 * ```ts
 * import { type Dataset, H36M_17, PROTOCOL_1, type RowResult, rowsOf, type Sequence, tabulate } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const pose3d = Float32Array.from({ length: 51 }, (_, i) => i < 3 ? 0 : 10 * i);
 * const take = { actor: "S9", action: "Eating", trial: 1, camera: 0, frames: 1, pose3d };
 * const sequences = [take as unknown as Sequence];
 * const dataset: Dataset = { name: "a frame", skeleton: H36M_17, imageSize: 64, fps: 10, sequences };
 * const zeros = new Float32Array(17);
 * const results: RowResult[] = rowsOf("ours").map(({ name }) => (
 *   { name, poses: pose3d, errors: zeros, discarded: null }
 * ));
 * const table = tabulate(dataset, results, { checkpoint: "none", seeds: [1], protocol: PROTOCOL_1 });
 * assertEquals(table.rows[0].published_mm, 63.67);
 * ```
 */
export function tabulate(
  dataset: Dataset,
  results: readonly RowResult[],
  { checkpoint, seeds, protocol }: Provenance,
  options: BootstrapOptions = {},
): Table5 {
  const index = motionsOf(dataset);
  const sums = new Map(
    results.map(({ name, errors }) => [name, motionSums(dataset, index, errors)]),
  );
  const drawn = bootstrap(index.motions, sums, options);
  const means = new Map(results.map(({ name, errors }) => [name, meansOf(dataset, errors)]));
  const line = ({ name, published }: Row): TableRow => {
    const { low, high } = rowInterval(drawn, name);
    return {
      row: name,
      published_mm: published?.mm ?? null,
      measured_mm: means.get(name)!.overall,
      ci_low: low,
      ci_high: high,
      seeds: seeds.join(" "),
      frames: frameCount(dataset),
      checkpoint,
    };
  };
  const relations = TABLE_5_RELATIONS.filter((pair) => pair.every((name) => means.has(name)));
  const published = (name: string) => TABLE_5_ROWS.find((row) => row.name === name)!.published!.mm;
  return {
    protocol: describeProtocol(protocol, dataset),
    dataset: dataset.name,
    rows: TABLE_5_ROWS.filter(({ name }) => means.has(name)).map(line),
    reference: REFERENCE_ROWS.filter(({ name }) => means.has(name)).map(line),
    relations: relations.map(([row, than]) => {
      const { estimate, low, high } = differenceInterval(drawn, row, than);
      return {
        row,
        than,
        difference_mm: estimate,
        ci_low: low,
        ci_high: high,
        published_difference_mm: published(row) - published(than),
        holds: high < 0,
      };
    }),
    actions: [...means].flatMap(([row, { actions }]) =>
      [...actions].map(([action, measured_mm]) => ({ row, action, measured_mm }))
    ),
    joints: [...means].flatMap(([row, { joints }]) =>
      joints.map((measured_mm, j) => ({ row, joint: dataset.skeleton.joints[j], measured_mm }))
    ),
    steps: [],
    stepsWithoutRules: [],
    discarded: new Map(
      results.flatMap(({ name, discarded }) => discarded === null ? [] : [[name, discarded]]),
    ),
    results,
  };
}
