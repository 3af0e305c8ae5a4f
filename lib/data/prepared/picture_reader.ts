import sharp from "sharp";
import { UserError } from "../../errors.ts";
import type { StoredSequence } from "../dataset.ts";
import type { PicturePlaces } from "./sequence_file.ts";

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

/** Reads the pictures of a stored sequence: frames that follow one another in one piece. */
export function pictureReader(
  { path, places, rows, stored, size }: PictureReaderOptions,
): StoredSequence["readPictures"] {
  const length = stored * stored * 3;
  const spanOf = (row: number): readonly [number, number] =>
    places.kind === "rgb"
      ? [row * length, (row + 1) * length]
      : [row === 0 ? 0 : places.ends[row - 1], places.ends[row]];
  return async (frames, to) => {
    const wanted = Array.from(frames, (frame) => rows[frame]);
    using file = Deno.openSync(path);
    const parts: Promise<void>[] = [];
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
      run.forEach(([first, last], i) => {
        const one = bytes.subarray(first - start, last - start);
        const input = places.kind === "jpeg"
          ? sharp(one)
          : sharp(one, { raw: { width: stored, height: stored, channels: 3 } });
        const place = at + i * size * size * 3;
        parts.push(decoded(input, size, path).then((rgb) => to.set(rgb, place)));
      });
    }
    await Promise.all(parts);
  };
}

/** RGB bytes [size, size, 3]. JPEGs are shrunk while they are decoded, which is faster. */
async function decoded(
  input: ReturnType<typeof sharp>,
  size: number,
  path: string,
): Promise<Uint8Array> {
  try {
    return await input.resize(size, size, { fit: "fill" }).removeAlpha().raw().toBuffer();
  } catch (error) {
    throw new UserError(
      `A picture of ${path} cannot be decoded (${(error as Error).message}): delete the file and ` +
        `prepare it again`,
    );
  }
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
