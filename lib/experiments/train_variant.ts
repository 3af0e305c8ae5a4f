import { createHash } from "node:crypto";
import { join } from "node:path";
import { benchmark } from "../data/benchmark/benchmark.ts";
import { stillStream } from "../data/benchmark/still_stream.ts";
import { startEngine } from "../engine/engine.ts";
import { type MachineFile, saveMachine } from "../model/machine_file.ts";
import { disposeTree } from "../nn/tree.ts";
import { type StepName, train } from "../training/train.ts";
import { variant } from "./variants.ts";

/** Which training, where, and how far. */
export interface TrainVariantOptions {
  readonly variant: string;
  readonly seed: number;
  /** Hold S8 out as the validation actor: hyper-parameters are chosen on such a machine. */
  readonly validation?: boolean;
  /** Folder of all runs (default `runs`). */
  readonly runs?: string;
  readonly fresh?: boolean;
  readonly until?: StepName;
  readonly log?: (line: string) => void;
}

/** A finished training. */
export interface TrainedFile {
  readonly path: string;
  readonly sha256: string;
  readonly record: MachineFile["record"];
}

/**
 * Trains a variant on the embedded benchmark by Algorithm 1, going on where an earlier call stopped, and
 * saves the machine as `RUNS/NAME/machine.safetensors`.
 *
 * @returns undefined when `until` stops it before the last step
 * @throws {UserError} for an unknown variant, and what {@link train} throws
 */
export async function trainVariant(options: TrainVariantOptions): Promise<TrainedFile | undefined> {
  const { seed, validation = false, runs = "runs", log = console.error } = options;
  const { name, config, recipe } = variant(options.variant);
  const engine = await startEngine();
  const { imageSize } = config;
  const stills = { set: "stills", seed, imageSize };
  const split = validation ? "validation-train" : "train";
  const dataset = { set: "embedded benchmark", split, seed: 1, imageSize, fps: 10 } as const;
  const trained = await train({
    config,
    recipe,
    seed,
    engine: engine.name,
    folder: join(runs, "steps"),
    fresh: options.fresh,
    until: options.until,
    dataConfig: { stills, dataset },
    dataset: () => {
      log("making ready the training sequences");
      return benchmark({ split, seed: dataset.seed, imageSize, fps: dataset.fps });
    },
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
    engine: engine.name,
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
