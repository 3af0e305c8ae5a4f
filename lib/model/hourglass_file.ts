import { type SaveOptions, saveTree, treeMetadata } from "../nn/tree_file.ts";
import { createRng } from "../random.ts";
import { type HourglassParams, initHourglass } from "./hourglass.ts";
import type { HourglassConfig } from "./hourglass_config.ts";
import type { TrainingRecord } from "./machine_file.ts";
import { loadModel, type ModelFormat, TRAIN_ANY } from "./model_file.ts";

const HOURGLASS: ModelFormat = {
  format: "posemachine-hourglass-1",
  what: "hourglass",
  command: "deno task train --variant hourglass --seed 1",
};

/** Whether a file says that it holds one. */
export function isHourglassFile(path: string): boolean {
  return treeMetadata(path, TRAIN_ANY).format === HOURGLASS.format;
}

/** A stacked hourglass: its shape and its weights. */
export interface Hourglass {
  /** Its shape. */
  readonly config: HourglassConfig;
  /** Its weights. */
  readonly params: HourglassParams;
}

/** An hourglass read from a file, and where it comes from. */
export interface HourglassFile {
  /** Its tensors are the caller's. */
  readonly hourglass: Hourglass;
  /** What the header says of its training. */
  readonly record: TrainingRecord;
}

/**
 * Saves an hourglass as one safetensors file, as `saveMachine` does a machine: parameters by their paths
 * (`stacks/1/heat/kernel`, …), configuration and training record in the header.
 *
 * @throws {UserError} when the file cannot be written
 *
 * @example
 * ```ts
 * import { createRng, HOURGLASS_SMALL, initHourglass, loadHourglass, saveHourglass } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const config = HOURGLASS_SMALL;
 * const record = {
 *   ...{ variant: "hourglass", seed: 1, command: "deno task train --variant hourglass --seed 1" },
 *   ...{ data: "stills", engine: "native", recipe: {}, steps: [] },
 * };
 * const path = `${Deno.makeTempDirSync()}/hourglass.safetensors`;
 * saveHourglass(path, { config, params: initHourglass(config, createRng(1)) }, record);
 * assertEquals(loadHourglass(path).record, record);
 * ```
 */
export function saveHourglass(
  path: string,
  { config, params }: Hourglass,
  record: TrainingRecord,
  options: SaveOptions = {},
): void {
  saveTree(path, params, {
    format: HOURGLASS.format,
    config: JSON.stringify(config),
    record: JSON.stringify(record),
  }, options);
}

/**
 * Reads an hourglass. The caller frees `hourglass.params`.
 *
 * @throws {UserError} when the file is missing, damaged, no hourglass, or does not fit its configuration
 *
 * @example
 * ```ts
 * import { loadHourglass, SHIPPED_MACHINE, startEngine, UserError } from "posemachine";
 * import { assertThrows } from "@std/assert";
 * await startEngine();
 * assertThrows(() => loadHourglass(SHIPPED_MACHINE), UserError, "no hourglass");
 * ```
 */
export function loadHourglass(path: string): HourglassFile {
  const { config, params, header } = loadModel(
    path,
    HOURGLASS,
    ["record"],
    (config: HourglassConfig) => initHourglass(config, createRng(0)),
  );
  return { hourglass: { config, params }, record: header.record as TrainingRecord };
}
