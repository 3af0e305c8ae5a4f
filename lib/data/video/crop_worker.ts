// Cuts crops out of videos in a thread of its own: one video and its squares in, all crops out.
import { serveJobs } from "../../workers/serve_jobs.ts";
import type { CropJob, CropResult } from "./crop_jobs.ts";
import { encodeJpeg } from "./jpeg.ts";
import { videoCrops } from "./video_crops.ts";

/** Crops that may wait for being encoded, so that a slow encoder holds the decoder back. */
const WAITING = 4;

function joined(parts: readonly Uint8Array[]): CropResult {
  const ends = new Uint32Array(parts.length);
  parts.forEach((part, i) => ends[i] = (ends[i - 1] ?? 0) + part.length);
  const bytes = new Uint8Array(ends.at(-1) ?? 0);
  parts.forEach((part, i) => bytes.set(part, ends[i] - part.length));
  return { bytes, ends };
}

serveJobs(async ({ video, frames, crops, size, quality }: CropJob): Promise<CropResult> => {
  const parts: Promise<Uint8Array>[] = [];
  for await (const { rgb } of videoCrops(video, { frames, crops, size, threads: 1 })) {
    // Encoded by threads of the sharp package while the next is decoded.
    parts.push(quality === undefined ? Promise.resolve(rgb) : encodeJpeg(rgb, size, quality));
    await parts.at(-WAITING);
  }
  return joined(await Promise.all(parts));
});
