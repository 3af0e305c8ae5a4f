import * as tf from "@tensorflow/tfjs";
import type { Correction } from "./projector.ts";

/** `tf.tidy` for a function that returns plain data: every tensor made inside is freed. */
export function freeing<T>(compute: () => T): T {
  let result!: T;
  tf.tidy(() => {
    result = compute();
  });
  return result;
}

/** Corrects `chunk` frames at a time and joins the results; tensors made on the way are freed. */
export function inChunks(
  [frames, columns]: readonly [frames: number, columns: number],
  chunk: number,
  correct: (start: number, size: number) => Correction,
): Correction {
  const whole = {
    pose3d: new Float32Array(frames * columns),
    initial: new Float32Array(frames * columns),
    projection: undefined as Float32Array | undefined,
    decisions: [] as Correction["decisions"][number][],
  };
  for (let start = 0; start < frames; start += chunk) {
    const part = freeing(() => correct(start, Math.min(chunk, frames - start)));
    whole.pose3d.set(part.pose3d, start * columns);
    whole.initial.set(part.initial, start * columns);
    if (part.projection) {
      const flat = part.projection.length / part.decisions.length;
      whole.projection ??= new Float32Array(frames * flat);
      whole.projection.set(part.projection, start * flat);
    }
    whole.decisions.push(...part.decisions);
  }
  const { projection, ...others } = whole;
  return projection ? whole : others;
}

/** Some rows of a matrix. */
export function rows(matrix: tf.Tensor2D, start: number, size: number): tf.Tensor2D {
  return tf.slice(matrix, [start, 0], [size, -1]);
}
