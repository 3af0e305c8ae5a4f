import type { Stills } from "../dataset.ts";
import type { StillConfig } from "./still_config.ts";
import { createStillStudio, drawStills, type StillStudio } from "./stills.ts";

/** Stills `start` to `start + count - 1`. */
export interface StillsJob {
  readonly kind: "stills";
  readonly config: StillConfig;
  readonly start: number;
  readonly count: number;
}

/** What a Worker can be asked for. */
export type Job = StillsJob;

/** What it answers to a job. */
export type Result<J extends Job> = J extends StillsJob ? Stills : never;

// Kept between the jobs of a thread: clips and tables, no state that a job could change.
const studios = new Map<number, StillStudio>();

function studio(imageSize: number): StillStudio {
  if (!studios.has(imageSize)) studios.set(imageSize, createStillStudio(imageSize));
  return studios.get(imageSize)!;
}

/** Does a job; `transfer` lists the buffers to hand over rather than copy. */
export function draw(job: Job): { result: Result<Job>; transfer: Transferable[] } {
  const result = drawStills(studio(job.config.imageSize), job.config, job.start, job.count);
  return {
    result,
    transfer: [result.images.buffer as ArrayBuffer, result.pose2d.buffer as ArrayBuffer],
  };
}
