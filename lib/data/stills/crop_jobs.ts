import type { Crop } from "../../camera.ts";
import { startWorkers, type WorkerPool } from "../../workers/worker_pool.ts";
import type { CropResult } from "../video/packed_crops.ts";

/** A row of pictures' crops. */
export interface PictureCropJob {
  readonly pictures: readonly { readonly path: string; readonly crops: readonly Crop[] }[];
  /** Side of the crops, px. */
  readonly size: number;
  /** Of JPEGs, from 1 to 100; left out, the crops are given as they are: for small ones. */
  readonly quality?: number;
}

/** Starts `count` threads that cut crops out of picture files. */
export function startPictureCropping(count: number): WorkerPool<PictureCropJob, CropResult> {
  return startWorkers(new URL("./crop_worker.ts", import.meta.url), count);
}
