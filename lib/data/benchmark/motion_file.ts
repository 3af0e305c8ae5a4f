import { fileURLToPath } from "node:url";
import { UserError } from "../../errors.ts";
import { type Clip, decodeClips } from "./clips.ts";

/** The compact motion file of this repository. */
export const MOTION_FILE = fileURLToPath(
  new URL("../../../data/cmu_motion.gz", import.meta.url),
);

/** The bytes of the motion file. */
export function readMotionFile(): Uint8Array {
  try {
    return Deno.readFileSync(MOTION_FILE);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UserError(
      `The motion file ${MOTION_FILE} is missing: ` +
        `restore it with 'git checkout data', or rebuild it with 'deno task motion --bvh <folder>'`,
    );
  }
}

/** All clips of the motion file. */
export function loadClips(): Clip[] {
  return decodeClips(readMotionFile(), MOTION_FILE);
}
