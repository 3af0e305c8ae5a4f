import type { StoredDataset } from "../dataset.ts";
import { openPrepared } from "../prepared/open_prepared.ts";
import { VIDEO_FPS } from "./names.ts";
import { type Human36mPart, inPart } from "./protocols.ts";

/** Which part of a prepared Human3.6M is wanted, and how. */
export interface OpenHuman36mOptions {
  /** One side of a protocol: see `human36mProtocol`. */
  readonly part: Human36mPart;
  /** Actions (default: all that were prepared). */
  readonly actions?: readonly string[];
  /** Side of the pictures, px (default: as prepared). */
  readonly imageSize?: number;
}

/**
 * Opens a part of Human3.6M as `deno task prepare human36m` left it. Pictures stay on disk until they are
 * asked for.
 *
 * @throws {UserError} when the folder is no prepared data set, or has nothing of the part
 *
 * @example
 * ```ts
 * import { human36mProtocol, openHuman36m, prepareHuman36m } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const to = Deno.makeTempDirSync(); // the miniature has the official files' names and formats
 * const from = "tests/miniatures/human36m";
 * await prepareHuman36m({
 *   ...{ from, to, size: 32, protocols: ["1"], fps: 10, poses: "mono", crop: "joints" },
 *   actions: ["Photo"],
 * });
 * const { train } = human36mProtocol("1", 10);
 * const { sequences } = openHuman36m(to, { part: train });
 * assertEquals(sequences.map(({ id }) => id)[0], "S1/Photo/2/cam0");
 * ```
 */
export function openHuman36m(
  folder: string,
  { part, actions, imageSize }: OpenHuman36mOptions,
): StoredDataset {
  return openPrepared(folder, {
    imageSize,
    part: `${part.subjects.join(", ")}, every ${part.every} frames`,
    fps: VIDEO_FPS / part.every,
    sequence: ({ actor, camera, trial, action }) =>
      inPart(part, { subject: actor, camera, trial }) && (actions?.includes(action) ?? true),
    frame: (number) => number % part.every === 0,
  });
}
