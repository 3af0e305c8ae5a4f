import { crc32 } from "node:zlib";
import { writeAtomic } from "../../atomic_write.ts";
import { UserError } from "../../errors.ts";

/**
 * All takes of one actor as one file: the line `posemachine benchmark`, the length of a JSON header,
 * the header (what it was made from, checksum), then the arrays, floats before bytes.
 */
export interface ActorArrays {
  /** `[views, frames, 17, 2]`; views: action by action, trial by trial, camera by camera. */
  readonly pose2d: Float32Array<ArrayBuffer>;
  /** `[views, frames, 17, 3]` */
  readonly pose3d: Float32Array<ArrayBuffer>;
  /** `[views, frames, 3]` */
  readonly root: Float32Array<ArrayBuffer>;
  /** `[views, frames, 3]` */
  readonly crops: Float32Array<ArrayBuffer>;
  /** `[views, frames, size, size, 3]` */
  readonly images: Uint8Array<ArrayBuffer>;
}

const MAGIC = "posemachine benchmark\n";
/** Bytes before the arrays: a whole number of floats. */
const HEAD = 2048;

function bytesOf(array: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>) {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function partsOf({ pose2d, pose3d, root, crops, images }: ActorArrays) {
  return [pose2d, pose3d, root, crops, images].map(bytesOf);
}

/** Makes room for the arrays of `frames` pictures in all. */
export function allocateActor(frames: number, imageSize: number): ActorArrays {
  const buffer = new ArrayBuffer(actorBytes(frames, imageSize));
  return actorViews(buffer, 0, frames, imageSize);
}

function actorBytes(frames: number, imageSize: number): number {
  return frames * (4 * (34 + 51 + 3 + 3) + imageSize ** 2 * 3);
}

function actorViews(
  buffer: ArrayBuffer,
  start: number,
  frames: number,
  imageSize: number,
): ActorArrays {
  let at = start;
  const floats = (count: number) => {
    const view = new Float32Array(buffer, at, count * frames);
    at += 4 * count * frames;
    return view;
  };
  const [pose2d, pose3d, root, crops] = [floats(34), floats(51), floats(3), floats(3)];
  return {
    pose2d,
    pose3d,
    root,
    crops,
    images: new Uint8Array(buffer, at, frames * imageSize ** 2 * 3),
  };
}

/** Writes an actor's takes; `fingerprint` says what they were made from. */
export function writeActor(path: string, fingerprint: string, arrays: ActorArrays) {
  const parts = partsOf(arrays);
  const checksum = parts.reduce((sum, part) => crc32(part, sum), 0);
  const head = new Uint8Array(HEAD).fill(0x20);
  const text = new TextEncoder().encode(MAGIC + JSON.stringify({ fingerprint, checksum }));
  if (text.length > HEAD) throw new Error(`The header needs ${text.length} bytes of ${HEAD}`);
  head.set(text);
  writeAtomic(path, [head, ...parts]);
}

/**
 * Reads what {@link writeActor} wrote. Not an error, but a reason in words, when the file cannot be
 * used: it is `damaged` or was made from something else (`stale`). `undefined`: there is no file.
 */
export async function readActor(
  path: string,
  fingerprint: string,
  frames: number,
  imageSize: number,
): Promise<ActorArrays | "damaged" | "stale" | undefined> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `Cannot read ${path}: ${reason}. Remove it, or set POSEMACHINE_CACHE to another folder`,
    );
  }
  let header: { fingerprint: string; checksum: number };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, HEAD));
    if (!text.startsWith(MAGIC)) return "damaged";
    header = JSON.parse(text.slice(MAGIC.length));
  } catch {
    return "damaged";
  }
  if (header.fingerprint !== fingerprint) return "stale";
  const whole = HEAD + actorBytes(frames, imageSize);
  if (bytes.length !== whole || crc32(bytes.subarray(HEAD)) !== header.checksum) return "damaged";
  return actorViews(bytes.buffer, HEAD, frames, imageSize);
}
