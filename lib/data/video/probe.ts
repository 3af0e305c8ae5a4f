import { UserError } from "../../errors.ts";
import type { Ffmpeg } from "./ffmpeg.ts";
import { startFfmpeg } from "./ffmpeg_output.ts";

/** A video file, and what can be said of it without decoding all of it. */
export interface Video {
  /** Where it is. */
  readonly path: string;
  /** The program that reads it. */
  readonly ffmpeg: Ffmpeg;
  /** Width of its pictures as they are shown (a telephone's rotation applied), px. */
  readonly width: number;
  /** Height of its pictures as they are shown, px. */
  readonly height: number;
  /** Pictures a second, as the file states it; some files keep no constant rate. */
  readonly fps: number;
  /** How many pictures it shows. */
  readonly frames: number;
}

/**
 * How ffmpeg is to read a file: local files only, its first video alone, and giving up at the first
 * damage instead of painting over it.
 */
export function inputOf(path: string): string[] {
  const strict = ["-xerror", "-err_detect", "explode"];
  return [...strict, "-protocol_whitelist", "file", "-i", `file:${path}`, "-map", "0:v:0"];
}

/** What is wrong with a video that ffmpeg cannot read on. */
export function damaged(path: string, what: string, reason: string): UserError {
  return new UserError(
    `${path}: ${what} (${reason}). It is truncated, damaged or no video: copy or download it again`,
  );
}

/** The header of YUV4MPEG2, a text: unlike ffmpeg's messages it is a format, and the rate is exact. */
async function firstPicture(ffmpeg: Ffmpeg, path: string) {
  const format = ["-pix_fmt", "gray", "-f", "yuv4mpegpipe", "-"];
  const output = startFfmpeg(ffmpeg, [...inputOf(path), "-frames:v", "1", ...format]);
  try {
    const header = new TextDecoder("latin1").decode(await output.read(200));
    const found = /^YUV4MPEG2 W(\d+) H(\d+) F(\d+):(\d+) /.exec(header)?.slice(1).map(Number);
    if (!found) {
      throw damaged(path, "it has no picture", await output.failure() ?? "none came out of ffmpeg");
    }
    const [width, height, numerator, denominator] = found;
    return { width, height, fps: numerator / denominator };
  } finally {
    await output.stop();
  }
}

/** In ffmpeg's list of packets: a picture that others refer to, but that is not to be shown. */
const DISCARD = 4;

/**
 * Counts the pictures in a list of the coded ones, for which the whole file is read and nothing decoded.
 * (The count in ffmpeg's own report of its progress is missing in release 7.)
 */
async function countFrames(ffmpeg: Ffmpeg, path: string): Promise<number> {
  const output = startFfmpeg(ffmpeg, [...inputOf(path), "-c", "copy", "-f", "framecrc", "-"]);
  try {
    const text = new TextDecoder("latin1");
    let frames = 0, rest = "", ended = false;
    while (!ended) {
      const bytes = await output.read(1 << 16);
      ended = bytes.length < 1 << 16;
      const lines = (rest + text.decode(bytes)).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        const flags = Number(/, F=(0x[0-9a-f]+)/i.exec(line)?.[1] ?? 0);
        if (line.startsWith("0,") && (flags & DISCARD) === 0) frames++;
      }
    }
    const reason = await output.failure();
    if (reason !== undefined) throw damaged(path, `it breaks off after ${frames} frames`, reason);
    return frames;
  } finally {
    await output.stop();
  }
}

/**
 * Size, rate and number of pictures of a video file's first video stream. The number is counted in the
 * file and exact; the time is that of reading the file once, some milliseconds a minute of video.
 *
 * @throws {UserError} naming the file when it is missing, truncated, damaged or holds no video
 *
 * @example
 * ```ts
 * import { findFfmpeg, probeVideo } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const { width, height, fps, frames } = await probeVideo(
 *   await findFfmpeg(),
 *   "tests/fixtures/video/numbered.mp4",
 * );
 * assertEquals([width, height, fps, frames], [64, 48, 50, 30]);
 * ```
 */
export async function probeVideo(ffmpeg: Ffmpeg, path: string): Promise<Video> {
  try {
    if (!(await Deno.stat(path)).isFile) throw new Error("it is not a file");
  } catch (error) {
    throw new UserError(
      `Cannot read the video ${path}: ${(error as Error).message}; check its path`,
    );
  }
  const picture = await firstPicture(ffmpeg, path);
  return { path, ffmpeg, ...picture, frames: await countFrames(ffmpeg, path) };
}
