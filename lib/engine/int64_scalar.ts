import * as tf from "@tensorflow/tfjs";
import { rawBackend } from "./raw_operations.ts";

/**
 * A whole number as TensorFlow's 64-bit scalar, which tfjs has no type for; native engine only. It is a
 * tensor that is freed like any other; tfjs-node's own `Int64Scalar` leaves one behind in the native library
 * each time that an operation takes it.
 *
 * @param value from 0 to 2^31 - 1
 */
export function int64Scalar(value: number): tf.Scalar {
  const { binding, tensorMap } = rawBackend();
  const scalar = tf.scalar(value, "int32");
  const stored = tensorMap.get(scalar.dataId)!;
  stored.dtype = binding.TF_INT64;
  stored.values = Int32Array.of(value, 0); // low half first
  return scalar;
}
