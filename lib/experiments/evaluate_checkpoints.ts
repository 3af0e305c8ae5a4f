import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { correctionOptions } from "../correction/options.ts";
import { benchmark } from "../data/benchmark/benchmark.ts";
import { benchmarkVersion } from "../data/benchmark/version.ts";
import type { Dataset } from "../data/dataset.ts";
import { TABLE_3_ACTIONS } from "../data/humaneva/names.ts";
import type { BootstrapOptions } from "../evaluation/bootstrap.ts";
import type { Scores } from "../evaluation/scores.ts";
import { disposeTree } from "../nn/tree.ts";
import { checkpointsIn, trainingOf } from "./checkpoint_files.ts";
import { type CorrectionCurves, correctionCurves } from "./correction_steps.ts";
import { alignedScores } from "./aligned_scores.ts";
import { measure } from "./measure.ts";
import { type EvaluationData, openModel, type OpenOptions } from "./open_checkpoint.ts";
import { type Panel, panelFrames } from "./panel.ts";
import { type MeasuredScores, TABLE_2_ROWS } from "./comparison_rows.ts";
import { type ProtocolTable, protocolTable } from "./protocol_table.ts";
import { experimentOf, EXPERIMENTS } from "./rows.ts";
import { readScores, writeScores } from "./scores_file.ts";
import { sourceCommit } from "./source_commit.ts";
import { stepNames } from "./sweep_result.ts";
import { openSide, protocolFor, sides, type StoredData, storedSet } from "./stored_data.ts";
import { type Table3, table3 } from "./table3.ts";
import { type Table5, tabulate } from "./table5.ts";

/** What is to be evaluated, and how. */
export interface EvaluateOptions
  extends Omit<OpenOptions, "checkpoint" | "hourglass" | "data" | "protocol">, BootstrapOptions {
  /** Files that `deno task train` wrote. */
  readonly checkpoints: readonly string[];
  /** The file of the hourglass of a seed, where there is one. */
  readonly hourglass?: (seed: number) => string | undefined;
  /** Files of scores that stand in for checkpoints that are not at hand. */
  readonly scores?: readonly string[];
  /** A prepared data set to evaluate on (default: the embedded benchmark). */
  readonly stored?: StoredData;
  /** Folder for the scores of every checkpoint, to stand in for it later; none by default. */
  readonly keep?: string;
}

/** Tables of everything that was evaluated. */
export interface Evaluation {
  /** Those that have a row with a result. */
  readonly tables: readonly Table5[];
  /** On a prepared Human3.6M: its rows of Table 2, beside what was published. */
  readonly protocol?: ProtocolTable;
  /** On a prepared HumanEva-I: its rows of Table 3, beside what was published. */
  readonly table3?: Table3;
  /** Of the first machine `ours`, on the benchmark: error against the number of correction steps. */
  readonly curves?: CorrectionCurves;
  /** Of the first machine `ours`, on the benchmark: frames to look at. */
  readonly panel?: Panel;
}

/**
 * Everything in some folders that `evaluateCheckpoints` can use: checkpoints, hourglasses, and in their folders
 * `scores` what stands in for checkpoints that are in none of them. What several have is the last one's.
 *
 * @throws {UserError} when a folder cannot be read
 *
 * @example
 * ```ts
 * import { evaluable } from "posemachine";
 * import { assert } from "@std/assert";
 * assert(evaluable("data").checkpoints[0].endsWith("ours-1.safetensors"));
 * ```
 */
export function evaluable(
  ...folders: readonly string[]
): Required<Pick<EvaluateOptions, "checkpoints" | "hourglass" | "scores">> {
  const files = checkpointsIn(...folders);
  const kept = folders.map((folder) => join(folder, "scores")).filter((folder) =>
    existsSync(folder)
  );
  const here = new Set(files.map(trainingOf));
  return {
    checkpoints: files.filter(({ variant }) => variant !== "hourglass").map(({ path }) => path),
    hourglass: (seed) =>
      files.find((file) => file.variant === "hourglass" && file.seed === seed)?.path,
    scores: checkpointsIn(...kept).filter((file) => !here.has(trainingOf(file)))
      .map(({ path }) => path),
  };
}

/**
 * Evaluates checkpoints one after the other and makes the tables of all of them. A checkpoint's row that
 * needs an hourglass takes that of its own seed.
 *
 * @throws {UserError} when a checkpoint cannot be read or an option is wrong
 *
 * @example
 * ```ts
 * import { evaluateCheckpoints, SHIPPED_MACHINE } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const part = { actions: ["Walking"], trials: 1, frames: 2, resamples: 10 };
 * const { tables } = await evaluateCheckpoints({ ...part, checkpoints: [SHIPPED_MACHINE] });
 * assertEquals(tables[0].rows[0].row, "ours");
 * ```
 */
