// Reads masks in a thread of its own: a file and its frames in, the squares round the masks out.
import { serveJobs } from "../../workers/serve_jobs.ts";
import type { BoxJob, BoxResult } from "./box_jobs.ts";
import { maskCrops } from "./boxes.ts";

serveJobs(async (job: BoxJob): Promise<BoxResult> => {
  const crops = await maskCrops(...job);
  return {
    squares: Float64Array.from(
      crops.flatMap((crop) => crop ? [crop.left, crop.top, crop.side] : [NaN, NaN, NaN]),
    ),
  };
});
