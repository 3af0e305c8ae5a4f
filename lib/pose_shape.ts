import { UserError } from "./errors.ts";

/**
 * Number of frames in two flat pose arrays that are to be compared.
 *
 * @param columns numbers a frame: 3K or 2K
 * @throws {UserError} when they do not hold the same, whole, positive number of frames
 */
export function countFrames(predicted: Float32Array, truth: Float32Array, columns: number): number {
  if (predicted.length !== truth.length || truth.length === 0 || truth.length % columns !== 0) {
    throw new UserError(
      `Cannot compare ${predicted.length} predicted with ${truth.length} true coordinates: ` +
        `expected equal numbers, a positive multiple of ${columns} (one frame)`,
    );
  }
  return truth.length / columns;
}
