import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../errors.ts";
import type { HumanevaAction, HumanevaSplit } from "./names.ts";
import { officialRange } from "./official_split.ts";

/** Beside `converted_15j`: the mocap frame of the first row of files that are not the official halves. */
export const FIRST_FRAMES_FILE = "frames.json";

/** Such as `{ "Train/S1/Walking_1": 26 }`. */
const FIRST_FRAMES = z.record(
  z.string().regex(/^(Train|Validate)\/S[123]\/\w+_1$/, "expected a name as Train/S1/Walking_1"),
  z.number().int().nonnegative(),
);

/** One half of a subject's recording. */
export interface Half {
  readonly subject: string;
  readonly action: HumanevaAction;
  readonly split: HumanevaSplit;
}

/** Its name among those of `frames.json`, and under `converted_15j`. */
export function halfName({ split, subject, action }: Half): string {
  return `${split}/${subject}/${action}_1`;
}

/**
 * The first frames that `frames.json` of a folder gives; none where there is no such file.
 *
 * @throws {UserError} when the file is something else
 */
export function readFirstFrames(folder: string): Readonly<Record<string, number>> {
  const path = join(folder, FIRST_FRAMES_FILE);
  if (!existsSync(path)) return {};
  try {
    return FIRST_FRAMES.parse(JSON.parse(Deno.readTextFileSync(path)));
  } catch (error) {
    throw new UserError(
      `${path} does not say which mocap frames files begin with (${(error as Error).message}): ` +
        `write it as {"Train/S1/Walking_1": 590}, or remove it where all files are the official halves`,
    );
  }
}

/**
 * The mocap frame of a half's first row: as `frames.json` has it, else the official one.
 *
 * @param frames how many rows its file has
 * @throws {UserError} when these are not the official frames, and nothing says which they are
 */
export function firstFrame(
  half: Half,
  frames: number,
  given: Readonly<Record<string, number>>,
  path: string,
): number {
  const name = halfName(half);
  if (Object.hasOwn(given, name)) return given[name];
  const [start, end] = officialRange(half.subject, half.action, half.split);
  if (frames === end - start) return start;
  throw new UserError(
    `${path} has ${frames} frames, the official half ${end - start} (mocap frames ${start} to ` +
      `${
        end - 1
      }): convert HumanEva again, or write beside converted_15j a ${FIRST_FRAMES_FILE} with ` +
      `the frame that this file begins with, as {"${name}": ${start}}`,
  );
}
