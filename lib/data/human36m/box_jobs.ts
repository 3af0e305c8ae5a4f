import type { Crop } from "../../camera.ts";
import type { maskCrops } from "./boxes.ts";
import { startWorkers, type WorkerPool } from "../../workers/worker_pool.ts";

/** The masks of one video: what `maskCrops` is asked. */
export type BoxJob = Parameters<typeof maskCrops>;

/** The squares round them. */
export interface BoxResult {
  /** [frames, 3]: left, top and side, px; not numbers where a mask shows nobody. */
  readonly squares: Float64Array;
}

/** Threads that read masks. */
export type BoxPool = WorkerPool<BoxJob, BoxResult>;

/** Starts `count` threads that read masks: one of 1000 x 1000 px takes a third of what cutting its crop does. */
export function startBoxes(count: number): BoxPool {
  return startWorkers(new URL("./box_worker.ts", import.meta.url), count);
}

/** What a thread found, as `maskCrops` gives it. */
export function boxesOf({ squares }: BoxResult): (Crop | undefined)[] {
  return Array.from({ length: squares.length / 3 }, (_, f) => {
    const [left, top, side] = squares.subarray(3 * f, 3 * f + 3);
    return Number.isNaN(side) ? undefined : { left, top, side };
  });
}
