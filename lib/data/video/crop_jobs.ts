import { startWorkers, type WorkerPool } from "../../workers/worker_pool.ts";
import type { Crop } from "../../camera.ts";
import type { CropResult } from "./packed_crops.ts";
import type { Video } from "./probe.ts";

/** One video's crops. */
export interface CropJob {
  readonly video: Video;
  /** Numbers of the frames, from 0, ascending, each once. */
  readonly frames: readonly number[];
  /** The square to cut out of each of them. */
  readonly crops: readonly Crop[];
  /** Side of the crops, px. */
  readonly size: number;
  /** Of JPEGs, from 1 to 100; left out, the crops are given as they are: for small ones. */
  readonly quality?: number;
}

/**
 * Starts `count` threads that cut crops out of videos, each with an ffmpeg of its own that decodes in one
 * thread: to keep n cores busy, start n. Closing them ends their programs.
 */
export function startCropping(count: number): WorkerPool<CropJob, CropResult> {
  return startWorkers(new URL("./crop_worker.ts", import.meta.url), count);
}
