import { basename, join } from "node:path";
import { UserError } from "../../errors.ts";
import { H36M_17 } from "../../skeleton.ts";
import { ACTIONS } from "../benchmark/actions.ts";
import { checkActions } from "../check_actions.ts";
import type { MissingFiles } from "../prepared/missing_files.ts";
import { JOINTS_SCALE } from "../prepared/pose_rows.ts";
import { missingSequences, type PlannedSequence, type Prepared } from "../prepared/prepare.ts";
import {
  type AboutOfficial,
  claimOfficial,
  prepareOfficial,
  type PrepareOfficialOptions,
  reportMissing,
  reportPlan,
} from "../prepared/prepare_official.ts";
import { findArchives, promisedFiles } from "./archives.ts";
import { BOX_SCALE, type maskCrops } from "./boxes.ts";
import { boxesOf, startBoxes } from "./box_jobs.ts";
import { communityFiles } from "./community.ts";
import { findMetadata, type Human36mFolder, joinedFolders, openHuman36mFolder } from "./folder.ts";
import { parseMetadata } from "./metadata.ts";
import { VIDEO_FPS } from "./names.ts";
import { partsOf, PROTOCOL_NUMBERS, type ProtocolNumber, subjectsOf } from "./protocols.ts";
import { reportFound } from "./report_found.ts";
import { type Human36mSettings, planHuman36m, sequencesOf } from "./sequences.ts";
import { removeAll, unpackSubject } from "./unpack.ts";

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
export async function prepareHuman36m(asked: PrepareHuman36mOptions): Promise<Prepared> {
  // In one order and each once, for `dataset.json` says which: "2,1" is no other preparation than "1,2".
  const protocols = PROTOCOL_NUMBERS.filter((number) => asked.protocols.includes(number));
  const options = { ...asked, protocols };
  if (options.crop === "joints") return await prepareSubjects(options);
  const pool = startBoxes(Math.max(1, options.jobs ?? navigator.hardwareConcurrency));
  try {
    const masks: typeof maskCrops = async (...job) => boxesOf(await pool.run(job));
    return await prepareSubjects({ ...options, masks });
  } finally {
    pool.close();
  }
}

async function prepareSubjects(
  options: PrepareHuman36mOptions & Pick<Human36mSettings, "masks">,
): Promise<Prepared> {
  const { from, to, actions, signal, log = () => {} } = options;
  checkActions(actions, ACTIONS);
  const path = findMetadata(from);
  const metadata = parseMetadata(Deno.readTextFileSync(path), path);
  const settings = { ...options, parts: partsOf(options.protocols, options.fps) };
  const about = aboutHuman36m(options);
  const extracted = openHuman36mFolder(from), community = communityFiles(from);
  const planOf = (folder: Human36mFolder, subjects: readonly string[], some = actions) => {
    const takes = metadata.takes.filter(({ subject }) => subjects.includes(subject));
    const joined = joinedFolders(extracted, folder);
    return planHuman36m(joined, community, { ...metadata, takes }, { ...settings, actions: some });
  };

  const { archives, unknown } = findArchives(from);
  const subjects = subjectsOf(settings.parts);
  const found = subjects.filter((subject) =>
    extracted.subjects.includes(subject) || archives.some((each) => each.subject === subject)
  );
  const promised = promisedFiles(archives);
  const plan = planOf(promised.folder, found);
  reportFound({ from, subjects, found, extracted, archives: [...promised.archives], unknown }, log);
  const all = sequencesOf(metadata, settings).length;
  reportPlan({ ...plan, all }, VIDEO_FPS / options.fps, options);
  if (plan.missing.some(({ what }) => what === "boxes")) {
    log("note: --crop joints does without the boxes (MySegmentsMat/ground_truth_bb)");
  }
  if (plan.missing.some(({ what }) => what === "2D poses")) {
    log("note: universal poses need D2_Positions too, or D3_Positions_mono to be projected");
  }
  if (plan.sequences.length > 0) claimOfficial(about, options);

  const total = { sequences: 0, frames: 0, failed: [] as { id: string; error: string }[] };
  const cut = async (sequences: readonly PlannedSequence[]) => {
    if (sequences.length === 0) return 0;
    const result = await prepareOfficial(sequences, about, options);
    total.sequences += result.sequences;
    total.frames += result.frames;
    total.failed.push(...result.failed);
    return sequences.length;
  };
  const packed = [...promised.archives].map(({ subject }) => subject);
  let possible = await cut(plan.sequences.filter(({ actor }) => !packed.includes(actor)));
  for (const subject of found.filter((subject) => packed.includes(subject))) {
    const sequences = plan.sequences.filter(({ actor }) => actor === subject);
    if (missingSequences(to, sequences).length === 0) {
      possible += sequences.length;
      log(`${subject}: ${stateOf(sequences.length)}`);
      continue;
    }
    // Of all actions, so that what a stopped run has unpacked serves whatever is asked for next.
    const wanted = promisedFiles(archives.filter((archive) => archive.subject === subject));
    planOf(wanted.folder, [subject], ACTIONS);
    const needed = [...wanted.archives], unpacked = join(to, UNPACKED);
    log(`unpacking ${needed.map(({ path }) => basename(path)).join(", ")}`);
    try {
      await unpackSubject(needed, subject, unpacked, { paths: wanted.paths, signal });
    } catch (error) {
      if (signal?.aborted || !(error instanceof UserError)) throw error;
      total.failed.push({ id: subject, error: error.message });
      continue;
    }
    const whole = planOf(openHuman36mFolder(unpacked), [subject]);
    reportMissing(whole.missing.filter((each) => !plan.missing.some(isSame(each))), log);
    possible += await cut(whole.sequences);
    removeAll(join(unpacked, subject));
  }
  removeAll(join(to, UNPACKED));
  if (possible > 0 || total.failed.length > 0) return total;
  throw new UserError(
    `No sequence of ${
      actions?.join(", ") ?? "any action"
    } can be made from ${from}: see above what is ` +
      `missing, and get it from Human3.6M's site`,
  );
}

const stateOf = (sequences: number) =>
  sequences > 0
    ? `its ${sequences} sequences are there`
    : "its archives are not unpacked: without what is missing, nothing can be made of them (an archive " +
      "is taken to hold what its first file is of; unpack yourself one that holds more)";

const isSame = (a: MissingFiles) => (b: MissingFiles) =>
  a.subject === b.subject && a.what === b.what && a.files === b.files;

function aboutHuman36m({ poses, crop, protocols, fps }: PrepareHuman36mOptions): AboutOfficial {
  return {
    name: "Human3.6M",
    skeleton: H36M_17.name,
    videoFps: VIDEO_FPS,
    settings: {
      ...{ poses, crop, cropScale: crop === "boxes" ? BOX_SCALE : JOINTS_SCALE },
      ...{ protocols: protocols.join(", "), fps },
    },
  };
}
