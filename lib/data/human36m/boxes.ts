import type { Camera, Crop } from "../../camera.ts";
import { UserError } from "../../errors.ts";
import { openMat } from "../formats/mat_file.ts";
import type { MatNumeric } from "../formats/mat_value.ts";

/**
 * A square has this many times the longer side of the data set's box, so that the random scaling of
 * training (up to 1.1) leaves the body inside. Section 4.1 says only that it is square and follows the box.
 */
export const BOX_SCALE = 1.1;

/**
 * The squares round a subject in some frames of a video: round the masks of `ground_truth_bb`, one 0/1
 * picture a frame, of which only the boxes' extent is used. Undefined where a mask shows nobody.
 *
 * @param size of the video's pictures, px
 * @throws {UserError} naming the file and the frame whose mask is missing, or no mask of the picture
 */
export async function maskCrops(
  path: string,
  frames: readonly number[],
  { width, height }: Pick<Camera, "width" | "height">,
): Promise<(Crop | undefined)[]> {
  using file = await openMat(path);
  const masks = file.read("Masks");
  if (masks.kind !== "cell") {
    throw new UserError(`${path}: 'Masks' is no cell array: is it a file of ground_truth_bb?`);
  }
  return frames.map((frame) => {
    if (frame >= masks.length) {
      throw new UserError(
        `${path} has masks of ${masks.length} frames, the poses have a frame ${frame}: ` +
          `unpack the archive again, or prepare with --crop joints`,
      );
    }
    const mask = masks.at(frame);
    if (mask.kind === "numeric" && mask.data.length === 0) return undefined; // MATLAB's [], no mask
    if (mask.kind !== "numeric" || `${mask.shape}` !== `${[height, width]}`) {
      const [is, size] = [mask.kind === "numeric" ? "numbers" : mask.kind, mask.shape.join(" x ")];
      throw new UserError(
        `${path}: the mask of frame ${frame} is ${is}, ${size}; expected numbers, ${height} x ${width}, ` +
          `as the video's pictures: unpack the archive again, or prepare with --crop joints`,
      );
    }
    return squareRound(mask);
  });
}

/** The square concentric with what is not 0 in a mask [height, width]. */
function squareRound({ shape: [height, width], data }: MatNumeric): Crop | undefined {
  // Bytes, as MATLAB keeps what is true or false: arrays of one type alone make the loops below fast.
  const mask = data instanceof Uint8Array
    ? data
    : Uint8Array.from(data as ArrayLike<number | bigint>, (value) => Number(Number(value) !== 0));
  let left = width, right = 0, top = height, bottom = 0;
  for (let y = 0; y < height; y++) {
    const row = y * width, end = row + width;
    let first = row, last = end;
    while (first < end && mask[first] === 0) first++;
    if (first === end) continue;
    while (mask[last - 1] === 0) last--;
    left = Math.min(left, first - row);
    right = Math.max(right, last - row);
    top = Math.min(top, y);
    bottom = y + 1;
  }
  if (bottom === 0) return undefined;
  const side = BOX_SCALE * Math.max(right - left, bottom - top);
  return { left: (left + right - side) / 2, top: (top + bottom - side) / 2, side };
}
