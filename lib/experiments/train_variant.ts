import { createHash } from "node:crypto";
import { join } from "node:path";
import { benchmark, RENDERER_VERSION } from "../data/benchmark/benchmark.ts";
import { readMotionFile } from "../data/benchmark/motion_file.ts";
import { stillStream } from "../data/benchmark/still_stream.ts";
import { startEngine } from "../engine/engine.ts";
import { type MachineFile, saveMachine } from "../model/machine_file.ts";
import { disposeTree } from "../nn/tree.ts";
import type { StepName } from "../training/step_runner.ts";
import { train } from "../training/train.ts";
import { variant } from "./variants.ts";

/** Which training, where, and how far. */
export interface TrainVariantOptions {
  /** Name of a {@link Variant}. */
  readonly variant: string;
  /** Of the initial weights, the batches and the stills. */
  readonly seed: number;
  /** Hold S8 out as the validation actor: hyper-parameters are chosen on such a machine. */
  readonly validation?: boolean;
  /** Folder of all runs (default `runs`). */
  readonly runs?: string;
  /** Discard what was trained before and begin anew. */
  readonly fresh?: boolean;
  /** The last step to run (default: all four). */
  readonly until?: StepName;
  /** Told what is being done (default: standard error). */
  readonly log?: (line: string) => void;
}

/** A finished training. */
export interface TrainedFile {
  /** The machine's file, for `loadMachine`. */
  readonly path: string;
  /** Of the file: the same on the same processor and engine. */
  readonly sha256: string;
  /** What the file says of its training. */
  readonly record: MachineFile["record"];
}

/**
 * Trains a variant on the embedded benchmark by Algorithm 1, going on where an earlier call stopped, and
 * saves the machine as `RUNS/NAME/machine.safetensors`.
 *
 * @returns undefined when `until` stops it before the last step
 * @throws {UserError} for an unknown variant, other settings than the folder's, or a
 * loss that is no number
 *
 * @example
 * ```ts
 * import { trainVariant, UserError } from "posemachine";
 * import { assertRejects } from "@std/assert";
 * await assertRejects(() => trainVariant({ variant: "our", seed: 1 }), UserError, "'our'");
 * ```
 */
export async function trainVariant(options: TrainVariantOptions): Promise<TrainedFile | undefined> {
  const { seed, validation = false, runs = "runs", log = console.error } = options;
  const { name, config, recipe } = variant(options.variant);
  const { name: engineName, library } = await startEngine();
  const engine = `${engineName}: ${library}`;
  const { imageSize } = config;
  const renderer = RENDERER_VERSION; // other pictures are other data: no checkpoint outlives them
  const motion = createHash("sha256").update(readMotionFile()).digest("hex").slice(0, 12);
  const stills = { set: "stills", seed, imageSize, renderer, motion };
  const split = validation ? "validation-train" : "train";
  const dataset = {
    set: "embedded benchmark",
    split,
    seed: 1,
    imageSize,
    fps: 10,
    renderer,
    motion,
  } as const;
  // S8 stays out of step 1, so that the validation machine and the final one share it.
  const pretraining = { ...dataset, split: "validation-train" } as const;
  const sequences = ({ split, seed, imageSize, fps }: typeof dataset | typeof pretraining) => {
    log(`making ready the sequences of ${split}`);
    return benchmark({ split, seed, imageSize, fps });
  };
  const trained = await train({
    config,
    recipe,
    seed,
    engine,
    folder: join(runs, "steps"),
    fresh: options.fresh,
    until: options.until,
    dataConfig: { stills, pretraining, dataset },
    pretraining: () => sequences(pretraining),
    dataset: () => sequences(dataset),
    stills: (start, batch) => stillStream({ config: { seed, imageSize }, start, batch }),
  });
  if (!trained) return undefined;
  const { machine, steps } = trained;
  const held = validation ? " --validation" : "";
  const record = {
    variant: name,
    seed,
    command: `deno task train --variant ${name} --seed ${seed}${held}`,
    data:
      `embedded benchmark, ${split} actors, ${dataset.fps} frames a second, ${imageSize} px; stills`,
    engine,
    recipe,
    steps,
  };
  const path = join(
    runs,
    `${name}-${seed}${validation ? "-validation" : ""}`,
    "machine.safetensors",
  );
  try {
    saveMachine(path, machine, record);
  } finally {
    disposeTree(machine.params);
  }
  const sha256 = createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
  return { path, sha256, record };
}
