// Cuts crops out of videos in a thread of its own: one video and its squares in, all crops out.
import { serveJobs } from "../../workers/serve_jobs.ts";
import type { CropJob } from "./crop_jobs.ts";
import { packCrops } from "./packed_crops.ts";
import { videoCrops } from "./video_crops.ts";

serveJobs(({ video, frames, crops, size, quality }: CropJob) =>
  packCrops(videoCrops(video, { frames, crops, size, threads: 1 }), size, quality)
);
