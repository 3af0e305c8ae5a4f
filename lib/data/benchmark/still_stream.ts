import { batchesAhead, checkBatches } from "../batches_ahead.ts";
import type { Stills } from "../dataset.ts";
import { startDrawing } from "./drawing_threads.ts";
import type { StillsJob } from "./jobs.ts";
import { checkStillConfig, type StillConfig } from "./still_config.ts";

/** What {@link stillStream} needs to know. */
export interface StillStreamOptions {
  /** Which stills. Default: seed 1, 64 px. */
  readonly config?: Partial<StillConfig>;
  /** Index of the first still: to resume, the number of stills already taken. Default 0. */
  readonly start?: number;
  /** Stills a batch. */
  readonly batch: number;
  /** Threads that draw. Default 1. */
  readonly workers?: number;
  /** Batches held ready or in the making. Default 8. */
  readonly ahead?: number;
}

/** A batch of stills: `start` to `start + count - 1`. */
export interface StillBatch extends Stills {
  /** Index of its first still. */
  readonly start: number;
}

/** Batches of stills without end, in order. */
export interface StillStream {
  /** The next batch; each begins where the one before ended. */
  next(): Promise<StillBatch>;
  /** Ends the threads; without it Deno stays alive. */
  close(): void;
}

/**
 * The stills from `start` on, batch after batch, drawn ahead by Workers while the caller computes; at
 * most `ahead` batches wait. The stills are the same whatever `batch`, `workers` and `ahead` are.
 *
 * @throws {UserError} when an option is out of range
 *
 * @example
 * ```ts
 * import { stills, stillStream } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const config = { seed: 1, imageSize: 16 };
 * const stream = stillStream({ config, start: 4, batch: 2 });
 * try {
 *   await stream.next();
 *   assertEquals((await stream.next()).images, (await stills(config, 6, 2)).images);
 * } finally {
 *   stream.close();
 * }
 * ```
 */
export function stillStream(options: StillStreamOptions): StillStream {
  const { start = 0, batch, workers = 1, ahead = 8 } = options;
  const config = checkStillConfig(options.config ?? {});
  checkBatches({ start, batch, ahead }, "stillStream");
  const pool = startDrawing<StillsJob>(workers);
  const next = batchesAhead(
    (from) =>
      pool.run({ kind: "stills", config, start: from, count: batch })
        .then((drawn): StillBatch => ({ ...drawn, start: from })),
    { start, batch, ahead },
  );
  return { next, close: pool.close };
}
