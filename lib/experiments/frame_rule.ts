import { CAMERAS, FRONTAL_CAMERA } from "../data/human36m/names.ts";
import type { Human36mPart } from "../data/human36m/protocols.ts";

/**
 * Which frames of Human3.6M a figure is of, in the words of the published rows.
 *
 * @example
 * ```ts
 * import { frameRule, human36mProtocol } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(
 *   frameRule(human36mProtocol("2").test),
 *   "S9 and S11, frontal camera, trial 1, 1 frame in 5",
 * );
 * ```
 */
export function frameRule({ subjects, cameras, trials, every }: Human36mPart): string {
  const several = (noun: string, numbers: readonly (number | string)[]) =>
    `${noun}${numbers.length > 1 ? "s" : ""} ${numbers.join(" and ")}`;
  const views = !cameras
    ? "four cameras"
    : cameras.join() === `${FRONTAL_CAMERA}`
    ? "frontal camera"
    : several("camera", cameras.map((camera) => CAMERAS[camera].id));
  return [
    subjects.join(" and "),
    views,
    ...trials ? [several("trial", trials)] : [],
    every === 1 ? "every frame" : `1 frame in ${every}`,
  ].join(", ");
}
