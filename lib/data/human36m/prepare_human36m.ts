import { basename, join } from "node:path";
import { existsSync } from "node:fs";
import { UserError } from "../../errors.ts";
import { ACTIONS } from "../benchmark/actions.ts";
import { checkActions } from "../check_actions.ts";
import { H36M_17 } from "../../skeleton.ts";
import { sizeText } from "../prepared/estimate.ts";
import type { Prepared } from "../prepared/prepare.ts";
import {
  type AboutOfficial,
  claimOfficial,
  prepareOfficial,
  type PrepareOfficialOptions,
  reportPlan,
} from "../prepared/prepare_official.ts";
import { type Archive, findArchives, removeAll, unpackSubject } from "./archives.ts";
import { boxesOf, startBoxes } from "./box_jobs.ts";
import { communityFiles } from "./community.ts";
import { findMetadata, type Human36mFolder, joinedFolders, openHuman36mFolder } from "./folder.ts";
import { type Human36mMetadata, parseMetadata } from "./metadata.ts";
import { SUBJECTS, VIDEO_FPS } from "./names.ts";
import { type Human36mPart, human36mProtocol, type ProtocolNumber } from "./protocols.ts";
import { type Human36mSettings, planHuman36m, sequencesOf } from "./sequences.ts";
import { sequencePath } from "../prepared/sequence_file.ts";

/** What to take from Human3.6M's files, and where to put it. */
export interface PrepareHuman36mOptions
  extends PrepareOfficialOptions, Omit<Human36mSettings, "parts" | "masks"> {
  /** Protocols whose frames are wanted. */
  readonly protocols: readonly ProtocolNumber[];
  /** Frames a second: see `human36mProtocol`. */
  readonly fps: number;
}

/** Where a subject's archives are unpacked, under the folder of the result. */
const UNPACKED = ".official";

/**
 * Prepares Human3.6M: from the official archives or their extracted folders to square crops with 2D and
 * 3D joints, only those frames that the protocols use. Stopped at any moment, it goes on when it is
 * called again, and ends with the same bytes. Archives are unpacked subject by subject, and what was
 * unpacked is removed as soon as its subject is done. Where official poses are missing,
 * `data_3d_h36m.npz` and `data_2d_h36m_gt.npz` in the same folder give them.
 *
 * @throws {UserError} when the folder holds no Human3.6M, or the result's folder another data set
 *
 * @example
 * ```ts
 * import { prepareHuman36m } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const to = Deno.makeTempDirSync(); // the miniature has the official files' names and formats
 * const from = "tests/miniatures/human36m";
 * const { sequences, frames, failed } = await prepareHuman36m({
 *   ...{ from, to, size: 32, protocols: ["1"], fps: 10, poses: "mono", crop: "joints" },
 *   actions: ["Photo"],
 * });
 * assertEquals([sequences, frames, failed], [4, 8, []]); // four cameras, two frames each
 * ```
 */
export async function prepareHuman36m(options: PrepareHuman36mOptions): Promise<Prepared> {
  if (options.crop === "joints") return await prepareSubjects(options);
  const pool = startBoxes(Math.max(1, options.jobs ?? navigator.hardwareConcurrency));
  try {
    const masks = async (path: string, frames: readonly number[]) =>
      boxesOf(await pool.run({ path, frames }));
    return await prepareSubjects({ ...options, masks });
  } finally {
    pool.close();
  }
}

