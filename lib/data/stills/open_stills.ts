import { existsSync } from "node:fs";
import { UserError } from "../../errors.ts";
import { type Skeleton, skeletonNamed } from "../../skeleton.ts";
import { pictureReader } from "../prepared/picture_reader.ts";
import { cropSquare } from "../video/square_crops.ts";
import { readStillsAbout, stillsParts } from "./schema.ts";
import { readStills } from "./stills_file.ts";

/** Prepared stills: their labels in memory, their pictures on disk. */
export interface StoredStills {
  /** Such as `MPII`. */
  readonly name: string;
  /** Which joints the poses have, in which order. */
  readonly skeleton: Skeleton;
  /** Side of the pictures, px. */
  readonly imageSize: number;
  /** How many people there are, S. */
  readonly count: number;
  /** File name of the picture that each was cut out of. */
  readonly images: readonly string[];
  /** 2D joints [S, K, 2] in [0,1] of the crop; 0 where a joint was not annotated. */
  readonly pose2d: Float32Array;
  /** [S, K]: 0 where a joint was not annotated. */
  readonly visible: Uint8Array;
  /** Square crop of each, [S, 3]: left, top and side, px of the full picture. */
  readonly crops: Float32Array;
  /**
   * Writes the crops of some people, RGB, 0..255, `[size, size, 3]` each, to `to` one after the other.
   *
   * @param scales scales each about its middle (default: 1)
   * @throws {UserError} when the file can no longer be read
   */
  readPictures(
    people: ArrayLike<number>,
    to: Uint8Array,
    scales?: ArrayLike<number>,
  ): Promise<void>;
}

/**
 * Opens stills as `deno task prepare mpii` left them.
 *
 * @throws {UserError} when the folder holds none, or was not finished
 *
 * @example
 * ```ts
 * import { H36M_17, openStills, prepareMpii } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const to = Deno.makeTempDirSync();
 * await prepareMpii({ from: "tests/miniatures/mpii", to, size: 32 });
 * const { count, skeleton, pose2d, readPictures } = openStills(to, { imageSize: 16 });
 * assertEquals([skeleton, pose2d.length], [H36M_17, count * 17 * 2]);
 * await readPictures([5, 0], new Uint8Array(2 * 16 * 16 * 3));
 * ```
 */
export function openStills(
  folder: string,
  { imageSize }: { readonly imageSize?: number } = {},
): StoredStills {
  const about = readStillsAbout(folder);
  const skeleton = skeletonNamed(about.skeleton);
  const stored = about.imageSize, size = imageSize ?? stored;
  const parts = stillsParts(folder, about);
  const absent = parts.filter(({ path }) => !existsSync(path));
  if (absent.length > 0) {
    throw new UserError(
      `${folder} lacks ${absent.length} of its ${parts.length} files: run the 'deno task prepare' ` +
        "that began it again",
    );
  }
  const files = parts.map(({ path }) => {
    const labels = readStills(path);
    const joints = labels.visible.length / labels.images.length;
    if (labels.images.length > 0 && joints !== skeleton.joints.length) {
      throw new UserError(
        `${path} has ${joints} joints, ${about.skeleton} ${skeleton.joints.length}: prepare it again`,
      );
    }
    const rows = [...labels.images.keys()];
    // Read as they are stored, since they are scaled but once.
    const read = pictureReader({ path, places: labels.places, rows, stored, size: stored });
    return { ...labels, read };
  });
  const images = files.flatMap((file) => file.images);
  if (images.length === 0) {
    throw new UserError(`${folder} has no people: none of the pictures was there when it was made`);
  }
  const placeOf = files.flatMap(({ images, read }) => images.map((_, row) => ({ row, read })));
  const bytes = size * size * 3;
  const full = { width: stored, height: stored };
  const readOne = async (person: number, to: Uint8Array, scale: number) => {
    const { row, read } = placeOf[person];
    if (scale === 1 && size === stored) return await read([row], to);
    const rgb = new Uint8Array(stored * stored * 3);
    await read([row], rgb);
    // A person scaled up is seen through a smaller square.
    const side = stored / scale, left = (stored - side) / 2;
    const picture = { rgb, full, region: { left: 0, top: 0, ...full } };
    to.set(cropSquare(picture, { left, top: left, side }, size));
  };
  return {
    ...{ name: about.name, skeleton, imageSize: size, count: images.length, images },
    pose2d: joined(files.map(({ pose2d }) => pose2d)),
    visible: Uint8Array.from(files.flatMap(({ visible }) => [...visible])),
    crops: joined(files.map(({ crops }) => crops)),
    async readPictures(people, to, scales) {
      await Promise.all(
        Array.from(
          people,
          (person, i) => readOne(person, to.subarray(i * bytes, (i + 1) * bytes), scales?.[i] ?? 1),
        ),
      );
    },
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
