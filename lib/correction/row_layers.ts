import * as tf from "@tensorflow/tfjs";
import type { RowOperations } from "./row_operations.ts";

// Layers for one row with one gradient function each. tfjs can differentiate `tf.add(tf.matMul(x, w), b)`
// by itself, but takes 3 to 4 times as long: it reduces every bias as if it might have been broadcast.

type Saver = (tensors: tf.Tensor[]) => void;
type Gradient = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[];

function operation(
  inputs: tf.Tensor[],
  forward: (save: Saver) => { value: tf.Tensor; gradFunc: Gradient },
): tf.Tensor {
  return tf.customGrad((...given) => forward(given.at(-1) as unknown as Saver))(...inputs);
}

/** A layer's kernel [inputs, outputs] and bias [1, outputs]. */
export type RowLayer = readonly [kernel: tf.Tensor, bias: tf.Tensor];

/** x·kernel + bias and perhaps ReLU: [1, inputs] → [1, outputs]. */
export function rowLayer(
  ops: RowOperations,
  x: tf.Tensor,
  [kernel, bias]: RowLayer,
  { relu, byInput, byParameters }: {
    readonly relu: boolean;
    /** Whether the gradient by `x` is wanted, */
    readonly byInput: boolean;
    /** and that by the kernel and the bias. */
    readonly byParameters: boolean;
  },
): tf.Tensor {
  const inputs = [...byInput ? [x] : [], ...byParameters ? [kernel, bias] : []];
  return operation(inputs, (save) => {
    const linear = ops.add(ops.matMul(x, kernel), bias);
    const y = relu ? ops.relu(linear) : linear;
    save([...byParameters ? [x] : [], ...relu ? [y] : []]);
    return {
      value: y,
      gradFunc: (dy, saved) => {
        const g = relu ? ops.reluGradient(dy, saved.at(-1)!) : dy;
        return [
          ...byInput ? [ops.matMulTransposedB(g, kernel)] : [],
          ...byParameters ? [ops.matMulTransposedA(saved[0], g), g] : [],
        ];
      },
    };
  });
}

/** The sum of two rows. */
export function rowSum(ops: RowOperations, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return operation([a, b], () => ({ value: ops.add(a, b), gradFunc: (dy) => [dy, dy] }));
}

/** `rate` · ‖a - target‖², whose gradient 2 · `rate` (a - target) is already the step to take. */
export function rowLoss(
  ops: RowOperations,
  a: tf.Tensor,
  target: tf.Tensor,
  twiceRate: tf.Scalar,
): tf.Tensor {
  return operation([a], (save) => {
    const difference = ops.subtract(a, target);
    save([difference]);
    return {
      value: ops.scale(ops.halfSquare(difference), twiceRate),
      gradFunc: (_, [difference]) => [ops.scale(difference, twiceRate)],
    };
  });
}
