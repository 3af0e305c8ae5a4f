import * as tf from "@tensorflow/tfjs";

/** `tf.tidy` for a function that returns plain data: every tensor made inside is freed. */
export function freeing<T>(compute: () => T): T {
  let result!: T;
  tf.tidy(() => {
    result = compute();
  });
  return result;
}
