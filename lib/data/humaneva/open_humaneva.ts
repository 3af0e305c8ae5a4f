import type { StoredDataset } from "../dataset.ts";
import { openPrepared } from "../prepared/open_prepared.ts";
import { HUMANEVA_FPS } from "./names.ts";
import type { HumanevaPart } from "./protocols.ts";
import { splitOf } from "./sequences.ts";

/** Which part of a prepared HumanEva-I is wanted, and how. */
export interface OpenHumanevaOptions {
  /** One side of the protocol: see `humanevaProtocol`. */
  readonly part: HumanevaPart;
  /** Actions (default: all that were prepared). */
  readonly actions?: readonly string[];
  /** Side of the pictures, px (default: as prepared). */
  readonly imageSize?: number;
}

/**
 * Opens a part of HumanEva-I as `deno task prepare humaneva` left it. Where the motion capture lost a
 * marker a sequence ends and another begins, so that no clip and no memory goes over the gap.
 *
 * @throws {UserError} when the folder is no prepared data set, or has nothing of the part
 *
 * @example
 * ```ts
 * import { humanevaProtocol, openHumaneva, prepareHumaneva } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const to = Deno.makeTempDirSync(); // the miniature has the official files' names and formats
 * await prepareHumaneva({ from: "tests/miniatures/humaneva", to, size: 32 });
 * const { test } = humanevaProtocol();
 * const { sequences } = openHumaneva(to, { part: test });
 * assertEquals(sequences.map(({ id, frames }) => [id, frames]), [
 *   ["S1/Walking/1/Validate/cam0", 12], // two frames without a pose follow
 *   ["S1/Walking/1/Validate/cam0-2", 7],
 * ]);
 * ```
 */
export function openHumaneva(
  folder: string,
  { part, actions, imageSize }: OpenHumanevaOptions,
): StoredDataset {
  const { subjects, split, cameras, every } = part;
  return openPrepared(folder, {
    imageSize,
    part: `${split} of ${subjects.join(", ")}, every ${every} frames`,
    fps: HUMANEVA_FPS / every,
    sequence: ({ id, actor, action, camera }) =>
      subjects.includes(actor) && splitOf(id) === split &&
      (cameras?.includes(camera) ?? true) && (actions?.includes(action) ?? true),
    frame: (number) => number % every === 0,
  });
}
