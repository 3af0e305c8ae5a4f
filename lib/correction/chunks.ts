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
  pose3d: tf.Tensor2D,
  target2d: tf.Tensor2D,
  chunk: number,
  correct: (pose3d: tf.Tensor2D, target2d: tf.Tensor2D) => Correction,
): Correction {
  const [frames, columns] = pose3d.shape;
  const whole = {
    pose3d: new Float32Array(frames * columns),
    initial: new Float32Array(frames * columns),
    decisions: [] as Correction["decisions"][number][],
  };
  for (let start = 0; start < frames; start += chunk) {
    const size = Math.min(chunk, frames - start);
    const part = freeing(() =>
      correct(tf.slice(pose3d, [start, 0], [size, -1]), tf.slice(target2d, [start, 0], [size, -1]))
    );
    whole.pose3d.set(part.pose3d, start * columns);
    whole.initial.set(part.initial, start * columns);
    whole.decisions.push(...part.decisions);
  }
  return whole;
}
