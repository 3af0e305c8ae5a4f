import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../errors.ts";
import { DATASET_FILE } from "../prepared/open_prepared.ts";
import { STILLS_FORMAT } from "../prepared/schema.ts";

const count = z.number().int().nonnegative();

/** `dataset.json` of a folder of prepared stills. */
export const STILLS = z.strictObject({
  format: z.literal(STILLS_FORMAT),
  version: z.literal(1),
  /** Such as `MPII`. */
  name: z.string(),
  /** Such as `H36M-17`. */
  skeleton: z.string(),
  /** Side of the pictures, px. */
  imageSize: count.min(1),
  pictures: z.enum(["rgb", "jpeg"]),
  /** How many people the labels have, those included whose pictures are not there. */
  people: count,
  /** Of them in a file; the last has the rest. */
  peopleInFile: count.min(1),
  /** File that the labels are from, for people. */
  annotation: z.string(),
  /** Changes when a label does. */
  labels: z.string(),
});

/** What it holds. */
export type StillsAbout = z.infer<typeof STILLS>;

/** One file's part of the people. */
export interface StillsPart {
  /** From 1. */
  readonly number: number;
  readonly path: string;
  /** Its first person among all, and the one after its last. */
  readonly first: number;
  readonly end: number;
}

/** The files that the people of a folder are in, whether they are there or not. */
export function stillsParts(
  to: string,
  { people, peopleInFile }: Pick<StillsAbout, "people" | "peopleInFile">,
): StillsPart[] {
  return Array.from({ length: Math.ceil(people / peopleInFile) }, (_, i) => ({
    number: i + 1,
    path: join(to, `stills-${String(i + 1).padStart(4, "0")}.safetensors`),
    first: i * peopleInFile,
    end: Math.min(people, (i + 1) * peopleInFile),
  }));
}

/**
 * What a folder of stills holds.
 *
 * @throws {UserError} when it is none
 */
export function readStillsAbout(folder: string): StillsAbout {
  const path = join(folder, DATASET_FILE);
  const remedy = "make a folder of stills with 'deno task prepare mpii --from FOLDER --to FOLDER'";
  let parsed: unknown;
  try {
    parsed = JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? `it has no ${DATASET_FILE}`
      : (error as Error).message;
    throw new UserError(`${folder} holds no prepared stills (${why}): ${remedy}`);
  }
  const checked = STILLS.safeParse(parsed);
  if (checked.success) return checked.data;
  const { format, name } = parsed as { format?: unknown; name?: unknown };
  throw new UserError(
    format === STILLS_FORMAT
      ? `${path} does not describe prepared stills (${checked.error.message}): prepare them again`
      : `${folder} holds ${name ?? "something else"}, no stills: ${remedy}`,
  );
}
