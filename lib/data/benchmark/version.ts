import { createHash } from "node:crypto";
import { readMotionFile } from "./motion_file.ts";

/** To be raised whenever the same options give other pictures or poses; a test watches over it. */
export const RENDERER_VERSION = 1;

/** What decides the benchmark's pictures and poses beside its options: results of others are no longer its own. */
export function benchmarkVersion(): { renderer: number; motion: string } {
  const motion = createHash("sha256").update(readMotionFile()).digest("hex").slice(0, 12);
  return { renderer: RENDERER_VERSION, motion };
}
