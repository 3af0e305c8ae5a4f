import { UserError } from "../../errors.ts";
import { ACTIONS, TEST_ACTORS, TRAINING_ACTORS } from "./actions.ts";
import { checkImageSize } from "./still_config.ts";

/** Which actors a part of the benchmark shows. */
export const SPLITS: Readonly<Record<Split, readonly string[]>> = {
  "train": TRAINING_ACTORS,
  "validation-train": TRAINING_ACTORS.filter((actor) => actor !== "S8"),
  "validation": ["S8"],
  "test": TEST_ACTORS,
};

/** `train` and `test` as in Protocol #1; to choose by, `validation` is S8, `validation-train` the rest. */
export type Split = "train" | "validation-train" | "validation" | "test";

/** What {@link benchmark} can be asked for. */
export interface BenchmarkOptions {
  /** Which actors. */
  readonly split: Split;
  /** Side of the pictures, px. Default 64. */
  readonly imageSize?: number;
  /** Frames a second. Default 10. */
  readonly fps?: number;
  /** Another seed is another benchmark: bodies, clothes, motion, pictures. Default 1. */
  readonly seed?: number;
  /** Actors of the split. Default: all. */
  readonly actors?: readonly string[];
  /** Actions. Default: all 15. */
  readonly actions?: readonly string[];
  /** Takes of each action by each actor. Default 2. */
  readonly trials?: number;
  /** Frames of each sequence. Default 104, of the test actors 91. */
  readonly frames?: number;
  /** Threads that draw. Default: one a core. */
  readonly workers?: number;
  /** Folder for drawn sequences, false: none. Default: `benchmark` in the user's cache folder. */
  readonly cache?: string | false;
  /** Told after each take that was drawn. */
  readonly progress?: (done: number, total: number) => void;
  /** Told, in one line, when a cached file had to be drawn again. Default: `console.error`. */
  readonly log?: (line: string) => void;
}

/** Options with every default filled in. */
export type WholeOptions = Required<Omit<BenchmarkOptions, "split" | "cache" | "frames">> & {
  readonly split: Split;
  readonly cache: string | false | undefined;
  /** As asked; undefined: 104 or 91. */
  readonly frames: number | undefined;
};

function checkNames(what: string, names: readonly string[], known: readonly string[]) {
  const wrong = names.find((name) => !known.includes(name));
  if (wrong !== undefined || names.length === 0) {
    throw new UserError(
      `${wrong === undefined ? `No ${what} given` : `Unknown ${what} '${wrong}'`}: ` +
        `expected some of ${known.join(", ")}`,
    );
  }
}

/** Fills in defaults and checks every value. */
export function checkOptions(options: BenchmarkOptions): WholeOptions {
  const { split, imageSize = 64, fps = 10, seed = 1, actions = ACTIONS, trials = 2, ...rest } =
    options;
  const { frames, workers = navigator.hardwareConcurrency, cache, actors: asked, ...more } = rest;
  const { progress = () => {}, log = console.error, ...unknown } = more;
  const key = Object.keys(unknown)[0];
  if (key) throw new UserError(`Unknown option '${key}' of benchmark: see BenchmarkOptions`);
  if (!Object.hasOwn(SPLITS, split)) {
    throw new UserError(
      `Unknown split '${split}': expected one of ${Object.keys(SPLITS).join(", ")}`,
    );
  }
  const actors = asked ?? SPLITS[split];
  checkNames(`actor of '${split}'`, actors, SPLITS[split]);
  checkNames("action", actions, ACTIONS);
  checkImageSize(imageSize);
  if (!(fps > 0 && fps <= 60)) {
    throw new UserError(`fps is ${fps}: expected more than 0 and at most 60`);
  }
  const counts = { trials, workers, frames: frames ?? 1 };
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1) {
      throw new UserError(`${name} is ${value}: expected a whole number of at least 1`);
    }
  }
  if (!Number.isInteger(seed)) throw new UserError(`seed is ${seed}: expected a whole number`);
  return {
    ...{ split, imageSize, fps, seed, actors, actions, trials, frames, workers, cache },
    ...{ progress, log },
  };
}
