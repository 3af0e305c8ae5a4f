import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import { benchmark } from "../data/benchmark/benchmark.ts";
import type { Dataset, StoredDataset } from "../data/dataset.ts";
import { type EngineOptions, startEngine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import { convertedPredictor } from "../evaluation/converted_predictor.ts";
import { inferOnce, mergeCorrection, type Predictor } from "../evaluation/evaluate.ts";
import { inferStored } from "../evaluation/infer_stored.ts";
import { machinePredictor, rpsmPredictor } from "../evaluation/machine_predictor.ts";
import { type Protocol, PROTOCOL_1, PROTOCOL_1_VALIDATION } from "../evaluation/protocol.ts";
import type { Provenance } from "../evaluation/scores.ts";
import type { CorrectionChange } from "../evaluation/test_time.ts";
import { type Hourglass, loadHourglass } from "../model/hourglass_file.ts";
import type { Lifter } from "../model/machine.ts";
import {
  loadLifter,
  loadMachine,
  type MachineFile,
  type TrainingRecord,
} from "../model/machine_file.ts";
import { isRpsmFile, loadRpsm } from "../model/rpsm_file.ts";
import { SHIPPED_MACHINE } from "../model/shipped.ts";
import type { Tree } from "../nn/tree.ts";
import { type Skeleton, skeletonOfSize } from "../skeleton.ts";
import { MACHINE_FILE } from "./variant_run.ts";
import { VARIANTS } from "./variants.ts";

/** What to evaluate on what. */
export interface OpenOptions extends EngineOptions {
  /** File that `deno task train` wrote. Default: the machine that comes with the repository. */
  readonly checkpoint?: string;
  /** `test`: S9 and S11. `validation`: S8, where choices are made. Default `test`. */
  readonly split?: "test" | "validation";
  /** Only these actions, for a quick look. Default: all. */
  readonly actions?: readonly string[];
  /** Only so many trials. Default: 2. */
  readonly trials?: number;
  /** Only so many frames of each sequence. Default: all. */
  readonly frames?: number;
  /** Correction settings that differ from `CORRECTION_DEFAULTS`. */
  readonly correction?: CorrectionChange;
  /** File of an hourglass, for the row that is corrected towards its 2D poses; none by default. */
  readonly hourglass?: string | ((record: TrainingRecord) => string | undefined);
  /** Makes the sequences ready (default: those of the embedded benchmark). */
  readonly data?: (config: EvaluationData) => Promise<StoredDataset>;
  /** What those sequences stand for in tables (default: Protocol #1 on the benchmark). */
  readonly protocol?: (
    validation: boolean,
    record: TrainingRecord,
    tested: readonly string[],
  ) => Protocol;
  /** Told what is being done, a line each. */
  readonly log?: (line: string) => void;
}

/** Which sequences a checkpoint is evaluated on. */
export type EvaluationData =
  & Pick<OpenOptions, "actions" | "trials" | "frames" | "log">
  & { readonly split: "test" | "validation"; readonly imageSize: number; readonly fps: number };

/** Something trained, with the data to evaluate it on. */
export interface OpenModel {
  /** What the header of its file says of its training. */
  readonly record: TrainingRecord;
  /** Its weights; the caller frees them. */
  readonly params: Tree;
  /** The sequences to evaluate on. */
  readonly dataset: Dataset;
  /** Keeps what it has inferred. */
  readonly predictor: Predictor;
  /** The other 2D network, where one was asked for; the caller frees its weights. */
  readonly hourglass?: Hourglass;
  /** What its tables say of it, and of the hourglass. */
  readonly provenance: Provenance & { readonly hourglass?: string };
}

/** A whole machine with the data to evaluate it on. */
export interface OpenCheckpoint extends MachineFile, Omit<OpenModel, "params"> {}

/**
 * Starts the engine, reads a whole machine and makes ready the benchmark's sequences to evaluate it on. The
 * caller frees `machine.params`.
 *
 * @throws {UserError} when the checkpoint cannot be read or has no projector module, or an option is
 * wrong
 *
 * @example
 * ```ts
 * import { disposeTree, openCheckpoint } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const part = { actions: ["Walking"], trials: 1, frames: 2 };
 * const { machine, dataset, predictor } = await openCheckpoint(part);
 * assertEquals(predictor.infer(dataset).pose3d.length, 8 * 2 * 51); // 2 actors, 4 cameras, 2 frames
 * disposeTree(machine.params);
 * ```
 */
export async function openCheckpoint(options: OpenOptions = {}): Promise<OpenCheckpoint> {
  const { checkpoint = SHIPPED_MACHINE } = options;
  const { machine, ...open } = await openWith(options, () => {
    const { machine, record } = loadMachine(checkpoint);
    return { machine, record, ...machine, predict: predictorOf(machine, options) };
  });
  return { machine, ...open };
}

/**
 * The same for whatever gives 3D poses: a machine that may have been trained without a projector module,
 * or the conference version. The caller frees `params`.
 *
 * @throws {UserError} when the checkpoint cannot be read or an option is wrong
 *
 * @example
 * ```ts
 * import { disposeTree, openModel } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const { params, record } = await openModel({ actions: ["Walking"], trials: 1, frames: 2 });
 * assertEquals(record.variant, "ours");
 * disposeTree(params);
 * ```
 */
export async function openModel(options: OpenOptions = {}): Promise<OpenModel> {
  const { checkpoint = SHIPPED_MACHINE } = options;
  return await openWith(options, () => {
    if (isRpsmFile(checkpoint)) {
      const { rpsm, record } = loadRpsm(checkpoint);
      return { record, ...rpsm, predict: () => rpsmPredictor(rpsm) };
    }
    const { machine, record } = loadLifter(checkpoint);
    return { record, ...machine, predict: predictorOf(machine, options) };
  });
}

/** What a file holds, as far as its evaluation is concerned. */
interface Loaded {
  readonly record: TrainingRecord;
  readonly config: { readonly imageSize: number; readonly joints: number };
  readonly params: Tree;
  readonly predict: (skeleton: Skeleton, hourglass?: Hourglass) => Predictor;
}

function predictorOf(machine: Lifter, { correction = {} }: OpenOptions): Loaded["predict"] {
  return (skeleton, hourglass) => machinePredictor(machine, skeleton, { correction, hourglass });
}

async function openWith<L extends Loaded>(
  options: OpenOptions,
  load: () => L,
): Promise<L & OpenModel> {
  const { checkpoint = SHIPPED_MACHINE, split = "test", log = () => {} } = options;
  const { actions, trials, frames, correction = {}, data = benchmark } = options;
  mergeCorrection({}, correction); // before the long part, a wrong setting is found
  const engine = await startEngine({ engine: options.engine });
  const loaded = load();
  const { record, config: { imageSize } } = loaded;
  log(`${basename(checkpoint)}: ${record.command}, on the ${engine.name} engine`);
  const heldOut = record.command.includes("--validation");
  if (split === "validation" && !heldOut) {
    log(
      "note: this machine was trained on the validation actor, too, so it is no validation for it",
    );
  }
  const { fps = 10 } = VARIANTS[record.variant] ?? {};
  const own = trainedActions(record);
  const tried = own ? testedOf(own, actions, record) : actions;
  const stored = await data({ split, imageSize, fps, actions: tried, trials, frames, log });
  const total = stored.sequences.reduce((sum, sequence) => sum + sequence.frames, 0);
  log(`${stored.name}, ${split}: ${stored.sequences.length} sequences, ${total} frames`);
  const { protocol: protocolOf = (held) => held ? PROTOCOL_1_VALIDATION : PROTOCOL_1 } = options;
  const tested = [...new Set(stored.sequences.map(({ actor }) => actor))];
  const protocol = protocolOf(heldOut, record, tested);
  const path = typeof options.hourglass === "function"
    ? options.hourglass(record)
    : options.hourglass;
  const hourglass = path === undefined ? undefined : loadHourglass(path).hourglass;
  const joints = skeletonOfSize(loaded.config.joints);
  const { dataset, predictor } = await inferStored(
    stored,
    convertedPredictor(loaded.predict(joints, hourglass), joints, stored.skeleton),
  );
  return {
    ...loaded,
    dataset,
    hourglass,
    predictor: inferOnce(predictor),
    provenance: {
      checkpoint: fileMark(checkpoint),
      ...(path !== undefined && { hourglass: fileMark(path) }),
      variant: record.variant,
      seed: record.seed,
      protocol: {
        ...protocol,
        ...joints.name !== stored.skeleton.name && { machineJoints: joints.name },
      },
      ...own && { actions: own },
    },
  };
}

/** The actions that a machine was trained on alone; undefined: all. */
function trainedActions({ command }: TrainingRecord): string[] | undefined {
  return / --actions (\S+)/.exec(command)?.[1].split(",");
}

/** On which of them it is to be tested: one that never saw an action says nothing of the setting. */
function testedOf(
  trained: readonly string[],
  asked: readonly string[] | undefined,
  { variant, seed }: TrainingRecord,
): string[] {
  const tested = trained.filter((action) => !asked || asked.includes(action));
  if (tested.length > 0) return tested;
  throw new UserError(
    `${variant}-${seed} was trained on ${trained.join(", ")} alone, and --actions asks for ` +
      `${asked!.join(", ")}: name an action that it knows, or leave --actions out`,
  );
}

/** A file's name and the first figures of its SHA-256; its folder's where all files there have one name. */
function fileMark(path: string): string {
  const sha256 = createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
  const name = basename(path) === MACHINE_FILE ? basename(dirname(path)) : basename(path);
  return `${name}@${sha256.slice(0, 12)}`;
}
