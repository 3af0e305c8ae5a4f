import type { Stills } from "../dataset.ts";
import type { Clip } from "./clips.ts";
import { loadClips } from "./motion_file.ts";
import { type Canvas, createCanvas } from "./render.ts";
import type { StillConfig } from "./still_config.ts";
import { createStillStudio, drawStills } from "./stills.ts";
import { type DrawnTake, drawTake, type TakeConfig } from "./take.ts";
import type { Take } from "./take_motion.ts";

/** Stills `start` to `start + count - 1`. */
export interface StillsJob {
  readonly kind: "stills";
  readonly config: StillConfig;
  readonly start: number;
  readonly count: number;
}

/** One take from all cameras. */
export interface TakeJob {
  readonly kind: "take";
  readonly config: TakeConfig;
  readonly take: Take;
}

/** What a Worker can be asked for. */
export type Job = StillsJob | TakeJob;

/** What it answers to a job. */
export type Result<J extends Job> = J extends StillsJob ? Stills : DrawnTake;

/** Does jobs one after the other; keeps clips and tables between them, nothing a job could change. */
export function createDrawer(): (job: Job) => Stills | DrawnTake {
  let clips: Clip[] | undefined;
  let canvas: Canvas | undefined;
  return (job) => {
    const { imageSize } = job.config;
    clips ??= loadClips();
    if (canvas?.size !== imageSize) canvas = createCanvas(imageSize);
    if (job.kind === "take") return drawTake(canvas, clips, job.config, job.take);
    return drawStills(createStillStudio(canvas, clips), job.config, job.start, job.count);
  };
}
