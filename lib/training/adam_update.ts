import * as tf from "@tensorflow/tfjs";
import { adam, type AdamState } from "../nn/adam.ts";
import { unflatten } from "../nn/flat.ts";
import type { Tree } from "../nn/tree.ts";

/** A scalar to minimise, and what it is the sum of, for the log. */
export interface Loss {
  readonly total: tf.Scalar;
  readonly parts: Readonly<Record<string, tf.Scalar>>;
}

/** Parameters in one vector, and Adam's memory of them; both are replaced by each update. */
export interface Trained {
  readonly vector: tf.Tensor1D;
  readonly memory: AdamState;
}

/** What an update leaves beside the parameters, to be read or freed. */
export interface UpdateReport {
  /** The loss before the update. */
  readonly loss: tf.Scalar;
  /** What it is the sum of. */
  readonly parts: Readonly<Record<string, tf.Scalar>>;
  /** Of the whole gradient, before it is clipped. */
  readonly norm: tf.Scalar;
}

/**
 * One update of Adam: the loss, its gradient by all parameters, the step. Frees the old parameters.
 *
 * @param like the tree whose shapes the vector's numbers have
 */
export function adamUpdate<Params extends Tree>(
  { vector, memory }: Trained,
  like: Params,
  loss: (params: Params) => Loss,
  { step, rate }: { step: number; rate: number },
): Trained & UpdateReport {
  const result = tf.tidy(() => {
    const parts: Record<string, tf.Scalar> = {};
    const { value, grad } = tf.valueAndGrad((theta: tf.Tensor) => {
      const { total, parts: all } = loss(unflatten(theta as tf.Tensor1D, like));
      for (const [name, part] of Object.entries(all)) parts[name] = tf.keep(part);
      return total;
    })(vector);
    const stepped = adam(vector, grad as tf.Tensor1D, memory, { step, rate });
    return { value, stepped, parts };
  });
  tf.dispose([vector, memory.first, memory.second]);
  const { value, stepped: { parameters, state, norm }, parts } = result;
  return { vector: parameters, memory: state, loss: value as tf.Scalar, parts, norm };
}
