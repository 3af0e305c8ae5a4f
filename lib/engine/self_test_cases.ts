import * as tf from "@tensorflow/tfjs";
import { createRng } from "../random.ts";
import { convBias } from "./convolution.ts";
import { maxPool } from "./pooling.ts";

/** One check: a function of tensors, differentiated by its first `inputs` when `gradient` is set. */
export interface SelfTestCase {
  readonly name: string;
  /** Shapes of the inputs, filled with standard normal numbers from the case's own seed. */
  readonly shapes: readonly (readonly number[])[];
  /** Whether the gradient by every input is checked too; default true. */
  readonly gradient?: boolean;
  run(...inputs: tf.Tensor[]): tf.Tensor;
}

const t4 = (x: tf.Tensor) => x as tf.Tensor4D;
const image = [2, 12, 12, 5];

function conv(kernel: number, stride: number, depth: number): SelfTestCase {
  return {
    name: `conv2d ${kernel}x${kernel} stride ${stride}`,
    shapes: [image, [kernel, kernel, 5, depth]],
    run: (x, w) => tf.conv2d(t4(x), t4(w), stride, "same"),
  };
}

function convWithBias(kernel: number, stride: number, relu: boolean): SelfTestCase {
  return {
    name: `convBias ${kernel}x${kernel} stride ${stride}${relu ? " relu" : ""}`,
    shapes: [image, [kernel, kernel, 5, 6], [6]],
    run: (x, w, b) => convBias(t4(x), t4(w), b as tf.Tensor1D, { stride, relu }),
  };
}

function matMul(name: string, transposeA: boolean, transposeB: boolean): SelfTestCase {
  const a = transposeA ? [17, 9] : [9, 17], b = transposeB ? [11, 17] : [17, 11];
  return {
    name,
    shapes: [a, b],
    run: (x, y) => tf.matMul(x, y, transposeA, transposeB),
  };
}

function unary(name: string, run: (x: tf.Tensor) => tf.Tensor, gradient = true): SelfTestCase {
  return { name, shapes: [[6, 13]], gradient, run };
}

function binary(name: string, run: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor): SelfTestCase {
  return { name, shapes: [[6, 13], [13]], run };
}

/**
 * Forward and gradient of each operation that the models use. A 1x1 convolution with stride 2 is
 * absent on purpose: its gradient corrupts memory in libtensorflow's oneDNN code and kills the
 * process. A model that needs one takes a strided slice and a 1x1 convolution with stride 1.
 */
export const SELF_TEST_CASES: readonly SelfTestCase[] = [
  conv(1, 1, 7),
  conv(3, 1, 8),
  conv(5, 2, 6),
  conv(9, 1, 4),
  {
    name: "conv2d 3x3, 32 channels",
    shapes: [[1, 8, 8, 32], [3, 3, 32, 32]],
    run: (x, w) => tf.conv2d(t4(x), t4(w), 1, "same"),
  },
  convWithBias(3, 1, true),
  convWithBias(5, 2, true),
  convWithBias(1, 1, false),
  {
    name: "conv2d valid on odd sizes",
    shapes: [[2, 9, 7, 3], [3, 3, 3, 4]],
    run: (x, w) => tf.conv2d(t4(x), t4(w), 2, "valid"),
  },
  {
    name: "maxPool 2x2",
    shapes: [image],
    run: (x) => maxPool(t4(x), { padding: "valid" }),
  },
  {
    name: "maxPool 3x3 stride 2",
    shapes: [image],
    run: (x) => maxPool(t4(x), { size: 3 }),
  },
  matMul("matMul", false, false),
  matMul("matMul, first transposed", true, false),
  matMul("matMul, second transposed", false, true),
  {
    name: "matMul, batched",
    shapes: [[3, 5, 4], [3, 4, 6]],
    run: (x, y) => tf.matMul(x, y),
  },
  {
    name: "matMul, batched and transposed",
    shapes: [[3, 5, 4], [3, 6, 4]],
    run: (x, y) => tf.matMul(x, y, false, true),
  },
  binary("add with broadcast", (x, y) => tf.add(x, y)),
  binary("sub with broadcast", (x, y) => tf.sub(x, y)),
  binary("mul with broadcast", (x, y) => tf.mul(x, y)),
  binary("div with broadcast", (x, y) => tf.div(x, tf.add(tf.square(y), 1))),
  unary(
    "maximum and minimum",
    (x) => tf.minimum(tf.maximum(x, tf.onesLike(x)), tf.fill(x.shape, 2)),
  ),
  unary("where", (x) => tf.where(tf.greater(tf.range(0, 13), 6), x, tf.square(x))),
  unary("relu", (x) => tf.relu(x)),
  unary("sigmoid", (x) => tf.sigmoid(x)),
  unary("tanh", (x) => tf.tanh(x)),
  unary("exp and log", (x) => tf.log(tf.add(tf.exp(x), 1))),
  unary("square and sqrt", (x) => tf.sqrt(tf.add(tf.square(x), 0.1))),
  unary("abs", (x) => tf.abs(x)),
  unary("clipByValue", (x) => tf.clipByValue(x, -0.5, 0.7)),
  unary("mean of all", (x) => tf.mean(x)),
  unary("mean along an axis", (x) => tf.mean(x, 0)),
  unary("sum along an axis", (x) => tf.sum(x, -1, true)),
  unary("softmax", (x) => tf.softmax(x)),
  unary("argMax", (x) => tf.argMax(x, -1).toFloat(), false),
  unary("transpose", (x) => tf.mul(tf.transpose(x), tf.range(0, 6))),
  unary("reshape", (x) => tf.mul(tf.reshape(x, [3, 26]), tf.range(0, 26))),
  unary("tile", (x) => tf.mul(tf.tile(x, [2, 1]), tf.reshape(tf.range(0, 12), [12, 1]))),
  unary("slice", (x) => tf.slice(x, [1, 2], [3, 7])),
  unary("stridedSlice", (x) => tf.stridedSlice(x, [0, 1], [6, 12], [2, 3]), false),
  unary("pad", (x) => tf.square(tf.pad(x, [[1, 2], [0, 3]]))),
  unary("reverse", (x) => tf.mul(tf.reverse(x, 1), tf.range(0, 13))),
  unary("gather", (x) => tf.gather(x, tf.tensor1d([4, 0, 4, 2], "int32"), 1)),
  unary(
    "split and stack",
    (x) => tf.stack(tf.split(x, 2).map((part, i) => tf.mul(part, i + 1)), 1),
  ),
  binary("concat", (x, y) => tf.concat([x, tf.reshape(y, [1, 13]), tf.square(x)], 0)),
  {
    name: "resizeNearestNeighbor",
    shapes: [[2, 4, 4, 3]],
    run: (x) => tf.image.resizeNearestNeighbor(t4(x), [8, 8]),
    gradient: false, // the cpu backend, whence the reference comes, has it wrong
  },
  {
    name: "resizeBilinear",
    shapes: [[2, 4, 4, 3]],
    run: (x) => tf.image.resizeBilinear(t4(x), [8, 8]),
    gradient: false,
  },
];

/** The inputs of a case: the same numbers on every engine. */
export function selfTestInputs(test: SelfTestCase): tf.Tensor[] {
  return test.shapes.map((shape, index) => {
    const rng = createRng("self-test", test.name, index);
    const size = shape.reduce((a, b) => a * b, 1);
    return tf.tensor(Float32Array.from({ length: size }, () => rng.normal()), [...shape]);
  });
}