async function prepareSubjects(
  options: PrepareHuman36mOptions & Pick<Human36mSettings, "masks">,
): Promise<Prepared> {
  const { from, to, actions, log = () => {} } = options;
  checkActions(actions, ACTIONS);
  const path = findMetadata(from);
  const metadata = parseMetadata(Deno.readTextFileSync(path), path);
  const extracted = openHuman36mFolder(from, path);
  const community = communityFiles(from);
  const archives = findArchives(from);
  const settings = { ...options, parts: wantedParts(options) };
  const of = (subjects: readonly string[]) => ({
    ...metadata,
    takes: metadata.takes.filter(({ subject }) => subjects.includes(subject)),
  });
  const planOf = (folder: Human36mFolder, subjects: readonly string[]) =>
    planHuman36m(folder, community, of(subjects), settings);

  const subjects = wantedSubjects(settings.parts);
  const there = subjects.filter((subject) => extracted.subjects.includes(subject));
  const lacking = new Set(planOf(extracted, there).missing.map(({ subject }) => subject));
  const packed = subjects.filter((subject) =>
    (!there.includes(subject) || lacking.has(subject)) &&
    archives.some((archive) => archive.subject === subject)
  );
  reportFound(options, archives, { subjects, there, packed });
  claimOfficial(aboutHuman36m(options), options);

  const total = { sequences: 0, frames: 0, failed: [] as { id: string; error: string }[] };
  let possible = 0;
  const run = async (folder: Human36mFolder, subjects: readonly string[]) => {
    const plan = planOf(folder, subjects);
    possible += plan.sequences.length;
    reportPlan(plan, VIDEO_FPS / options.fps, options);
    if (plan.missing.some(({ what }) => what === "boxes")) {
      log("note: --crop joints does without the boxes (MySegmentsMat/ground_truth_bb)");
    }
    const result = await prepareOfficial(plan.sequences, aboutHuman36m(options), options);
    total.sequences += result.sequences;
    total.frames += result.frames;
    total.failed.push(...result.failed);
  };
  const whole = there.filter((subject) => !packed.includes(subject));
  if (whole.length > 0) await run(extracted, whole);
  for (const subject of packed) {
    const sequences = sequencesOf(of([subject]), settings);
    if (sequences.every((id) => existsSync(sequencePath(to, id)))) {
      possible += sequences.length;
      log(`${subject}: its ${sequences.length} sequences are there`);
      continue;
    }
    log(`unpacking ${names(archives, subject)}`);
    const unpacked = join(to, UNPACKED);
    await unpackSubject(archives, subject, unpacked, wantedFiles(metadata, subject));
    await run(joinedFolders(extracted, openHuman36mFolder(unpacked, path)), [subject]);
    removeAll(join(unpacked, subject));
  }
  removeAll(join(to, UNPACKED));
  if (possible > 0) return total;
  throw new UserError(
    `No sequence of ${
      actions?.join(", ") ?? "any action"
    } can be made from ${from}: see above what is ` +
      `missing, and get it from Human3.6M's site`,
  );
}

/**
 * Tells, before anything is read or unpacked, which subjects are there and in what form.
 *
 * @throws {UserError} when there is none
 */
function reportFound(
  { from, log = () => {} }: PrepareHuman36mOptions,
  archives: readonly Archive[],
  { subjects, there, packed }: Record<"subjects" | "there" | "packed", readonly string[]>,
) {
  const found = subjects.filter((subject) => there.includes(subject) || packed.includes(subject));
  if (found.length === 0) {
    throw new UserError(
      `${from} has no archive and no folder of a subject (${
        subjects.join(", ")
      }): give the folder in ` +
        `which Human3.6M's archives, or their folders S1, S5, … lie`,
    );
  }
  log(`found in ${from}:`);
  const bytesOf = (subject: string) =>
    archives.reduce((sum, each) => sum + (each.subject === subject ? each.bytes : 0), 0);
  for (const subject of found) {
    const kinds = archives.filter((each) => each.subject === subject).map(({ kind }) => kind);
    const inArchives = packed.includes(subject)
      ? [`archives of ${kinds.toSorted().join(", ")} (${sizeText(bytesOf(subject))})`]
      : [];
    const parts = [...there.includes(subject) ? ["its folder"] : [], ...inArchives];
    log(`  ${subject}: ${parts.join(" and ")}`);
  }
  if (packed.length > 0) {
    const most = Math.max(...packed.map(bytesOf));
    log(`archives are unpacked subject by subject: about ${sizeText(most)} of disk for a while`);
  }
  const absent = subjects.filter((subject) => !found.includes(subject));
  if (absent.length > 0) log(`missing: everything of ${absent.join(", ")}`);
}

function wantedParts({ protocols, fps }: PrepareHuman36mOptions): Human36mPart[] {
  return protocols.flatMap((number) => {
    const { train, test } = human36mProtocol(number, fps);
    return [train, test];
  });
}

function wantedSubjects(parts: readonly Human36mPart[]): string[] {
  return SUBJECTS.filter((subject) => parts.some(({ subjects }) => subjects.includes(subject)));
}

const names = (archives: readonly Archive[], subject: string) =>
  archives.filter((archive) => archive.subject === subject)
    .map(({ path }) => basename(path)).join(", ");

/** The files of a subject's takes, without the joined ones (`… _ALL`). */
function wantedFiles(metadata: Human36mMetadata, subject: string): (path: string) => boolean {
  const bases = new Set(
    metadata.takes.filter((take) => take.subject === subject).map(({ base }) => base),
  );
  return (path) =>
    bases.has(basename(path).replace(/\.(cdf|mp4|mat)$/, "").replace(/\.\d{8}$/, "")) ||
    path.endsWith("/");
}

function aboutHuman36m({ poses, crop, protocols, fps }: PrepareHuman36mOptions): AboutOfficial {
  return {
    name: "Human3.6M",
    skeleton: H36M_17.name,
    videoFps: VIDEO_FPS,
    settings: { poses, crop, protocols: protocols.join(", "), fps },
  };
}
