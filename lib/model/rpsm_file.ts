import type { Normalization } from "../normalize.ts";
import { type SaveOptions, saveTree, treeMetadata } from "../nn/tree_file.ts";
import type { TrainingRecord } from "./machine_file.ts";
import { loadModel, type ModelFormat, TRAIN_ANY } from "./model_file.ts";
import { initRpsm, type Rpsm } from "./rpsm.ts";
import type { RpsmConfig } from "./rpsm_config.ts";

const RPSM: ModelFormat = {
  format: "posemachine-rpsm-1",
  what: "recurrent 3D pose sequence machine",
  command: "deno task train --variant rpsm --seed 1",
};

/** Whether a file says that it holds one. */
export function isRpsmFile(path: string): boolean {
  return treeMetadata(path, TRAIN_ANY).format === RPSM.format;
}

/** A recurrent 3D pose sequence machine read from a file, and where it comes from. */
export interface RpsmFile {
  /** Its tensors are the caller's. */
  readonly rpsm: Rpsm;
  /** What the header says of its training. */
  readonly record: TrainingRecord;
}

/**
 * Saves a recurrent 3D pose sequence machine as one safetensors file, as `saveMachine` does a machine:
 * parameters by their paths (`stages/1/pose3d/out/kernel`, …), configuration, normalisation and training
 * record in the header.
 *
 * @throws {UserError} when the file cannot be written
 *
 * @example
 * ```ts
 * import { initRpsm, loadRpsm, RPSM_SMALL, saveRpsm } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
 * const rpsm = { config: RPSM_SMALL, params: initRpsm(RPSM_SMALL, 1), normalization };
 * const record = {
 *   ...{ variant: "rpsm", seed: 1, command: "deno task train --variant rpsm --seed 1" },
 *   ...{ data: "embedded benchmark", engine: "native", recipe: {}, steps: [] },
 * };
 * const path = `${Deno.makeTempDirSync()}/rpsm.safetensors`;
 * saveRpsm(path, rpsm, record);
 * assertEquals(loadRpsm(path).record, record);
 * ```
 */
export function saveRpsm(
  path: string,
  { config, params, normalization }: Rpsm,
  record: TrainingRecord,
  options: SaveOptions = {},
): void {
  saveTree(path, params, {
    format: RPSM.format,
    config: JSON.stringify(config),
    normalization: JSON.stringify(normalization),
    record: JSON.stringify(record),
  }, options);
}

/**
 * Reads a recurrent 3D pose sequence machine. The caller frees `rpsm.params`.
 *
 * @throws {UserError} when the file is missing, damaged, none, or does not fit its configuration
 *
 * @example
 * ```ts
 * import { loadRpsm, SHIPPED_MACHINE, startEngine, UserError } from "posemachine";
 * import { assertThrows } from "@std/assert";
 * await startEngine();
 * assertThrows(() => loadRpsm(SHIPPED_MACHINE), UserError, "no recurrent 3D pose sequence machine");
 * ```
 */
export function loadRpsm(path: string): RpsmFile {
  const { config, params, header } = loadModel(
    path,
    RPSM,
    ["normalization", "record"],
    (config: RpsmConfig) => initRpsm(config, 0),
  );
  const normalization = header.normalization as Normalization;
  return { rpsm: { config, params, normalization }, record: header.record as TrainingRecord };
}
