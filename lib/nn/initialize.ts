import * as tf from "@tensorflow/tfjs";
import type { Rng } from "../random.ts";

/**
 * How weights start: `xavier` (section 4.1 of the paper), uniform in ±sqrt(6 / (fan in + fan out));
 * `he`, normal with standard deviation sqrt(2 / fan in), for deep ReLU stacks; `gaussian`, normal with
 * standard deviation 0.01, and `uniform`, ±0.01: the released prototxts (convolution and FC, LSTM).
 */
export type Initializer = "xavier" | "he" | "gaussian" | "uniform";

/** A tensor of `shape` `[...receptive field, inputs, outputs]`, drawn from `rng`. */
export function initialize(shape: number[], initializer: Initializer, rng: Rng): tf.Tensor {
  const [inputs, outputs] = shape.slice(-2);
  const field = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const draw = {
    xavier: () => rng.uniform(-1, 1) * Math.sqrt(6 / (field * (inputs + outputs))),
    he: () => rng.normal() * Math.sqrt(2 / (field * inputs)),
    gaussian: () => rng.normal() * 0.01,
    uniform: () => rng.uniform(-0.01, 0.01),
  }[initializer];
  for (let i = 0; i < values.length; i++) values[i] = draw();
  return tf.tensor(values, shape);
}
