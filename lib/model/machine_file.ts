import { UserError } from "../errors.ts";
import type { Normalization } from "../normalize.ts";
import { type SaveOptions, saveTree } from "../nn/tree_file.ts";
import { disposeTree } from "../nn/tree.ts";
import type { LifterConfig, MachineConfig } from "./config.ts";
import {
  initLifter,
  initMachine,
  isMachine,
  type Lifter,
  type LifterParams,
  type Machine,
} from "./machine.ts";
import { loadModel, type ModelFormat } from "./model_file.ts";

const MACHINE: ModelFormat = {
  format: "posemachine-machine-1",
  what: "machine",
  command: "deno task train --variant ours --seed 1",
};

/** Where a machine comes from; kept in the header of its file. */
export interface TrainingRecord {
  /** The row of Table 5 it was trained as, e.g. `ours`. */
  readonly variant: string;
  /** Of the initial weights, the batches and the stills. */
  readonly seed: number;
  /** The command that trains it again. */
  readonly command: string;
  /** What it was trained on. */
  readonly data: string;
  /** Library and device that trained it: the same ones on the same processor give the same bytes. */
  readonly engine: string;
  /** The hyper-parameters of the four steps of Algorithm 1. */
  readonly recipe: unknown;
  /** The steps' checkpoints: a key is the hash of all that decides one. */
  readonly steps: readonly { readonly name: string; readonly key: string }[];
  /** SHA-256 of the full-precision file that training wrote; only in a compact one, made from it. */
  readonly source?: string;
}

/** A machine, perhaps without projector module, read from a file, and where it comes from. */
export interface LifterFile {
  /** Its tensors are the caller's. */
  readonly machine: Lifter;
  /** What the header says of its training. */
  readonly record: TrainingRecord;
}

/** A whole machine read from a file, and where it comes from. */
export interface MachineFile extends LifterFile {
  /** Its tensors are the caller's. */
  readonly machine: Machine;
}

/**
 * Saves a machine as one safetensors file that Python's `safetensors` reads as well: parameters by their
 * paths (`psiR/trunk/conv1_1/kernel`, …), and in the header the configuration, the normalisation and the
 * training record, as JSON. `weights` may be stored in fewer bits: see `WeightStorage`.
 *
 * @throws {UserError} when the file cannot be written
 *
 * @example
 * ```ts
 * import { loadMachine, saveMachine, SHIPPED_MACHINE, startEngine } from "posemachine";
 * import { assert } from "@std/assert";
 * await startEngine();
 * const { machine, record } = loadMachine(SHIPPED_MACHINE);
 * const path = `${Deno.makeTempDirSync()}/small.safetensors`;
 * saveMachine(path, machine, record, { weights: "i12" });
 * assert(Deno.statSync(path).size < 1.5e6); // bytes, for 0.9 million parameters
 * ```
 */
export function saveMachine(
  path: string,
  { config, params, normalization }: Lifter,
  record: TrainingRecord,
  options: SaveOptions = {},
): void {
  saveTree(path, params, {
    format: MACHINE.format,
    config: JSON.stringify(config),
    normalization: JSON.stringify(normalization),
    record: JSON.stringify(record),
  }, options);
}

/**
 * Reads a whole machine. The caller frees `machine.params`.
 *
 * @throws {UserError} when the file is missing, damaged, no machine, does not fit its configuration, or
 * was trained without a projector module
 *
 * @example
 * ```ts
 * import { disposeTree, loadMachine, SHIPPED_MACHINE, startEngine } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * await startEngine();
 * const { machine, record } = loadMachine(SHIPPED_MACHINE);
 * assertEquals([machine.config.preset, record.seed], ["small", 1]);
 * disposeTree(machine.params);
 * ```
 */
export function loadMachine(path: string): MachineFile {
  const { machine, record } = loadLifter(path);
  if (isMachine(machine)) return { machine, record };
  disposeTree(machine.params);
  throw new UserError(
    `${path} was trained without a projector module (variant '${record.variant}'), so its poses ` +
      "cannot be corrected or projected: give a machine with one, or take its intermediate poses",
  );
}

/**
 * Reads a machine that may have been trained without a projector module: see {@link isMachine}. The
 * caller frees `machine.params`.
 *
 * @throws {UserError} when the file is missing, damaged, no machine, or does not fit its configuration
 *
 * @example
 * ```ts
 * import { disposeTree, loadLifter, SHIPPED_MACHINE, startEngine } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * await startEngine();
 * const { machine, record } = loadLifter(SHIPPED_MACHINE);
 * assertEquals([machine.config.imageSize, record.variant], [64, "ours"]);
 * disposeTree(machine.params);
 * ```
 */
export function loadLifter(path: string): LifterFile {
  const { config, params, header } = loadModel(
    path,
    MACHINE,
    ["normalization", "record"],
    (config: LifterConfig | MachineConfig): LifterParams =>
      "projector" in config ? initMachine(config, 0) : initLifter(config, 0),
  );
  const normalization = header.normalization as Normalization;
  return { machine: { config, params, normalization }, record: header.record as TrainingRecord };
}
