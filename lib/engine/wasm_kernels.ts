import * as tf from "@tensorflow/tfjs";
import { type ConvAttributes, convFilterGradient, convInputGradient } from "./wasm_convolution.ts";
import { maxPoolGradient, type PoolAttributes, unsortedSegmentSum } from "./wasm_pooling.ts";

type Shape4D = [number, number, number, number];
/** The kernels are called through tfjs's engine, which hands them tensors, not mere descriptions. */
type Tensors = Record<string, tf.Tensor>;

/** Puts `kernel` in the place of the WebAssembly backend's own one, if it has one. */
function replaceKernel<A>(kernelName: string, run: (inputs: Tensors, attributes: A) => tf.Tensor) {
  if (tf.getKernel(kernelName, "wasm")) tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({
    kernelName,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) => run(inputs as unknown as Tensors, attrs as unknown as A),
  });
}

/** `x` with its last two axes exchanged. */
function transposeLast(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis);
  axes.push(...axes.splice(-2).reverse());
  return tf.transpose(x, axes);
}

/**
 * Gives tfjs-backend-wasm 4.22 the training kernels that it lacks (`Conv2DBackpropFilter`,
 * `UnsortedSegmentSum`), has only as a slow scalar loop (`Conv2DBackpropInput`, a transposed
 * `BatchMatMul`) or computes wrongly (`MaxPoolGrad`: off by 9-25 % of the gradient's norm).
 */
export function registerTrainingKernels(): void {
  replaceKernel<ConvAttributes & { filterShape: Shape4D }>(
    "Conv2DBackpropFilter",
    ({ x, dy }, attributes) =>
      convFilterGradient(x as tf.Tensor4D, dy as tf.Tensor4D, attributes.filterShape, attributes),
  );
  replaceKernel<ConvAttributes & { inputShape: Shape4D }>(
    "Conv2DBackpropInput",
    ({ dy, filter }, attributes) =>
      convInputGradient(
        dy as tf.Tensor4D,
        filter as tf.Tensor4D,
        attributes.inputShape,
        attributes,
      ),
  );
  replaceKernel<PoolAttributes>(
    "MaxPoolGrad",
    ({ dy, input }, attributes) =>
      maxPoolGradient(dy as tf.Tensor4D, input as tf.Tensor4D, attributes),
  );
  replaceKernel<{ numSegments: number }>(
    "UnsortedSegmentSum",
    ({ x, segmentIds }, { numSegments }) =>
      unsortedSegmentSum(x, segmentIds as tf.Tensor1D, numSegments),
  );
  replaceMatMul();
}

function replaceMatMul() {
  const stock = tf.getKernel("BatchMatMul", "wasm");
  tf.unregisterKernel("BatchMatMul", "wasm");
  tf.registerKernel({
    ...stock,
    kernelFunc: (call) => {
      const { transposeA, transposeB } = call.attrs as Record<string, unknown>;
      if (!transposeA && !transposeB) return stock.kernelFunc(call);
      const { a, b } = call.inputs as unknown as Tensors;
      return tf.tidy(() =>
        tf.matMul(transposeA ? transposeLast(a) : a, transposeB ? transposeLast(b) : b)
      );
    },
  });
}
