import { join } from "node:path";
import { UserError } from "../errors.ts";
import { loadTree, saveTree } from "../nn/tree_file.ts";
import { disposeTree, type Tree } from "../nn/tree.ts";
import { type Json, requireSameConfig } from "./run_config.ts";
import { type EventWriter, openEvents } from "./run_events.ts";
import { lockFolder } from "./run_lock.ts";
import { openLog, type RunLog } from "./run_log.ts";

/** Where a stopped run goes on from. */
export interface Checkpoint {
  /** Steps done when it was saved. */
  readonly step: number;
  /** Everything saved: parameters, Adam's memory… The caller frees it. */
  readonly tensors: Tree;
  /** What was saved beside them. */
  readonly record: Json;
}

export interface RunOptions {
  /** Such as `runs/ours-1`; made when it is not there. */
  readonly folder: string;
  /**
   * Everything that decides the result, as plain values: a run goes on only under the configuration it
   * began with.
   */
  readonly config: object;
  /** Discard what the folder holds and begin at step 0. */
  readonly fresh?: boolean;
  /** Takes the few remarks there may be; default: standard error. */
  readonly note?: (text: string) => void;
}

/** A run: a folder with `checkpoint.safetensors`, `log.jsonl` and TensorBoard's `events/`. */
export interface Run {
  readonly folder: string;
  /** Where to go on from; undefined for a new run. */
  readonly checkpoint: Checkpoint | undefined;
  /** Replaces the checkpoint, atomically: after a kill at any moment the folder holds this or the last. */
  save(step: number, tensors: Tree, record?: object): void;
  /** Logs what a rerun would repeat (losses); `transient` values (speeds) go to TensorBoard alone. */
  log(
    step: number,
    values: Readonly<Record<string, number>>,
    transient?: Readonly<Record<string, number>>,
  ): void;
  /** Closes the files and lets another trainer in. */
  close(): void;
}

const FORMAT = "posemachine-run-1";

/** The checkpoint's place in a run folder. */
export const checkpointPath = (folder: string): string => join(folder, "checkpoint.safetensors");

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Reads a run's checkpoint, and the configuration it was trained under.
 *
 * @throws {UserError} when it is missing, truncated, or not a training checkpoint
 */
export function readCheckpoint(folder: string): Checkpoint & { readonly config: Json } {
  const path = checkpointPath(folder);
  const { tree, metadata } = loadTree(path, "or train again with --fresh");
  if (metadata.format !== FORMAT) {
    disposeTree(tree);
    throw new UserError(
      `${path} is not a training checkpoint of this version (format ${
        metadata.format ?? "absent"
      }, ` +
        `expected ${FORMAT}). Choose another folder with --runs, or --fresh to begin anew`,
    );
  }
  return {
    step: Number(metadata.step),
    tensors: tree,
    record: JSON.parse(metadata.record),
    config: JSON.parse(metadata.config),
  };
}

function discard(folder: string) {
  for (const name of ["checkpoint.safetensors", "log.jsonl", "events"]) {
    if (exists(join(folder, name))) Deno.removeSync(join(folder, name), { recursive: true });
  }
}

function resume({ folder, config }: RunOptions): Checkpoint | undefined {
  if (!exists(checkpointPath(folder))) return undefined;
  const { config: saved, ...checkpoint } = readCheckpoint(folder);
  try {
    requireSameConfig(folder, saved, JSON.parse(JSON.stringify(config)));
    return checkpoint;
  } catch (error) {
    disposeTree(checkpoint.tensors);
    throw error;
  }
}

/**
 * Opens a run folder, and by default goes on where it stopped.
 *
 * @throws {UserError} when the configuration differs from the folder's, naming each setting; when the
 * checkpoint is damaged; when another process trains there
 */
export async function openRun(options: RunOptions): Promise<Run> {
  const { folder, config, fresh = false, note = console.error } = options;
  Deno.mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(folder);
  let checkpoint: Checkpoint | undefined, log: RunLog, events: EventWriter;
  try {
    if (fresh) discard(folder);
    checkpoint = resume(options);
    log = openLog(folder, checkpoint?.step ?? 0);
    events = await openEvents(join(folder, "events"), note);
  } catch (error) {
    unlock();
    throw error;
  }
  return {
    folder,
    checkpoint,
    save(step, tensors, record = {}) {
      log.flush(); // a checkpoint never runs ahead of its log
      saveTree(checkpointPath(folder), tensors, {
        format: FORMAT,
        step: String(step),
        config: JSON.stringify(config),
        record: JSON.stringify(record),
      });
    },
    log(step, values, transient = {}) {
      log.append({ step, ...values });
      events.scalars(step, { ...values, ...transient });
    },
    close() {
      log.close();
      events.close();
      unlock();
    },
  };
}
