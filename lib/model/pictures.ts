import * as tf from "@tensorflow/tfjs";

/** What 0..255 becomes: [-0.5, 0.5]. */
const LEVELS = Float32Array.from({ length: 256 }, (_, level) => level / 255 - 0.5);

/** RGB bytes [count, size, size, 3] as the tensor that Ψ_R takes, in [-0.5, 0.5]. */
export function pictures(bytes: Uint8Array, size: number): tf.Tensor4D {
  const values = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) values[i] = LEVELS[bytes[i]];
  return tf.tensor4d(values, [bytes.length / (size * size * 3), size, size, 3]);
}
