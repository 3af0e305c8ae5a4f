import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { MACHINE_FILE } from "./variant_run.ts";
import { VARIANTS } from "./variants.ts";

/** A file that belongs to one training. */
export interface TrainedFilePath {
  /** The training: a name of `VARIANTS`. */
  readonly variant: string;
  /** Its seed. */
  readonly seed: number;
  /** Where the file is. */
  readonly path: string;
}

/**
 * The finished trainings in a folder, in the order of `VARIANTS` and by seed: files `NAME-SEED.safetensors`,
 * as in `data/`, and `NAME-SEED/machine.safetensors`, as `deno task train` leaves them in `runs/`. Others,
 * such as machines that were trained for validation, are passed over.
 *
 * Of several folders a training's file is taken from the last one that has it.
 *
 * @throws {UserError} when a folder cannot be read
 *
 * @example
 * ```ts
 * import { checkpointsIn } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const [{ variant, seed }] = checkpointsIn("data");
 * assertEquals([variant, seed], ["ours", 1]);
 * ```
 */
export function checkpointsIn(...folders: readonly string[]): TrainedFilePath[] {
  const order = Object.keys(VARIANTS);
  const files = folders.flatMap((folder) =>
    namesIn(folder).flatMap((name): TrainedFilePath[] => {
      const [, variant, seed] = /^(.+)-(\d+)(?:\.safetensors)?$/.exec(name) ?? [];
      if (!order.includes(variant)) return [];
      const path = name.endsWith(".safetensors")
        ? join(folder, name)
        : join(folder, name, MACHINE_FILE);
      return existsSync(path) ? [{ variant, seed: Number(seed), path }] : [];
    })
  );
  return [...new Map(files.map((file) => [trainingOf(file), file])).values()]
    .sort((a, b) => order.indexOf(a.variant) - order.indexOf(b.variant) || a.seed - b.seed);
}

/** `NAME-SEED`, as files of a training are named. */
export function trainingOf({ variant, seed }: Omit<TrainedFilePath, "path">): string {
  return `${variant}-${seed}`;
}

/**
 * The machines in such a folder that were trained without the validation actor, by name:
 * `NAME-SEED-validation`, and whatever numbers were changed behind it.
 *
 * @throws {UserError} when the folder cannot be read
 */
export function validationMachinesIn(folder: string): string[] {
  return filesIn(folder, /^.+-\d+-validation\b/);
}

/**
 * The hourglasses in such a folder, whatever numbers were changed: none has seen the validation actor.
 *
 * @throws {UserError} when the folder cannot be read
 */
export function hourglassesIn(folder: string): string[] {
  return filesIn(folder, /^hourglass-\d+\b/);
}

function filesIn(folder: string, named: RegExp): string[] {
  return namesIn(folder)
    .filter((name) => named.test(name))
    .map((name) => name.endsWith(".safetensors") ? name : join(name, MACHINE_FILE))
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .sort();
}

function namesIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch (error) {
    throw new UserError(`Cannot read the folder ${folder}: ${(error as Error).message}`);
  }
}
