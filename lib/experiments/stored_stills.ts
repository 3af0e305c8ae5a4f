import { openStills } from "../data/stills/open_stills.ts";
import { readStillsAbout } from "../data/stills/schema.ts";
import { storedStillStream } from "../data/stills/stored_still_stream.ts";
import { UserError } from "../errors.ts";
import type { Skeleton } from "../skeleton.ts";
import type { TrainingData } from "../training/training_data.ts";
import type { WantedData } from "./benchmark_training_data.ts";
import { convertedStills } from "./converted_stills.ts";
import { fingerprint } from "./fingerprint.ts";

/** Stills that 'deno task prepare' made, in place of the rendered ones. */
export interface StoredStillsFolder {
  /** Which data set they are of. */
  readonly kind: "mpii";
  /** Where 'deno task prepare' has put them. */
  readonly folder: string;
}

/**
 * Stills as a command line names them: `--stills mpii:FOLDER`, or `rendered`, which gives undefined.
 *
 * @throws {UserError} naming what is wrong
 *
 * @example
 * ```ts
 * import { storedStills } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(storedStills("mpii:prepared"), { kind: "mpii", folder: "prepared" });
 * assertEquals(storedStills("rendered"), undefined);
 * ```
 */
export function storedStills(stills: string): StoredStillsFolder | undefined {
  if (stills === "rendered") return undefined;
  const [, folder] = /^mpii:(.+)$/.exec(stills) ?? [];
  if (folder !== undefined) return { kind: "mpii", folder };
  throw new UserError(
    `--stills is '${stills}': expected rendered, or mpii:FOLDER, a folder that ` +
      "'deno task prepare mpii' made",
  );
}

/** The same training data with stills of a folder, whose joints are made those of `skeleton` by name. */
export function withStoredStills(
  data: TrainingData,
  { kind, folder }: StoredStillsFolder,
  { seed, imageSize }: WantedData,
  skeleton: Skeleton,
): TrainingData {
  readStillsAbout(folder); // refused now, not after the sequences were made ready
  const stills = { set: kind, seed, imageSize, files: fingerprint(folder) };
  return {
    ...data,
    dataConfig: { ...data.dataConfig, stills },
    stills(start, batch) {
      const stored = openStills(folder, { imageSize });
      return convertedStills(
        storedStillStream(stored, { seed, start, batch }),
        skeleton,
        stored.skeleton,
      );
    },
  };
}

/** What a training's file says of its stills. */
export function stillsTitle({ folder }: StoredStillsFolder): string {
  const { name, people } = readStillsAbout(folder);
  return `stills of ${name}, ${people} people`;
}

/** How a command line names them, but for the folder: that is where they are on one machine alone. */
export function stillsArguments({ kind }: StoredStillsFolder): string {
  return `--stills ${kind}:FOLDER`;
}

/** What of them is in the name of a training's folder. */
export function stillsWords({ kind }: StoredStillsFolder): string {
  return `${kind}-stills`;
}
