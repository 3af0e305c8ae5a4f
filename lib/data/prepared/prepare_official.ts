import { claimFolder } from "./claim_folder.ts";
import { estimateText } from "./estimate.ts";
import type { MissingFiles } from "./missing_files.ts";
import { missingSequences, type PlannedSequence, prepare, type Prepared } from "./prepare.ts";
import { DATASET, FORMAT, type PreparedAbout } from "./schema.ts";
import { pictureBytes, picturesOfSize } from "./stored_size.ts";

/** Where a data set's official files are, and where and how its crops are to be. */
export interface PrepareOfficialOptions {
  /** Folder of the official files. */
  readonly from: string;
  /** Folder of the prepared data set. */
  readonly to: string;
  /** Side of the crops, px. */
  readonly size: number;
  /** What tables call it (default: the data set's own name). */
  readonly name?: string;
  /** Sequences at a time (default: one a core). */
  readonly jobs?: number;
  /** Ends it; what is finished stays. */
  readonly signal?: AbortSignal;
  /** Told, a line each, what was found and what is missing. */
  readonly log?: (line: string) => void;
  /** Told after each sequence. */
  readonly progress?: (done: number, total: number, frames: number) => void;
}

/** Sequences that can be made, and what is missing for others. */
export interface OfficialPlan {
  readonly sequences: readonly PlannedSequence[];
  /** How many there are where no file is missing, if that is known. */
  readonly all?: number;
  /** How many frames each video is taken to have, where they are not counted: for the estimate. */
  readonly videoFrames?: number;
  /** Milliseconds of a core to find the square of a frame, if that takes any. */
  readonly squareMs?: number;
  readonly missing: readonly MissingFiles[];
  /** What is there and yet not used, each with the reason. */
  readonly leftOut?: readonly string[];
}

/** What is true of a data set, whatever its folder and the size of its crops. */
export type AboutOfficial = Pick<PreparedAbout, "name" | "skeleton" | "videoFps" | "settings">;

/**
 * Milliseconds of a core to decode one frame of a video and to cut, scale and pack one crop at 368 px, as
 * measured; for the estimate alone.
 */
const DECODE_MS = 2.8, CROP_MS = 15;

/**
 * Tells what is missing, and what disk and time the rest takes.
 *
 * @param every one in so many frames of a video is cut
 */
export function reportPlan(
  { sequences, all, missing, leftOut = [], squareMs = 0, videoFrames }: OfficialPlan,
  every: number,
  options: PrepareOfficialOptions,
) {
  const { to, size, jobs = navigator.hardwareConcurrency, log = () => {} } = options;
  reportMissing(missing, log);
  for (const what of leftOut) log(`left out: ${what}`);
  const left = missingSequences(to, sequences);
  const frames = left.reduce((sum, sequence) => sum + sequence.frames, 0);
  const seconds = frames * (DECODE_MS * every + squareMs + CROP_MS) / 1000 / jobs;
  const bytes = frames * pictureBytes(size);
  log(
    `${sequences.length}${all ? ` of ${all}` : ""} sequences can be made, ${
      sequences.length - left.length
    } are there; ` +
      `${frames} frames to cut${
        videoFrames ? ` (estimated, at ${videoFrames} frames a video)` : ""
      }: ` +
      estimateText({ bytes, to, seconds, jobs }),
  );
}

/** Tells what is missing. */
export function reportMissing(missing: readonly MissingFiles[], log: (line: string) => void) {
  for (const { subject, what, files } of missing) {
    log(`missing: ${files} ${what} file${files === 1 ? "" : "s"} of ${subject}`);
  }
}

/**
 * Makes sure that a folder may hold what is to be prepared, and from then on nothing else; to be called
 * before anything is put there.
 *
 * @throws {UserError} when it holds a data set prepared with other settings
 */
export function claimOfficial(about: AboutOfficial, options: PrepareOfficialOptions) {
  claimFolder(options.to, wholeAbout(about, options));
}

/** Cuts the sequences that are not there yet: see `prepare`. */
export async function prepareOfficial(
  sequences: readonly PlannedSequence[],
  about: AboutOfficial,
  options: PrepareOfficialOptions,
): Promise<Prepared> {
  const { to, jobs, signal, log, progress = () => {} } = options;
  const total = missingSequences(to, sequences).length;
  let done = 0, frames = 0;
  return await prepare({
    ...{ sequences, to, jobs, signal, log },
    about: wholeAbout(about, options),
    done: (_, result) => progress(++done, total, frames += result.frames),
  });
}

function wholeAbout(
  { skeleton, videoFps, settings, name: own }: AboutOfficial,
  { size, name = own }: PrepareOfficialOptions,
): PreparedAbout {
  return DATASET.parse({
    format: FORMAT,
    version: 1,
    name,
    skeleton,
    imageSize: size,
    pictures: picturesOfSize(size),
    videoFps,
    settings,
  });
}
