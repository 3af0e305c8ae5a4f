import { join } from "node:path";
import type { TrainingRecord } from "../model/machine_file.ts";
import { dataArguments, dataWords, sides, type StoredData, storedSet } from "./stored_data.ts";
import {
  stillsArguments,
  stillsTitle,
  stillsWords,
  type StoredStillsFolder,
} from "./stored_stills.ts";
import { type PresetName, type Variant, variant } from "./variants.ts";

/** Which training. */
export interface VariantRun {
  /** Name of a {@link Variant}. */
  readonly variant: string;
  /** Of the initial weights, the batches and the stills. */
  readonly seed: number;
  /** Hold S8 out as the validation actor: hyper-parameters are chosen on such a machine. */
  readonly validation?: boolean;
  /** Divide all numbers of updates by this, for a quick look (default 1). */
  readonly shorten?: number;
  /** Numbers of the recipe that are to be others, by their place, such as `projector.dropout`. */
  readonly set?: Readonly<Record<string, number>>;
  /** A prepared data set to train on (default: the embedded benchmark). */
  readonly data?: StoredData;
  /** Prepared stills to train on (default: rendered ones). */
  readonly stills?: StoredStillsFolder;
  /** Size of the machine (default `small`). */
  readonly preset?: PresetName;
  /** Folder of all runs (default `runs`). */
  readonly runs?: string;
}

/** Name of the file that a training leaves in a folder of its own. */
export const MACHINE_FILE = "machine.safetensors";

/**
 * Where a training's machine is written: `RUNS/NAME-SEED/machine.safetensors`, the name saying what is
 * out of the ordinary.
 *
 * @example
 * ```ts
 * import { machinePath } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const path = machinePath({ variant: "ours", seed: 1, validation: true });
 * assertEquals(path, "runs/ours-1-validation/machine.safetensors");
 * ```
 */
export function machinePath(
  { variant: name, seed, validation, shorten = 1, set = {}, data, stills, preset, runs = "runs" }:
    VariantRun,
): string {
  const parts = [
    ...[variant(name).name, String(seed)],
    ...preset && preset !== "small" ? [preset] : [],
    ...data ? dataWords(data) : [],
    ...stills ? [stillsWords(stills)] : [],
    ...validation ? ["validation"] : [],
    ...shorten === 1 ? [] : [`shortened-${shorten}`],
    ...changes(set),
  ];
  const folder = parts.join("-");
  return join(runs, folder, MACHINE_FILE);
}

/** Changed numbers as a command line gives them. */
function changes(set: NonNullable<VariantRun["set"]>): string[] {
  return Object.entries(set).map(([place, value]) => `${place}=${value}`);
}

/** Which training it was, and what it saw, for the file's header. */
export function describeTraining(
  { kind, name, fps = 10, config: { imageSize } }: Variant,
  seesStills: boolean,
  { seed, validation, shorten = 1, set = {}, data: stored, stills, preset }: VariantRun,
): Pick<TrainingRecord, "variant" | "seed" | "command" | "data"> {
  const held = validation ? " --validation" : "",
    short = shorten > 1 ? ` --shorten ${shorten}` : "";
  const other = changes(set).map((change) => ` --set ${change}`).join("");
  const size = preset && preset !== "small" ? ` --preset ${preset}` : "";
  const from = (stored ? ` ${dataArguments(stored)}` : "") +
    (stills ? ` ${stillsArguments(stills)}` : "");
  const command =
    `deno task train --variant ${name} --seed ${seed}${size}${from}${held}${short}${other}`;
  const seenStills = stills
    ? stillsTitle(stills)
    : (stored ? "rendered " : "") + (seesStills ? "stills" : "no stills");
  if (stored) {
    const { name: protocol, train } = sides(stored, Boolean(validation));
    const seen = `${storedSet(stored).title}, ${protocol}, ${train.subjects.join(", ")}, ` +
      `${stored.fps} frames a second, ` +
      `${imageSize} px; ${seenStills}`;
    return { variant: name, seed, command, data: seen };
  }
  const actors = validation ? "validation-train" : "train";
  const sequences =
    `embedded benchmark, ${actors} actors, ${fps} frames a second, ${imageSize} px; ${seenStills}`;
  const seen = kind === "hourglass"
    ? `${imageSize} px ${stills ? seenStills : "stills of the embedded benchmark"}`
    : sequences;
  return { variant: name, seed, command, data: seen };
}
