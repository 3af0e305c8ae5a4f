import { createHash } from "node:crypto";
import { join } from "node:path";
import { benchmark, RENDERER_VERSION } from "../data/benchmark/benchmark.ts";
import { readMotionFile } from "../data/benchmark/motion_file.ts";
import { stillStream } from "../data/benchmark/still_stream.ts";
import { startEngine } from "../engine/engine.ts";
import { saveMachine, type TrainingRecord } from "../model/machine_file.ts";
import { disposeTree } from "../nn/tree.ts";
import { algorithm1, type PlannedStep, planSteps, type StepName } from "../training/plan.ts";
import { shortened } from "../training/recipe.ts";
import { train, type TrainingData } from "../training/train.ts";
import { type Variant, variant } from "./variants.ts";

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
  /** Folder of all runs (default `runs`). */
  readonly runs?: string;
}

/** Which training, and how far. */
export interface TrainVariantOptions extends VariantRun {
  /** Discard what was trained before and begin anew. */
  readonly fresh?: boolean;
  /** The last step to run (default: all). */
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
  readonly record: TrainingRecord;
}

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
  { variant: name, seed, validation, shorten = 1, runs = "runs" }: VariantRun,
): string {
  const short = shorten === 1 ? "" : `-shortened-${shorten}`;
  const folder = `${variant(name).name}-${seed}${validation ? "-validation" : ""}${short}`;
  return join(runs, folder, "machine.safetensors");
}

/**
 * The steps of a training, by the keys that their checkpoints have, without training.
 *
 * @example
 * ```ts
 * import { planVariant } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const ours = await planVariant({ variant: "ours", seed: 1 });
 * const held = await planVariant({ variant: "ours", seed: 1, validation: true });
 * assertEquals(ours.steps[0].key, held.steps[0].key); // both begin with the same Ψ_R
 * ```
 */
export async function planVariant(run: VariantRun): Promise<{ steps: readonly PlannedStep[] }> {
  const { config, recipe, dataConfig, engine } = await prepared(run);
  const settings = algorithm1(config, recipe, dataConfig);
  return { steps: planSteps({ seed: run.seed, engine }, settings) };
}

/** All that decides a training, and where its data come from. */
async function prepared(
  { variant: name, seed, validation = false, shorten = 1 }: VariantRun,
  log: (line: string) => void = () => {},
): Promise<TrainingData & Pick<Variant, "config" | "recipe"> & { engine: string }> {
  const { config, recipe, fps = 10 } = variant(name);
  const { name: engineName, library } = await startEngine();
  const { imageSize } = config;
  const renderer = RENDERER_VERSION; // other pictures are other data: no checkpoint outlives them
  const motion = createHash("sha256").update(readMotionFile()).digest("hex").slice(0, 12);
  const external = recipe.pose2d.stills + recipe.finetune.stills > 0;
  const stills = external ? { set: "stills", seed, imageSize, renderer, motion } : null;
  const split = validation ? "validation-train" : "train";
  const set = "embedded benchmark";
  const dataset = { set, split, seed: 1, imageSize, fps, renderer, motion } as const;
  // S8 stays out of step 1, so that the validation machine and the final one share it.
  const pretraining = { ...dataset, split: "validation-train", fps: 10 } as const;
  const sequences = ({ split, seed, imageSize, fps }: typeof dataset | typeof pretraining) => {
    log(`making ready the sequences of ${split}`);
    return benchmark({ split, seed, imageSize, fps });
  };
  return {
    config,
    recipe: shorten === 1 ? recipe : shortened(recipe, shorten),
    engine: `${engineName}: ${library}`,
    dataConfig: { stills, pretraining, dataset },
    pretraining: () => sequences(pretraining),
    dataset: () => sequences(dataset),
    stills: (start, batch) => stillStream({ config: { seed, imageSize }, start, batch }),
  };
}

/**
 * Trains a variant on the embedded benchmark by Algorithm 1, going on where an earlier call stopped, and
 * saves the machine: see {@link machinePath}.
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
  const { seed, validation = false, shorten = 1, runs = "runs", log = console.error } = options;
  const { name, fps = 10 } = variant(options.variant);
  const training = await prepared(options, log);
  const { fresh, until } = options;
  const trained = await train({ ...training, seed, folder: join(runs, "steps"), fresh, until });
  if (!trained) return undefined;
  const { machine, steps } = trained;
  const split = validation ? "validation-train" : "train";
  const { imageSize } = machine.config;
  const changed = `${validation ? " --validation" : ""}${
    shorten === 1 ? "" : ` --shorten ${shorten}`
  }`;
  const record = {
    variant: name,
    seed,
    command: `deno task train --variant ${name} --seed ${seed}${changed}`,
    data: `embedded benchmark, ${split} actors, ${fps} frames a second, ${imageSize} px` +
      (training.dataConfig.stills === null ? "; no stills" : "; stills"),
    engine: training.engine,
    recipe: training.recipe,
    steps: steps.map(({ name, key }) => ({ name, key })),
  };
  const path = machinePath(options);
  try {
    saveMachine(path, machine, record);
  } finally {
    disposeTree(machine.params);
  }
  const sha256 = createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
  return { path, sha256, record };
}
