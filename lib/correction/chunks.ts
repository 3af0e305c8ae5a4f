import * as tf from "@tensorflow/tfjs";
import { freeing } from "../engine/freeing.ts";
import type { Correction } from "./projector.ts";

/** Corrects `chunk` frames at a time and joins the results; tensors made on the way are freed. */
export function inChunks(
  [frames]: readonly [frames: number, columns: number],
  chunk: number,
  correct: (start: number, size: number) => Correction,
): Correction {
  const parts: Correction[] = [];
  for (let start = 0; start < frames; start += chunk) {
    parts.push(freeing(() => correct(start, Math.min(chunk, frames - start))));
  }
  const [{ projection, trail }] = parts;
  return {
    pose3d: joined(parts.map((part) => part.pose3d)),
    initial: joined(parts.map((part) => part.initial)),
    ...(projection && { projection: joined(parts.map((part) => part.projection!)) }),
    ...(trail && { trail: trail.map((_, step) => joined(parts.map((part) => part.trail![step]))) }),
    decisions: parts.flatMap((part) => part.decisions),
  };
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}

/** Some rows of a matrix. */
export function rows(matrix: tf.Tensor2D, start: number, size: number): tf.Tensor2D {
  return tf.slice(matrix, [start, 0], [size, -1]);
}
