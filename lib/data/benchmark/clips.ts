import { gunzipSync, gzipSync, strFromU8, strToU8 } from "fflate";
import { UserError } from "../../errors.ts";

/** Frame rate of the stored clips. */
export const CLIP_FPS = 30;

/** How well a clip's own label fits the Human3.6M action it stands for. */
export type Mapping = "exact" | "close" | "proxy";

/** What is known of a clip. */
export interface ClipInfo {
  /** CMU's subject and trial, e.g. `02_01`. */
  readonly name: string;
  /** CMU's subject, e.g. `02`. */
  readonly subject: string;
  /** The Human3.6M action it stands for; null: none, it serves the stills alone. */
  readonly action: string | null;
  readonly mapping: Mapping | null;
  /** CMU's own label. */
  readonly description: string;
  readonly frames: number;
}

/** A stretch of captured motion. */
export interface Clip extends ClipInfo {
  /** `[frames, 17, 3]`, mm, Y up, facing +Z with the left at +X when unturned; 30 frames a second. */
  readonly poses: Float32Array;
}

const VERSION = 1;

/**
 * Packs clips: coordinates in whole mm, second differences in time (smooth motion leaves small
 * numbers), low bytes apart from high bytes, one coordinate after the other, then gzip.
 */
export function encodeClips(
  clips: readonly Clip[],
  about: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const infos = clips.map(({ poses: _, ...info }) => info);
  const header = strToU8(
    JSON.stringify({ version: VERSION, fps: CLIP_FPS, unit: "mm", ...about, clips: infos }),
  );
  const count = clips.reduce((sum, clip) => sum + clip.frames * 51, 0);
  const out = new Uint8Array(4 + header.length + 2 * count);
  new DataView(out.buffer).setUint32(0, header.length, true);
  out.set(header, 4);
  let low = 4 + header.length;
  for (const { frames, poses } of clips) {
    for (let coordinate = 0; coordinate < 51; coordinate++) {
      let previous = 0, speed = 0;
      for (let frame = 0; frame < frames; frame++, low++) {
        const value = Math.round(poses[frame * 51 + coordinate]);
        const difference = value - previous - speed;
        speed = frame ? value - previous : 0;
        previous = value;
        const zigzag = difference < 0 ? -2 * difference - 1 : 2 * difference;
        if (zigzag > 0xffff) throw new UserError(`A joint jumps by ${difference} mm in a frame`);
        out[low] = zigzag & 255;
        out[low + count] = zigzag >> 8;
      }
    }
  }
  return gzipSync(out, { level: 9, mtime: 0 });
}

/** Unpacks what {@link encodeClips} packed; `source` names it in errors. */
export function decodeClips(packed: Uint8Array, source: string): Clip[] {
  let bytes: Uint8Array, infos: ClipInfo[], low: number;
  try {
    bytes = gunzipSync(packed);
    low = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const header = JSON.parse(strFromU8(bytes.subarray(4, low)));
    if (header.version !== VERSION) throw new Error(`version ${header.version}`);
    infos = header.clips;
  } catch (error) {
    throw new UserError(
      `${source} is not a motion file of version ${VERSION} ` +
        `(${
          error instanceof Error ? error.message : error
        }): restore it with 'git checkout data', ` +
        `or rebuild it with 'deno task motion --bvh <folder>'`,
    );
  }
  const count = infos.reduce((sum, info) => sum + info.frames * 51, 0);
  if (bytes.length !== low + 2 * count) {
    throw new UserError(`${source} is cut short: restore it with 'git checkout data'`);
  }
  return infos.map((info) => {
    const poses = new Float32Array(info.frames * 51);
    for (let coordinate = 0; coordinate < 51; coordinate++) {
      let previous = 0, speed = 0;
      for (let frame = 0; frame < info.frames; frame++, low++) {
        const zigzag = bytes[low] | bytes[low + count] << 8;
        const value = previous + speed + (zigzag & 1 ? -(zigzag + 1) / 2 : zigzag / 2);
        speed = frame ? value - previous : 0;
        previous = value;
        poses[frame * 51 + coordinate] = value;
      }
    }
    return { ...info, poses };
  });
}
