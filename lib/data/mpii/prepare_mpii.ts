import { basename, join } from "node:path";
import { H36M_17 } from "../../skeleton.ts";
import { estimateText } from "../prepared/estimate.ts";
import type { PrepareOfficialOptions } from "../prepared/prepare_official.ts";
import { pictureBytes } from "../prepared/stored_size.ts";
import {
  missingParts,
  type PlannedStill,
  planStills,
  prepareStills,
} from "../stills/prepare_stills.ts";
import { foldersBelow, pictureFolder, readAnnotation } from "./find_files.ts";
import { h36mJoints, personCrop } from "./people.ts";

/** What became of it. */
export interface PreparedMpii {
  /** In the files made by this call. */
  readonly people: number;
  /** Made by this call. */
  readonly files: number;
  /** Files that could not be made, and why; the others are whole. */
  readonly failed: readonly { readonly id: string; readonly error: string }[];
}

/** Milliseconds of a core to decode a picture, and to cut, scale and pack a person at 368 px, as measured. */
const DECODE_MS = 12, CROP_MS = 15;

/** Names that are told of pictures that are missing. */
const NAMED = 5;

/**
 * Prepares MPII as the 2D stills of Algorithm 1: a square crop round each labelled person of its training
 * part, with 2D joints of H36M-17 and which of them are annotated. `from` is a folder that has the
 * release's annotation (`mpii_human_pose_v1_u12_1.mat`), or the JSON `annot/train.json` and `valid.json`
 * that many pass on, and the pictures; folders within it are searched. Stopped at any moment, it goes on
 * when it is called again, and ends with the same bytes; pictures that have come since are cut then.
 *
 * @throws {UserError} when the folder lacks annotation or pictures, or the result's folder holds others
 *
 * @example
 * ```ts
 * import { openStills, prepareMpii } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const to = Deno.makeTempDirSync(); // the miniature has the official files' names and formats
 * const { people, failed } = await prepareMpii({ from: "tests/miniatures/mpii", to, size: 32 });
 * assertEquals([people, failed], [10, []]);
 * assertEquals(openStills(to).count, 10);
 * ```
 */
export async function prepareMpii(options: PrepareOfficialOptions): Promise<PreparedMpii> {
  const { from, to, size, name = "MPII", signal, log = () => {}, progress = () => {} } = options;
  const jobs = Math.max(1, options.jobs ?? navigator.hardwareConcurrency);
  const folders = foldersBelow(from);
  const { people, leftOut, paths } = await readAnnotation(from, folders);
  const images = new Set(people.map(({ image }) => image));
  const pictures = pictureFolder(from, folders, images);
  log(`found ${paths.join(" and ")}; pictures in ${pictures.path}`);
  for (const [what, count] of Object.entries(leftOut)) log(`left out: ${what}: ${count}`);
  const stills = people.toSorted((a, b) => a.image < b.image ? -1 : a.image > b.image ? 1 : 0)
    .map((person): PlannedStill => ({
      image: person.image,
      path: pictures.files.has(person.image) ? join(pictures.path, person.image) : undefined,
      crop: personCrop(person),
      ...h36mJoints(person),
    }));
  reportMissing(stills, images.size, log);
  const plan = planStills({
    ...{ to, stills, name, size, skeleton: H36M_17 },
    annotation: paths.map((path) => basename(path)).join(", "),
  });
  const parts = missingParts(plan);
  const left = parts.flatMap(({ first, end }) => stills.slice(first, end).filter((s) => s.path));
  const decoded = new Set(left.map(({ image }) => image)).size;
  const seconds = (decoded * DECODE_MS + left.length * CROP_MS) / 1000 / jobs;
  const bytes = left.length * pictureBytes(size);
  log(
    `${stills.length} labelled people, ${left.length} to cut: ` +
      estimateText({ bytes, to, seconds, jobs }),
  );
  let files = 0, cut = 0;
  const made = await prepareStills(plan, {
    ...{ jobs, signal },
    done: (_, { pictures }) => progress(++files, parts.length, cut += pictures),
  });
  return { people: made.pictures, files: made.files, failed: made.failed };
}

function reportMissing(
  stills: readonly PlannedStill[],
  images: number,
  log: (line: string) => void,
) {
  const people = stills.filter(({ path }) => !path);
  const names = [...new Set(people.map(({ image }) => image))];
  if (names.length === 0) return;
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : "";
  log(
    `missing: ${names.length} of ${images} pictures, with ${people.length} people: ` +
      `${names.slice(0, NAMED).join(", ")}${more}`,
  );
}
