import { UserError } from "../../errors.ts";
import { startFfmpeg } from "./ffmpeg_output.ts";
import { selectFrames } from "./frame_selection.ts";
import type { Picture, Region } from "./picture.ts";
import { damaged, inputOf, type Video } from "./probe.ts";

/** What {@link videoFrames} is asked for. */
export interface FrameOptions {
  /** Numbers of the frames, from 0, ascending, each once. */
  readonly frames: readonly number[];
  /** What is needed of each picture (see `cropRegion`): less to convert and to pass on. Default: all. */
  readonly region?: Region;
  /** Threads that decode. Default: as ffmpeg chooses, which is all cores. */
  readonly threads?: number;
  /** Ends it: the program stops, and the iteration throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** One frame of a video. */
export interface VideoFrame extends Picture {
  /** Its number, from 0. */
  readonly frame: number;
}

function checkRegion(region: Region, { path, width, height }: Video): void {
  const { left, top, width: columns, height: rows } = region;
  const whole = [left, top, columns, rows].every((value) => Number.isInteger(value) && value >= 0);
  if (!whole || columns * rows === 0 || left + columns > width || top + rows > height) {
    throw new UserError(
      `${path} has pictures of ${width} x ${height} px: expected a region of whole pixels in them, ` +
        `got ${JSON.stringify(region)}`,
    );
  }
}

function checkFrames(frames: readonly number[], { path, frames: count }: Video): void {
  frames.forEach((frame, i) => {
    if (!Number.isInteger(frame) || frame < 0 || frame <= (frames[i - 1] ?? -1)) {
      const before = i > 0 ? ` after ${frames[i - 1]}` : "";
      throw new UserError(
        `${path}: expected ascending frame numbers from 0, got ${frame}${before}`,
      );
    }
  });
  const last = frames.at(-1) ?? -1;
  if (last >= count) {
    throw new UserError(
      `${path} has ${count} frames (0 to ${count - 1}), frame ${last} was asked for: ` +
        `is it the whole video, and the one that belongs to these labels?`,
    );
  }
}

/**
 * The chosen frames of a video as RGB, one after the other; frame k is the k-th picture that the video
 * shows, whatever its time stamps say. One ffmpeg decodes ahead only as far as a pipe holds, and it ends
 * with the iteration, however that ends. The same pixels on every run; another release of ffmpeg may
 * differ by a level or two in converting colours.
 *
 * @throws {UserError} naming the file, and the frame that cannot be decoded or is beyond its end
 *
 * @example
 * ```ts
 * import { findFfmpeg, probeVideo, videoFrames } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const video = await probeVideo(await findFfmpeg(), "tests/fixtures/video/numbered.mp4");
 * const seen: number[] = [];
 * for await (const { frame, rgb } of videoFrames(video, { frames: [3, 4, 17] })) {
 *   assertEquals(rgb.length, 48 * 64 * 3);
 *   seen.push(frame);
 * }
 * assertEquals(seen, [3, 4, 17]);
 * ```
 */
export async function* videoFrames(
  video: Video,
  { frames, region: wanted, threads, signal }: FrameOptions,
): AsyncGenerator<VideoFrame, void, undefined> {
  const { path, ffmpeg, width, height } = video;
  const full = { width, height };
  const region = wanted ?? { left: 0, top: 0, ...full };
  checkFrames(frames, video);
  checkRegion(region, video);
  if (frames.length === 0) return;
  signal?.throwIfAborted();
  const { expression, passed } = selectFrames(frames);
  const filters = [
    `select='${expression}'`,
    // ffmpeg repeats and drops frames for a steady rate, by their time stamps and durations. The option
    // against that has no name that old and new releases share. But with 1000 seconds for each frame
    // there is nothing to repeat or drop, and the file's own durations round to 0.
    "settb=1000,setpts=N",
    `scale=${width}:${height},format=rgb24`,
    // After the conversion to RGB: before, pixels share their colours and cannot be told apart.
    `crop=${region.width}:${region.height}:${region.left}:${region.top}`,
  ];
  const output = startFfmpeg(ffmpeg, [
    // Else frames are counted from 0 again when their size changes, which is left to `scale`.
    ...["-reinit_filter", "0", ...(threads === undefined ? [] : ["-threads", `${threads}`])],
    ...[...inputOf(path), "-vf", filters.join(","), "-r", "1/1000"],
    ...["-frames:v", `${passed.length}`, "-f", "rawvideo", "-"],
  ], signal);
  try {
    const asked = new Set(frames), bytes = region.width * region.height * 3;
    for (const frame of passed) {
      const rgb = await output.read(bytes);
      signal?.throwIfAborted();
      if (rgb.length < bytes) {
        const reason = await output.failure() ?? "the video ends before it";
        throw damaged(path, `frame ${frame} of ${video.frames} cannot be decoded`, reason);
      }
      if (asked.has(frame)) yield { frame, rgb, region, full };
    }
  } finally {
    await output.stop();
  }
}