export async function evaluateCheckpoints(options: EvaluateOptions): Promise<Evaluation> {
  const { checkpoints, hourglass: other, keep, resamples, stored, log = () => {}, ...open } =
    options;
  const source = stored ? storedSource(stored) : { data: onceEach() };
  const all: Scores[] = [], real: MeasuredScores[] = [];
  let beside: Pick<Evaluation, "curves" | "panel"> = {};
  for (const checkpoint of checkpoints) {
    const began = performance.now();
    const model = await openModel({
      ...open,
      ...source,
      ...{ checkpoint, log },
      hourglass: ({ variant, seed }) => variant === "ours" ? other?.(seed) : undefined,
    });
    const { dataset, predictor, provenance, record, params, hourglass } = model;
    try {
      const measured = measure(dataset, predictor, provenance);
      const { scores, results } = measured;
      all.push(scores);
      if (stored) {
        const { test: { frameRule } } = sides(stored, record.command.includes("--validation"));
        const aligned = alignedScores(dataset, measured, provenance.protocol, TABLE_2_ROWS);
        real.push(
          { scores, alignment: "translation", frameRule },
          { scores: aligned, alignment: "Procrustes", frameRule },
        );
      }
      if (keep !== undefined) {
        const made = {
          ...{ commit: await sourceCommit(), training: record.command, on: record.engine },
          ...{ steps: stepNames(record.steps), ...settings(options) },
        };
        const name = [record.variant, record.seed, ...scores.actions ?? []].join("-");
        writeScores(join(keep, `${name}.safetensors`), { scores, made });
      }
      if (record.variant === "ours" && !beside.panel && !stored) {
        beside = {
          curves: correctionCurves(dataset, predictor),
          panel: panelFrames(results, dataset, predictor),
        };
      }
    } finally {
      disposeTree(params);
      if (hourglass) disposeTree(hourglass.params);
    }
    log(`evaluated in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
  const scores = [...all, ...standIns(options, all)];
  const of = Map.groupBy(ofSameActions(scores), ({ variant }) => experimentOf(variant));
  const tables = EXPERIMENTS.filter((experiment) => of.has(experiment)).map((experiment) =>
    tabulate(of.get(experiment)!, { experiment, resamples, seed: options.seed })
  );
  const drawn = { resamples, seed: options.seed };
  if (stored?.kind === "humaneva") return { tables, table3: table3(inTable3(real, log), drawn) };
  const protocol = stored && protocolTable(stored.protocol, real, drawn);
  return { tables, protocol, ...beside };
}

/** A prepared data set's sequences; their pictures are read again for each checkpoint. */
function storedSource(stored: StoredData): Pick<OpenOptions, "data" | "protocol"> {
  return {
    data: ({ split, imageSize, actions }) =>
      Promise.resolve(
        openSide({ ...stored, ...actions && { actions } }, "test", {
          validation: split === "validation",
          imageSize,
        }),
      ),
    protocol: (validation, record, tested) => protocolFor(stored, validation, record, tested),
  };
}

/** Data sets that are made ready once, however many checkpoints are evaluated on them. */
function onceEach(): (config: EvaluationData) => Promise<Dataset> {
  const made = new Map<string, Promise<Dataset>>();
  return (config) => {
    const key = JSON.stringify([config.imageSize, config.fps]);
    const dataset = made.get(key) ?? benchmark(config);
    made.set(key, dataset);
    return dataset;
  };
}

/** Machines of single actions are rows of Table 2 together; of Table 5 only where there is but one action. */
function ofSameActions(all: readonly Scores[]): readonly Scores[] {
  const trainedOn = new Set(all.map(({ actions }) => JSON.stringify(actions ?? "all")));
  return trainedOn.size === 1 ? all : all.filter(({ actions }) => actions === undefined);
}

/** Those that Table 3 has columns for: other actions can be asked for. */
function inTable3(all: readonly MeasuredScores[], log: (line: string) => void): MeasuredScores[] {
  const fits = all.filter(({ scores }) =>
    scores.motions.every(({ action }) => TABLE_3_ACTIONS.some((name) => name === action))
  );
  if (fits.length < all.length) {
    log(`note: Table 3 has ${TABLE_3_ACTIONS.join(", ")} alone; other actions are not shown in it`);
  }
  return fits;
}

/** What decides scores beside the checkpoint, as it is written into their file. */
function settings({ correction = {}, actions, trials, frames, stored }: EvaluateOptions) {
  return {
    pictures: JSON.stringify(stored ? storedSet(stored).title : benchmarkVersion()),
    correction: JSON.stringify(correctionOptions(correction)),
    sequences: JSON.stringify({ actions, trials, frames }),
  };
}

/** Recorded scores that were measured as the checkpoints at hand are, and on the same motions. */
function standIns(options: EvaluateOptions, measured: readonly Scores[]): Scores[] {
  const { scores: paths = [], log = () => {} } = options;
  const motionsOf = ({ dataset, motions }: Scores) => JSON.stringify([dataset, motions]);
  const asked = Object.entries(settings(options));
  return paths.flatMap((path) => {
    const { scores, made } = readScores(path);
    const other = asked.find(([name, value]) => made[name] !== value);
    if (other) {
      const [name, value] = other;
      const recorded = made[name] ?? "not told";
      log(`note: ${basename(path)} is left out: its ${name}: ${recorded}; asked for: ${value}`);
      return [];
    }
    const table = experimentOf(scores.variant);
    const same = measured.find(({ variant }) => experimentOf(variant) === table);
    if (same && motionsOf(same) !== motionsOf(scores)) {
      log(`note: ${basename(path)} is of other motions and is left out`);
      return [];
    }
    log(`${basename(path)}: recorded scores of ${scores.checkpoint}`);
    return [scores];
  });
}
