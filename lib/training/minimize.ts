import * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";
import { type AdamState, initAdam } from "../nn/adam.ts";
import { flatten, unflatten } from "../nn/flat.ts";
import { disposeTree, mapTree, type Tree } from "../nn/tree.ts";
import type { Checkpoint, Run } from "./run_folder.ts";
import { startProgress } from "./progress.ts";
import { type Rate, rateAt } from "./schedule.ts";
import { adamUpdate, type Loss } from "./adam_update.ts";

/** What one step of Algorithm 1 minimises, and over which batches. */
export interface Objective<Params extends Tree, Batch> extends Rate {
  /** Pictures, or frames, that one update sees: for the rate shown. */
  readonly images: number;
  /**
   * The batch of an update, counted from 0. It depends on that number alone (a stream of stills is
   * opened at the place of the first update that is left), so that a run can resume.
   */
  batch(update: number): Promise<Batch> | Batch;
  /** What to print of a batch whose loss is not a number. */
  describe(batch: Batch): string;
  /** The loss and its named parts; called inside a tidy. */
  loss(params: Params, batch: Batch, update: number): Loss;
  /** Frees a batch that holds tensors. */
  dispose?(batch: Batch): void;
}

/** How often a checkpoint is written, in updates, unless told otherwise. */
const CHECKPOINT_EVERY = 500;
/** Batches that are made ready while one is used: reading from disk and decoding take turns with computing. */
const BATCHES_AHEAD = 3;
/** How often the log gets a line, in updates. */
const LOG_EVERY = 50;

/**
 * Adam on `objective` from `start`, in a run folder: goes on from the folder's checkpoint if it has one,
 * and every number depends only on the update's number, so a run that was killed ends with the same bytes.
 *
 * @returns the trained parameters, a new tree; `start` stays as it is
 * @throws {UserError} when the loss is not finite; the last checkpoint stays
 */
export async function minimize<Params extends Tree, Batch>(
  start: Params,
  objective: Objective<Params, Batch>,
  { run, label, checkpointEvery = CHECKPOINT_EVERY }: {
    run: Run;
    label: string;
    checkpointEvery?: number;
  },
): Promise<Params> {
  const saved = run.checkpoint;
  let update = saved?.step ?? 0;
  let vector = saved ? (saved.tensors.parameters as tf.Tensor1D) : flatten(start);
  let memory = saved ? (saved.tensors.adam as AdamState) : initAdam(vector.size);
  const began = update;
  const progress = startProgress({ label, start: began, total: objective.updates });
  const queue: Promise<Batch>[] = [];
  /** Begins the batches to come, in order; if one is never used, nobody minds its error. */
  const fill = (from: number) => {
    while (queue.length < BATCHES_AHEAD && from + queue.length < objective.updates) {
      const batch = Promise.resolve(from + queue.length).then(objective.batch.bind(objective));
      batch.catch(() => {});
      queue.push(batch);
    }
  };
  let waited = 0;
  try {
    fill(update);
    while (update < objective.updates) {
      const asked = performance.now();
      const batch = await queue.shift()!;
      waited += (performance.now() - asked) / 1000;
      fill(update + 1);
      const rate = rateAt(objective, update);
      const stepped = adamUpdate(
        { vector, memory },
        start,
        (params) => objective.loss(params, batch, update),
        { step: update + 1, rate },
      );
      vector = stepped.vector;
      memory = stepped.memory;
      const read = (scalar: tf.Tensor) => {
        const [number] = scalar.dataSync();
        scalar.dispose();
        return number;
      };
      const loss = read(stepped.loss);
      const norm = read(stepped.norm);
      const parts = Object.fromEntries(
        Object.entries(stepped.parts).map(([name, part]) => [name, read(part)]),
      );
      const told = objective.describe(batch);
      objective.dispose?.(batch);
      if (!Number.isFinite(loss) || !Number.isFinite(norm)) {
        throw new UserError(
          `The loss of update ${update + 1} is ${loss} (gradient norm ${norm}) on ${told}. ` +
            `The last good checkpoint is kept in ${run.folder}: lower the rate and start again`,
        );
      }
      update += 1;
      progress.update(update, { loss, images: (update - began) * objective.images, waited });
      if (update % LOG_EVERY === 0 || update === objective.updates) {
        run.log(update, { loss, ...parts, rate, norm });
      }
      if (update % checkpointEvery === 0 || update === objective.updates) {
        run.save(update, { parameters: vector, adam: memory });
      }
    }
    return shaped(vector, start);
  } finally {
    progress.stop();
    disposeTree({ vector, memory });
  }
}

/**
 * The parameters that a finished run left, of the shapes of `start`; frees the checkpoint.
 */
export function minimized<Params extends Tree>(start: Params, { tensors }: Checkpoint): Params {
  try {
    return shaped(tensors.parameters as tf.Tensor1D, start);
  } finally {
    disposeTree(tensors);
  }
}

function shaped<Params extends Tree>(vector: tf.Tensor1D, start: Params): Params {
  return tf.tidy(() => mapTree(unflatten(vector, start), (leaf) => tf.clone(leaf)));
}
