import { UserError } from "../../errors.ts";
import type { StoredSequence } from "../dataset.ts";
import { decodeJpegs } from "../video/jpeg.ts";
import { cropSquare } from "../video/square_crops.ts";
import type { PicturePlaces } from "./stored_pictures.ts";

/** Which pictures, and how they are wanted. */
export interface PictureReaderOptions {
  readonly path: string;
  readonly places: PicturePlaces;
  /** Of each frame that can be asked for: its place among those stored. */
  readonly rows: readonly number[];
  /** Side of the stored pictures, px. */
  readonly stored: number;
  /** Side of the pictures that are wanted, px. */
  readonly size: number;
}

/**
 * Reads the pictures of a stored sequence: frames that follow one another in one piece.
 *
 * @throws {UserError} when the file's pictures have another size
 */
export function pictureReader(
  { path, places, rows, stored, size }: PictureReaderOptions,
): StoredSequence["readPictures"] {
  if (places.kind === "rgb" && places.side !== stored) {
    throw new UserError(
      `${path} holds pictures of ${places.side} px, the others of its folder have ${stored}: ` +
        `delete it and run the same 'deno task prepare' again`,
    );
  }
  const length = stored * stored * 3;
  const spanOf = (row: number): readonly [number, number] =>
    places.kind === "rgb"
      ? [row * length, (row + 1) * length]
      : [row === 0 ? 0 : places.ends[row - 1], places.ends[row]];
  return async (frames, to) => {
    const wanted = Array.from(frames, (frame) => rows[frame]);
    using file = Deno.openSync(path);
    const decoding: Promise<void>[] = [];
    for (let from = 0, next = 0; from < wanted.length; from = next) {
      next = from + 1;
      while (next < wanted.length && wanted[next] === wanted[next - 1] + 1) next++;
      const run = wanted.slice(from, next).map(spanOf);
      const [start] = run[0], [, end] = run.at(-1)!;
      const at = from * size * size * 3;
      const whole = places.kind === "rgb" && stored === size;
      const bytes = whole ? to.subarray(at, at + end - start) : new Uint8Array(end - start);
      readExactly(file, places.start + start, bytes, path);
      if (whole) continue;
      const parts = run.map(([first, last]) => bytes.subarray(first - start, last - start));
      if (places.kind === "jpeg") {
        decoding.push(decodeJpegs(parts, size, `${path}, JPEG`).then((rgb) => to.set(rgb, at)));
      } else parts.forEach((rgb, i) => to.set(scaled(rgb, stored, size), at + i * size * size * 3));
    }
    await Promise.all(decoding);
  };
}

/** A square picture at another size. */
function scaled(rgb: Uint8Array, side: number, size: number): Uint8Array {
  const full = { width: side, height: side };
  const picture = { rgb, full, region: { left: 0, top: 0, ...full } };
  return cropSquare(picture, { left: 0, top: 0, side }, size);
}

function readExactly(file: Deno.FsFile, at: number, to: Uint8Array, path: string) {
  file.seekSync(at, Deno.SeekMode.Start);
  for (let done = 0; done < to.length;) {
    const read = file.readSync(to.subarray(done));
    if (read === null) {
      throw new UserError(`${path} has become shorter while it was read: prepare it again`);
    }
    done += read;
  }
}
