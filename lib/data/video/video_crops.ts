import type { Crop } from "../../camera.ts";
import { UserError } from "../../errors.ts";
import { cropRegion } from "./picture.ts";
import type { Video } from "./probe.ts";
import { cropSquare } from "./square_crops.ts";
import { videoFrames } from "./video_frames.ts";

/** What {@link videoCrops} is asked for. */
export interface CropOptions {
  /** Numbers of the frames, from 0, ascending, each once. */
  readonly frames: readonly number[];
  /** The square to cut out of each of them. */
  readonly crops: readonly Crop[];
  /** Side of the crops, px. */
  readonly size: number;
  /** Threads that decode. Default: as ffmpeg chooses, which is all cores. */
  readonly threads?: number;
  /** Ends it: the program stops, and the iteration throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** One crop of one frame. */
export interface VideoCrop {
  /** The number of the frame, from 0. */
  readonly frame: number;
  /** `[size, size, 3]`, 0..255. */
  readonly rgb: Uint8Array<ArrayBuffer>;
}

/**
 * A square crop of each chosen frame of a video (see `videoFrames` and `cropSquare`), one after the other.
 *
 * @throws {UserError} as those two do, and when there is not one crop a frame
 *
 * @example
 * ```ts
 * import { findFfmpeg, probeVideo, videoCrops } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const video = await probeVideo(await findFfmpeg(), "tests/fixtures/video/numbered.mp4");
 * const crops = [{ left: -4, top: 2.5, side: 40 }, { left: -3, top: 2.5, side: 40 }];
 * const lengths: number[] = [];
 * for await (const { rgb } of videoCrops(video, { frames: [5, 10], crops, size: 16 })) {
 *   lengths.push(rgb.length);
 * }
 * assertEquals(lengths, [16 * 16 * 3, 16 * 16 * 3]);
 * ```
 */
export async function* videoCrops(
  video: Video,
  { frames, crops, size, ...more }: CropOptions,
): AsyncGenerator<VideoCrop, void, undefined> {
  if (crops.length !== frames.length) {
    throw new UserError(`${video.path}: got ${crops.length} crops for ${frames.length} frames`);
  }
  if (frames.length === 0) return;
  const region = cropRegion(crops, video);
  let i = 0;
  for await (const picture of videoFrames(video, { frames, region, ...more })) {
    yield { frame: picture.frame, rgb: cropSquare(picture, crops[i++], size) };
  }
}
