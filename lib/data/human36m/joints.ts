import { UserError } from "../../errors.ts";
import type { NumericArray } from "../formats/numeric_array.ts";

/** Joints of a full pose. */
const ALL = 32;

/** Where the joints of H36M-17 stand among the 32: the others repeat them, or are hands' and feet's ends. */
export const JOINTS_17_OF_32: readonly number[] = [
  ...[0, 1, 2, 3, 6, 7, 8, 12, 13, 14, 15, 17, 18, 19, 25, 26, 27],
];

/**
 * Poses of 32 joints as files have them, `[1, T, 32 d]` or `[T, 32, d]`, as `[T, 17, d]` of H36M-17.
 *
 * @param coordinates d: 3 or 2
 * @param scale to multiply by, e.g. 1000 for metres
 * @param source names the file in errors
 * @throws {UserError} when there are not 32 joints, or a coordinate is not finite
 */
export function joints17(
  { shape, data }: NumericArray,
  coordinates: 2 | 3,
  source: string,
  scale = 1,
): Float32Array {
  const width = ALL * coordinates;
  const last = shape.at(-1) === coordinates && shape.at(-2) === ALL;
  if (!(last || shape.at(-1) === width) || data.length === 0 || data.length % width !== 0) {
    throw new UserError(
      `${source} holds an array [${shape}]: expected poses of 32 joints, ${width} numbers a frame`,
    );
  }
  const frames = data.length / width;
  const out = new Float32Array(frames * 17 * coordinates);
  let at = 0;
  for (let frame = 0; frame < frames; frame++) {
    for (const joint of JOINTS_17_OF_32) {
      for (let c = 0; c < coordinates; c++) {
        const value = Number(data[frame * width + joint * coordinates + c]) * scale;
        if (!Number.isFinite(value)) {
          throw new UserError(`${source}: joint ${joint} of frame ${frame} is ${value}`);
        }
        out[at++] = value;
      }
    }
  }
  return out;
}
