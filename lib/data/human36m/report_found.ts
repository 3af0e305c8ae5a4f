import { UserError } from "../../errors.ts";
import { sizeText } from "../prepared/estimate.ts";
import type { Archive } from "./archives.ts";
import type { Human36mFolder } from "./folder.ts";

/** What a folder holds. */
export interface Found {
  readonly from: string;
  /** That are wanted. */
  readonly subjects: readonly string[];
  /** Of whom there is anything. */
  readonly found: readonly string[];
  readonly extracted: Human36mFolder;
  /** Those that are to be unpacked. */
  readonly archives: readonly Archive[];
  /** Paths of archives that name no subject. */
  readonly unknown: readonly string[];
}

/**
 * Tells, before anything is read or unpacked, which subjects are there and in what form.
 *
 * @throws {UserError} when there is none
 */
export function reportFound(
  { from, subjects, found, extracted, archives, unknown }: Found,
  log: (line: string) => void,
) {
  for (const path of unknown) {
    log(`not used: ${path}, for it is no compressed tar that begins with a folder S1, S5, …`);
  }
  if (found.length === 0) {
    throw new UserError(
      `${from} has no archive and no folder of a subject (${
        subjects.join(", ")
      }): give the folder in ` +
        `which Human3.6M's archives, or their folders S1, S5, … lie`,
    );
  }
  log(`found in ${from}:`);
  let most = 0;
  for (const subject of found) {
    const own = archives.filter((each) => each.subject === subject);
    const bytes = own.reduce((sum, each) => sum + each.bytes, 0);
    most = Math.max(most, bytes);
    const kinds = own.map(({ kind }) => kind || "the whole subject").toSorted().join(", ");
    const parts = [
      ...extracted.subjects.includes(subject) ? ["its folder"] : [],
      ...own.length > 0 ? [`archives of ${kinds} (${sizeText(bytes)})`] : [],
    ];
    log(`  ${subject}: ${parts.join(" and ") || "archives of nothing that is needed"}`);
  }
  if (archives.length > 0) {
    log(`archives are unpacked subject by subject: about ${sizeText(most)} of disk for a while`);
  }
  const absent = subjects.filter((subject) => !found.includes(subject));
  if (absent.length > 0) log(`missing: everything of ${absent.join(", ")}`);
}
