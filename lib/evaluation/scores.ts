import type { Dataset } from "../data/dataset.ts";
import type { RowResult } from "./evaluate.ts";
import { jointSums, type Motion, type MotionIndex, motionsOf } from "./motions.ts";
import { countedJoints, describeProtocol, type Protocol } from "./protocol.ts";

/** One row of one checkpoint, as far as tables need it. */
export interface RowScores {
  /** The row's name. */
  readonly row: string;
  /** Joint errors summed over the frames of each motion [motions, K], mm. */
  readonly sums: Float64Array;
  /** Share of frames whose correction was discarded; null where nothing is corrected. */
  readonly discarded: number | null;
  /** Where it is not the scores' own: the files behind this row. */
  readonly checkpoint?: string;
}

/** What one checkpoint's rows came to: a few kilobytes in place of every frame's poses. */
export interface Scores {
  /** The training: a name of `VARIANTS`. */
  readonly variant: string;
  /** Its seed. */
  readonly seed: number;
  /** File name and first figures of its SHA-256; of several files, spaces between. */
  readonly checkpoint: string;
  /** What was measured on what, in one sentence. */
  readonly protocol: string;
  /** Name of the data set. */
  readonly dataset: string;
  /** Names of the K joints that the protocol counts. */
  readonly joints: readonly string[];
  /** What it was trained on alone, and is evaluated on; absent: all actions. One: "individual action". */
  readonly actions?: readonly string[];
  /** The motions of the data set. */
  readonly motions: readonly Motion[];
  /** The rows, in their order. */
  readonly rows: readonly RowScores[];
}

/** What scores say of where they come from. */
export interface Provenance {
  /** File name and first figures of its SHA-256; of several files, spaces between. */
  readonly checkpoint: string;
  /** The variant that it was trained as: it decides the rows. */
  readonly variant: string;
  /** Of its training. */
  readonly seed: number;
  /** Whom it was trained and is tested on, and how errors are taken. */
  readonly protocol: Protocol;
  /** Actions that it was trained on alone; absent: all. */
  readonly actions?: readonly string[];
}

/**
 * Sums the errors of evaluated rows.
 *
 * @example
 * ```ts
 * import { type Dataset, H36M_17, PROTOCOL_1, type RowResult, scoresOf, type Sequence } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const take = { actor: "S9", action: "Eating", trial: 1, camera: 0, frames: 2 };
 * const sequences = [take as unknown as Sequence];
 * const dataset: Dataset = { name: "a take", skeleton: H36M_17, imageSize: 64, fps: 10, sequences };
 * const errors = new Float32Array(2 * 17).fill(80);
 * const results: RowResult[] = [{ name: "ours", poses: errors, errors, discarded: null }];
 * const provenance = { checkpoint: "none", variant: "ours", seed: 1, protocol: PROTOCOL_1 };
 * const { rows, motions } = scoresOf(dataset, results, provenance);
 * assertEquals([motions.length, rows[0].sums[16]], [1, 160]);
 * ```
 */
export function scoresOf(
  dataset: Dataset,
  results: readonly RowResult[],
  { protocol, ...provenance }: Provenance,
): Scores {
  const index = motionsOf(dataset);
  return {
    ...provenance,
    protocol: describeProtocol(protocol, dataset),
    dataset: dataset.name,
    joints: countedJoints(protocol, dataset.skeleton).map((joint) =>
      dataset.skeleton.joints[joint]
    ),
    motions: index.motions,
    rows: results.map(({ name, errors, discarded }) => ({
      row: name,
      sums: countedSums(dataset, index, errors, protocol),
      discarded,
    })),
  };
}

/** Sums over each motion's frames [motions, K] of the errors of those joints that a protocol counts, mm. */
export function countedSums(
  dataset: Dataset,
  index: MotionIndex,
  errors: Float32Array,
  protocol: Protocol,
): Float64Array {
  const sums = jointSums(dataset, index, errors);
  const all = dataset.skeleton.joints.length;
  const counted = countedJoints(protocol, dataset.skeleton);
  const { length } = counted;
  return Float64Array.from(
    { length: index.motions.length * length },
    (_, i) => sums[Math.floor(i / length) * all + counted[i % length]],
  );
}

/**
 * Mean over seeds of one row's sums [motions, K], mm.
 */
export function meanSums(seeds: readonly RowScores[]): Float64Array {
  const mean = new Float64Array(seeds[0].sums.length);
  for (const { sums } of seeds) sums.forEach((sum, i) => mean[i] += sum / seeds.length);
  return mean;
}

/** Sum over each motion's frames of the frame's mean joint error [motions], mm, as `bootstrap` takes it. */
export function motionSums(motions: readonly Motion[], sums: Float64Array): Float64Array {
  const joints = sums.length / motions.length;
  return Float64Array.from(motions, (_, m) => {
    let sum = 0;
    for (let j = 0; j < joints; j++) sum += sums[m * joints + j];
    return sum / joints;
  });
}
