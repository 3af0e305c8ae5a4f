import type { Dataset, Sequence } from "../data/dataset.ts";
import { UserError } from "../errors.ts";
import type { Predictor, RowResult } from "../evaluation/evaluate.ts";
import { frameMeans } from "../evaluation/frame_means.ts";

/** One frame with its poses before and after the correction, as a figure shows it. */
export interface PanelFrame {
  /** Which frame it is, and its place by the rule of the panel; lines end in `\n`. */
  readonly title: string;
  /** RGB [size, size, 3], 0..255: the crop that the machine saw. */
  readonly picture: Uint8Array;
  /** Predicted 2D pose [K, 2], in [0,1] of the crop. */
  readonly pose2d: Float32Array;
  /** p3d [K, 3], mm, camera axes, before the projector module. */
  readonly intermediate: Float32Array;
  /** The answer of `ours` [K, 3], mm, camera axes. */
  readonly corrected: Float32Array;
  /** The true pose [K, 3], mm, camera axes. */
  readonly truth: Float32Array;
  /** Mean joint error of `intermediate`, mm, up to translation. */
  readonly intermediate_mm: number;
  /** Mean joint error of Ψ_C(p3d), where the correction starts, mm, up to translation. */
  readonly regressed_mm: number;
  /** Mean joint error of `corrected`, mm, up to translation. */
  readonly corrected_mm: number;
}

/** Frames for a figure, and how they were chosen. */
export interface Panel {
  /** Name of the data set, e.g. `embedded benchmark`. */
  readonly dataset: string;
  /** The rule that chose the frames, in words, to stand under the figure. */
  readonly rule: string;
  /** From top to bottom. */
  readonly frames: readonly PanelFrame[];
}

/** Where in the order of all frames by gain the rows stand, per cent: much, some, usual, a loss. */
const PERCENTILES: readonly number[] = [90, 70, 50, 10];

/**
 * Frames for a panel like the paper's figure 5, chosen by a rule that no one can bend: all frames are
 * ordered by what the steps of the correction gain (error of Ψ_C(p3d), where they begin, minus error of
 * `ours`), and those at the 90th, 70th, 50th and 10th percentile are taken; where an action has been shown,
 * the next frame of another one.
 *
 * @param results of the same data set and predictor, as `measure` gives them
 * @throws {UserError} when a row is lacking that the panel shows
 *
 * @example
 * ```ts
 * import { benchmark, H36M_17, initMachine, machinePredictor, measure, panelFrames, preset, PROTOCOL_1, startEngine } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * await startEngine();
 * const part = { actors: ["S9"], actions: ["Walking"], frames: 2, workers: 1, cache: false } as const;
 * const dataset = await benchmark({ split: "test", ...part });
 * const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900), mean: Array(51).fill(0) };
 * const config = preset("small");
 * const predictor = machinePredictor(
 *   { config, params: initMachine(config, 1), normalization }, H36M_17,
 * );
 * const provenance = { checkpoint: "none", variant: "ours", seed: 1, protocol: PROTOCOL_1 };
 * const { results } = measure(dataset, predictor, provenance);
 * assertEquals(panelFrames(results, dataset, predictor).frames.length, 4);
 * ```
 */
export function panelFrames(
  results: readonly RowResult[],
  dataset: Dataset,
  predictor: Predictor,
): Panel {
  const joints = dataset.skeleton.joints.length;
  const before = rowOf(results, "intermediate pose");
  const after = rowOf(results, "ours");
  const errors = [before, after, rowOf(results, "w/o SSC test")].map((row) =>
    frameMeans(row.errors, joints)
  );
  const gain = (frame: number) => errors[2][frame] - errors[1][frame];
  const order = [...errors[0].keys()].sort((a, b) => gain(a) - gain(b) || a - b);
  const { pose2d } = predictor.infer(dataset);
  const places = placesOf(dataset);
  const shown = new Set<string>();
  const frames = PERCENTILES.map((percentile): PanelFrame => {
    const from = Math.round((order.length - 1) * percentile / 100);
    const circle = [...order.slice(from), ...order.slice(0, from)];
    const frame = circle.find((f) => !shown.has(places[f].sequence.action)) ?? circle[0];
    const { sequence, index } = places[frame];
    shown.add(sequence.action);
    const { actor, action, camera, images, pose3d } = sequence;
    return {
      title: `${action}, ${actor}\ncamera ${camera + 1}, frame ${
        index + 1
      }\n${percentile}th percentile`,
      picture: part(images, index, dataset.imageSize ** 2 * 3),
      pose2d: part(pose2d, frame, 2 * joints),
      intermediate: part(before.poses, frame, 3 * joints),
      corrected: part(after.poses, frame, 3 * joints),
      truth: part(pose3d, index, 3 * joints),
      intermediate_mm: errors[0][frame],
      regressed_mm: errors[2][frame],
      corrected_mm: errors[1][frame],
    };
  });
  const rule =
    `Of all ${order.length} frames in the order of what the steps of the correction gain, those at the ` +
    `percentiles ${PERCENTILES.join(", ")}, or the ` +
    "next of an action not yet shown.";
  return { dataset: dataset.name, rule, frames };
}

function rowOf(results: readonly RowResult[], name: string): RowResult {
  const row = results.find((result) => result.name === name);
  if (!row) {
    const names = results.map((result) => result.name).join(", ");
    throw new UserError(`There is no row '${name}' to draw, only ${names}: evaluate all rows`);
  }
  return row;
}

/** Sequence, and number in it, of every frame of a data set. */
function placesOf({ sequences }: Dataset): { sequence: Sequence; index: number }[] {
  return sequences.flatMap((sequence) =>
    Array.from({ length: sequence.frames }, (_, index) => ({ sequence, index }))
  );
}

const part = <T extends Float32Array | Uint8Array>(values: T, at: number, length: number): T =>
  values.slice(at * length, (at + 1) * length) as T;
