import { createHash } from "node:crypto";
import { join } from "node:path";
import { startEngine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import { saveHourglass } from "../model/hourglass_file.ts";
import { saveMachine, type TrainingRecord } from "../model/machine_file.ts";
import { saveRpsm } from "../model/rpsm_file.ts";
import { disposeTree, type Tree } from "../nn/tree.ts";
import { H36M_17, type Skeleton } from "../skeleton.ts";
import { algorithm1, type PlannedStep, planSteps, type StepName } from "../training/plan.ts";
import { changed, shortened } from "../training/recipe.ts";
import { train } from "../training/train.ts";
import type { TrainingData } from "../training/training_data.ts";
import { hourglassSteps, trainHourglass } from "../training/train_hourglass.ts";
import { rpsmSteps, trainRpsm } from "../training/train_rpsm.ts";
import { benchmarkTrainingData } from "./benchmark_training_data.ts";
import { type StoredData, storedSet } from "./stored_data.ts";
import { withStoredStills } from "./stored_stills.ts";
import { storedTrainingData } from "./stored_training_data.ts";
import { describeTraining, machinePath, type VariantRun } from "./variant_run.ts";
import { type Variant, variant, withPreset } from "./variants.ts";

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
  if (run.stills && !seesStills(asked)) {
    throw new UserError(`The variant '${name}' sees no stills: leave --stills out`);
  }
  const wanted = { seed, validation, imageSize, fps, stills: seesStills(asked), log };
  const data = run.data ? storedTrainingData(run.data, wanted) : benchmarkTrainingData(wanted);
  return {
    ...{ ...asked, recipe } as Variant,
    engine: `${engineName}: ${library}`,
    data: run.stills ? withStoredStills(data, run.stills, wanted, skeletonOf(run.data)) : data,
  };
}

/** The joints of the data that a machine is trained on. */
function skeletonOf(data: StoredData | undefined): Skeleton {
  return data ? storedSet(data).skeleton : H36M_17;
}

/** The variant for the joints of the data that it is trained on. */
function withJoints(asked: Variant, data: StoredData | undefined): Variant {
  if (!data) return asked;
  const joints = skeletonOf(data).joints.length;
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
    ...describeTraining(what, data.dataConfig.stills !== null, options),
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

function save(params: Tree, write: () => void) {
  try {
    write();
  } finally {
    disposeTree(params);
  }
}
