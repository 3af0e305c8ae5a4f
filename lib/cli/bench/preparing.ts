import { join } from "node:path";
import { startCropping } from "../../data/video/crop_jobs.ts";
import { findFfmpeg } from "../../data/video/ffmpeg.ts";
import { probeVideo } from "../../data/video/probe.ts";
import { picturesOfSize } from "../../data/prepared/stored_size.ts";
import { UserError } from "../../errors.ts";

/** Every fifth frame, as at ten frames a second. */
const FRAMES = 300, EVERY = 5;

/**
 * Crops a second that `prepare` cuts out of videos like Human3.6M's (1000 x 1000 px, H.264, 50 frames a
 * second, every fifth taken), one video a core; the squares are given (a mask of Human3.6M takes another 18 ms
 * of a core). The videos are made here, of moving shapes.
 */
export async function benchPreparing(
  { imageSize, workers = navigator.hardwareConcurrency }: { imageSize: number; workers?: number },
): Promise<number> {
  const folder = Deno.makeTempDirSync({ prefix: "posemachine" });
  const pool = startCropping(workers);
  try {
    const ffmpeg = await findFfmpeg();
    const path = join(folder, "shapes.mp4");
    await makeVideo(ffmpeg.path, path);
    const video = await probeVideo(ffmpeg, path);
    const frames = Array.from({ length: FRAMES / EVERY }, (_, i) => i * EVERY);
    const crops = frames.map((frame) => ({ left: 200 + frame, top: 150.5, side: 600.25 }));
    const quality = picturesOfSize(imageSize) === "jpeg" ? 95 : undefined;
    const cut = () => pool.run({ video, frames, crops, size: imageSize, quality });
    const all = () => Promise.all(Array.from({ length: workers }, cut));
    await all(); // the threads start, and warm up
    const start = performance.now();
    await all();
    return 1000 * workers * frames.length / (performance.now() - start);
  } finally {
    pool.close();
    Deno.removeSync(folder, { recursive: true });
  }
}

async function makeVideo(ffmpeg: string, path: string) {
  const source = `testsrc2=size=1000x1000:rate=50:duration=${FRAMES / 50}`;
  const { success, stderr } = await new Deno.Command(ffmpeg, {
    args: [
      ...["-loglevel", "error", "-f", "lavfi", "-i", source],
      ...["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", path],
    ],
    stderr: "piped",
  }).output();
  if (success) return;
  const reason = new TextDecoder().decode(stderr).trim();
  throw new UserError(`${ffmpeg} cannot make a video to measure with (${reason})`);
}
