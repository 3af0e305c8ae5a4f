import { basename, join } from "node:path";
import { UserError } from "../../errors.ts";
import { H36M_17 } from "../../skeleton.ts";
import type { PlannedSequence, Prepared } from "../prepared/prepare.ts";
import {
  prepareOfficial,
  type PrepareOfficialOptions,
  reportPlan,
} from "../prepared/prepare_official.ts";
import { type Archive, findArchives, removeAll, unpackSubject } from "./archives.ts";
import { communityFiles } from "./community.ts";
import { findMetadata, type Human36mFolder, openHuman36mFolder } from "./folder.ts";
import { type Human36mMetadata, parseMetadata } from "./metadata.ts";
import { SUBJECTS, VIDEO_FPS } from "./names.ts";
import { type Human36mPart, human36mProtocol, type ProtocolNumber } from "./protocols.ts";
import { type Human36mSettings, planHuman36m } from "./sequences.ts";

/** What to take from Human3.6M's files, and where to put it. */
export interface PrepareHuman36mOptions
  extends PrepareOfficialOptions, Omit<Human36mSettings, "parts"> {
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
  const { from, to, log = () => {} } = options;
  const path = findMetadata(from);
  const metadata = parseMetadata(Deno.readTextFileSync(path), path);
  const extracted = openHuman36mFolder(from, path);
  const community = communityFiles(from);
  const archives = findArchives(from);
  const packed = SUBJECTS.filter((subject) =>
    !extracted.subjects.includes(subject) && archives.some((archive) => archive.subject === subject)
  );
  if (extracted.subjects.length + packed.length === 0) {
    throw new UserError(
      `${from} has no archive and no folder of a subject (${
        SUBJECTS.join(", ")
      }): give the folder in ` +
        `which Human3.6M's archives, or their folders S1, S5, … lie`,
    );
  }
  const settings = { ...options, parts: wantedParts(options) };
  const subjects = wantedSubjects(settings.parts);
  const absent = subjects.filter((subject) =>
    ![...extracted.subjects, ...packed].includes(subject)
  );
  log(
    `found in ${from}: ${
      [...extracted.subjects, ...packed.map((s) => `${s} (archives)`)].join(", ")
    }`,
  );
  if (absent.length > 0) log(`missing: everything of ${absent.join(", ")}`);

  const total = { sequences: 0, frames: 0, failed: [] as { id: string; error: string }[] };
  const run = async (folder: Human36mFolder) => {
    const there = metadata.takes.filter(({ subject }) => folder.subjects.includes(subject));
    const plan = planHuman36m(folder, community, { ...metadata, takes: there }, settings);
    reportPlan(plan, VIDEO_FPS / options.fps, options);
    const result = await cut(plan.sequences, options);
    total.sequences += result.sequences;
    total.frames += result.frames;
    total.failed.push(...result.failed);
  };
  if (extracted.subjects.length > 0) await run(extracted);
  for (const subject of packed.filter((subject) => subjects.includes(subject))) {
    log(`unpacking ${names(archives, subject)}`);
    const unpacked = join(to, UNPACKED);
    await unpackSubject(archives, subject, unpacked, wantedFiles(metadata, subject));
    await run(openHuman36mFolder(unpacked, path));
    removeAll(join(unpacked, subject));
  }
  removeAll(join(to, UNPACKED));
  return total;
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

function cut(sequences: readonly PlannedSequence[], options: PrepareHuman36mOptions) {
  const { poses, crop, protocols, fps } = options;
  const about = {
    name: "Human3.6M",
    skeleton: H36M_17.name,
    videoFps: VIDEO_FPS,
    settings: { poses, crop, protocols: protocols.join(", "), fps },
  };
  return prepareOfficial(sequences, about, options);
}
