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
  const seen = (y: number, x: number) => Number(data[y * width + x]) !== 0;
  const rowSeen = (y: number) => {
    for (let x = 0; x < width; x++) if (seen(y, x)) return true;
    return false;
  };
  let top = 0, bottom = height;
  while (top < bottom && !rowSeen(top)) top++;
  while (bottom > top && !rowSeen(bottom - 1)) bottom--;
  if (top === bottom) return undefined;
  const columnSeen = (x: number) => {
    for (let y = top; y < bottom; y++) if (seen(y, x)) return true;
    return false;
  };
  let left = 0, right = width;
  while (!columnSeen(left)) left++;
  while (!columnSeen(right - 1)) right--;
  const side = BOX_SCALE * Math.max(right - left, bottom - top);
  return { left: (left + right - side) / 2, top: (top + bottom - side) / 2, side };
}
