import { startWorkers, type WorkerPool } from "../../workers/worker_pool.ts";
import type { Job, Result } from "./jobs.ts";

/** Starts `count` threads that draw stills or takes. */
export function startDrawing<J extends Job>(count: number): WorkerPool<J, Result<J>> {
  return startWorkers<J, Result<J>>(new URL("./worker.ts", import.meta.url), count);
}
