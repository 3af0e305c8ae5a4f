import { createHash } from "node:crypto";
import { join } from "node:path";
import { startEngine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import { saveHourglass } from "../model/hourglass_file.ts";
import { saveMachine, type TrainingRecord } from "../model/machine_file.ts";
import { saveRpsm } from "../model/rpsm_file.ts";
import { disposeTree, type Tree } from "../nn/tree.ts";
import { algorithm1, type PlannedStep, planSteps, type StepName } from "../training/plan.ts";
import { changed, shortened } from "../training/recipe.ts";
import { train, type TrainingData } from "../training/train.ts";
import { hourglassSteps, trainHourglass } from "../training/train_hourglass.ts";
import { rpsmSteps, trainRpsm } from "../training/train_rpsm.ts";
import { benchmarkTrainingData } from "./benchmark_training_data.ts";
import { dataArguments, dataWords, sides, type StoredData, storedSet } from "./stored_data.ts";
import { storedTrainingData } from "./stored_training_data.ts";
import { type PresetName, type Variant, variant, withPreset } from "./variants.ts";

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
  /** Size of the machine (default `small`). */
  readonly preset?: PresetName;
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
  { variant: name, seed, validation, shorten = 1, set = {}, data, preset, runs = "runs" }:
    VariantRun,
): string {
  const parts = [
    ...[variant(name).name, String(seed)],
    ...preset && preset !== "small" ? [preset] : [],
    ...data ? dataWords(data) : [],
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
  const { data, engine, ...what } = await prepared(run);
  const { dataConfig } = data;
  const settings = what.kind === "machine"
    ? algorithm1(what.config, what.recipe, dataConfig)
    : what.kind === "rpsm"
    ? rpsmSteps(what.config, what.recipe, dataConfig)
    : hourglassSteps(what.config, what.recipe, dataConfig.stills);
  return { steps: planSteps({ seed: run.seed, engine }, settings) };
}

/** A variant with all that decides its training, and where its data come from. */
async function prepared(
  run: VariantRun,
  log: (line: string) => void = () => {},
): Promise<Variant & { data: TrainingData; engine: string }> {
  const { variant: name, seed, validation = false, shorten = 1, set = {} } = run;
  const asked = withJoints(withPreset(variant(name), run.preset), run.data);
  const { name: engineName, library } = await startEngine();
  const whole = changed(asked.recipe, set);
  const recipe = shorten === 1 ? whole : shortened(whole, shorten);
  const { config: { imageSize }, fps } = asked;
  const wanted = { seed, validation, imageSize, fps, stills: seesStills(asked), log };
  return {
    ...{ ...asked, recipe } as Variant,
    engine: `${engineName}: ${library}`,
    data: run.data ? storedTrainingData(run.data, wanted) : benchmarkTrainingData(wanted),
  };
}

/** The variant for the joints of the data that it is trained on. */
function withJoints(asked: Variant, data: StoredData | undefined): Variant {
  if (!data) return asked;
  const joints = storedSet(data).skeleton.joints.length;
  return { ...asked, config: { ...asked.config, joints } } as Variant;
}

function seesStills(asked: Variant): boolean {
  if (asked.kind === "hourglass") return true;
  const { pose2d, finetune } = asked.recipe;
  return pose2d.stills + finetune.stills > 0;
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
  const { variant: name, seed, runs = "runs", fresh, until, log = console.error } = options;
  const { steps } = await planVariant(options);
  if (until && !steps.some((step) => step.name === until)) {
    const names = steps.map((step) => step.name).join(", ");
    throw new UserError(`The variant '${name}' has no step '${until}': its steps are ${names}`);
  }
  const what = await prepared(options, log);
  const { data, engine } = what;
  const run = { ...data, seed, engine, folder: join(runs, "steps"), fresh };
  const path = machinePath(options);
  const record: TrainingRecord = {
    ...describe(what, options),
    engine,
    recipe: what.recipe,
    steps: steps.map(({ name, key }) => ({ name, key })),
  };
  if (what.kind === "hourglass") {
    const { config, recipe } = what;
    const dataConfig = data.dataConfig.stills;
    const { hourglass } = await trainHourglass({ ...run, config, recipe, dataConfig });
    save(hourglass.params, () => saveHourglass(path, hourglass, record));
  } else if (what.kind === "rpsm") {
    const trained = await trainRpsm({ ...run, config: what.config, recipe: what.recipe, until });
    if (!trained) return undefined;
    save(trained.rpsm.params, () => saveRpsm(path, trained.rpsm, record));
  } else {
    const trained = await train({ ...run, config: what.config, recipe: what.recipe, until });
    if (!trained) return undefined;
    save(trained.machine.params, () => saveMachine(path, trained.machine, record));
  }
  const sha256 = createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
  return { path, sha256, record };
}

/** Which training it was, and what it saw, for the file's header. */
function describe(
  { kind, name, fps = 10, data, config: { imageSize } }: Variant & { data: TrainingData },
  { seed, validation, shorten = 1, set = {}, data: stored, preset }: VariantRun,
): Pick<TrainingRecord, "variant" | "seed" | "command" | "data"> {
  const held = validation ? " --validation" : "",
    short = shorten > 1 ? ` --shorten ${shorten}` : "";
  const other = changes(set).map((change) => ` --set ${change}`).join("");
  const size = preset && preset !== "small" ? ` --preset ${preset}` : "";
  const from = stored ? ` ${dataArguments(stored)}` : "";
  const command =
    `deno task train --variant ${name} --seed ${seed}${size}${from}${held}${short}${other}`;
  const stills = data.dataConfig.stills === null ? "no stills" : "stills";
  if (stored) {
    const { name: protocol, train } = sides(stored, Boolean(validation));
    const seen = `${storedSet(stored).title}, ${protocol}, ${train.subjects.join(", ")}, ` +
      `${stored.fps} frames a second, ` +
      `${imageSize} px; rendered ${stills}`;
    return { variant: name, seed, command, data: seen };
  }
  const actors = validation ? "validation-train" : "train";
  const sequences =
    `embedded benchmark, ${actors} actors, ${fps} frames a second, ${imageSize} px; ${stills}`;
  const seen = kind === "hourglass"
    ? `${imageSize} px stills of the embedded benchmark`
    : sequences;
  return { variant: name, seed, command, data: seen };
}

function save(params: Tree, write: () => void) {
  try {
    write();
  } finally {
    disposeTree(params);
  }
}
