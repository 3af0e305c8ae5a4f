import * as tf from "@tensorflow/tfjs";
import { halvedPicture } from "./halved_picture.ts";
import { filterGradient, isLargeForFilterGradient } from "./filter_gradient.ts";
import { hasOneDnn, oneDnnKernel } from "./onednn.ts";
import { type Attribute, floatType, hasRawOperations, rawBackend } from "./raw_operations.ts";

/** How {@link convBias} slides and what follows it. */
export interface ConvOptions {
  /** Step of the window in both directions (default 1). A 1x1 kernel takes 1 only: see below. */
  readonly stride?: number;
  /** `same` (default): zeros around `x` as TensorFlow places them; `valid`: none. */
  readonly padding?: "same" | "valid";
  /** Apply max(0, ·) to the result (default true). */
  readonly relu?: boolean;
  /** Whether the gradient with respect to `x` is wanted (default true); pictures need none. */
  readonly inputGradient?: boolean;
}

/**
 * Convolution with bias and (by default) ReLU: `x` [batch, height, width, inputs],
 * `kernel` [size, size, inputs, outputs], `bias` [outputs] → [batch, ⌈height / stride⌉,
 * ⌈width / stride⌉, outputs] with 'same' padding.
 *
 * On the native engine these are TensorFlow's own operations under one gradient. tfjs's composed
 * gradients (broadcast bias, step-and-multiply ReLU) cost 1.3 times as much for a whole training step;
 * with oneDNN the bias is added by the convolution itself.
 *
 * @throws {RangeError} for a 1x1 kernel with stride 2, whose gradient kills TensorFlow's process; slice
 * the input and use stride 1 instead
 */
export function convBias(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  bias: tf.Tensor1D,
  { stride = 1, padding = "same", relu = true, inputGradient = true }: ConvOptions = {},
): tf.Tensor4D {
  if (kernel.shape[0] === 1 && stride > 1) {
    throw new RangeError(
      `A 1x1 convolution takes stride 1, not ${stride}: slice its input instead`,
    );
  }
  if (hasRawOperations()) {
    return nativeConvBias(x, kernel, bias, { stride, padding, relu, inputGradient });
  }
  const y = tf.add(tf.conv2d(x, kernel, stride, padding), bias) as tf.Tensor4D;
  return relu ? tf.relu(y) : y;
}

/**
 * Whether a picture that comes alone is worth the two copies of `halvedPicture`: TensorFlow hands oneDNN
 * the kernel of a batch of one as it is, and oneDNN then multiplies matrices picture-wise, at a half to a
 * third of the speed that it has with its own order of the kernel, which a batch of two gets. Ψ_R at paper
 * size takes 0.62 of the time for a picture.
 */
function isSlowAlone(
  [batch, height, width, inputs]: readonly number[],
  [size, , , outputs]: readonly number[],
): boolean {
  const multiplyAdds = height * width * inputs * outputs * size ** 2;
  return batch === 1 && size % 2 === 1 && size > 1 && height % 2 === 0 && multiplyAdds > 1e8;
}

function nativeConvBias(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  bias: tf.Tensor1D,
  { stride, padding, relu, inputGradient }: Required<ConvOptions>,
): tf.Tensor4D {
  const backend = rawBackend();
  const { TF_ATTR_INT, TF_ATTR_STRING, TF_ATTR_BOOL } = backend.binding;
  const type = floatType();
  const layout = { name: "data_format", type: TF_ATTR_STRING, value: "NHWC" };
  const sliding = [
    type,
    layout,
    { name: "strides", type: TF_ATTR_INT, value: [1, stride, stride, 1] },
    { name: "padding", type: TF_ATTR_STRING, value: padding.toUpperCase() },
    { name: "dilations", type: TF_ATTR_INT, value: [1, 1, 1, 1] },
    { name: "use_cudnn_on_gpu", type: TF_ATTR_BOOL, value: true },
  ];
  const run = <R extends tf.Rank>(name: string, attributes: Attribute[], inputs: tf.Tensor[]) =>
    backend.executeSingleOutput(name, attributes, inputs) as tf.Tensor<R>;
  const size = (tensor: tf.Tensor) => tf.tensor1d(tensor.shape, "int32");
  const fused = (x: tf.Tensor, w: tf.Tensor, b: tf.Tensor, sliding: Attribute[]) =>
    run<tf.Rank.R4>("_MklNativeConv2DWithBias", [...sliding, oneDnnKernel()], [x, w, b]);
  const halves = stride === 1 && padding === "same" && isSlowAlone(x.shape, kernel.shape);
  const withBias = (x: tf.Tensor, w: tf.Tensor, b: tf.Tensor) => {
    if (!hasOneDnn()) {
      return run<tf.Rank.R4>("BiasAdd", [type, layout], [run("Conv2D", sliding, [x, w]), b]);
    }
    if (!halves) return fused(x, w, b, sliding);
    const halo = (kernel.shape[0] - 1) / 2;
    const across = [
      ...sliding.filter(({ name }) => name !== "padding"),
      { name: "padding", type: TF_ATTR_STRING, value: "EXPLICIT" },
      { name: "explicit_paddings", type: TF_ATTR_INT, value: [0, 0, 0, 0, halo, halo, 0, 0] },
    ];
    const y = fused(halvedPicture(x as tf.Tensor4D, halo), w, b, across);
    return tf.reshape(y, [1, x.shape[1]!, x.shape[2]!, y.shape[3]]) as tf.Tensor4D;
  };

  const byProducts = hasOneDnn() && stride === 1 && padding === "same" &&
    kernel.shape[0] % 2 === 1 && isLargeForFilterGradient(x.shape);

  const operation = tf.customGrad((...inputs) => {
    const [x, w, b] = inputs as tf.Tensor[];
    const save = inputs[3] as unknown as (tensors: tf.Tensor[]) => void;
    let y = withBias(x, w, b);
    if (relu) y = run<tf.Rank.R4>("Relu", [type], [y]);
    save([x, w, y]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, w, y] = saved;
        const g = relu ? run("ReluGrad", [type], [dy, y]) : dy;
        const dx = inputGradient
          ? run("Conv2DBackpropInput", sliding, [size(x), w, g])
          : tf.zerosLike(x);
        const dw = byProducts
          ? filterGradient(x as tf.Tensor4D, g as tf.Tensor4D, w.shape[0])
          : run("Conv2DBackpropFilter", sliding, [x, size(w), g]);
        // Of many pixels with few channels `BiasAddGrad` takes 3 ms and `Sum` 0.3; of few, 0.1 and 0.2.
        const db = g.size / g.shape[3]! > 2 ** 17
          ? tf.sum(g, [0, 1, 2])
          : run("BiasAddGrad", [type, layout], [g]);
        return [dx, dw, db];
      },
    };
  });
  return operation(x, kernel, bias) as tf.Tensor4D;
}
