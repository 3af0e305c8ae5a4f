import * as tf from "@tensorflow/tfjs";
import type { PoolAttributes } from "./wasm_pooling.ts";

/** The lowest float: what pads a window, so that it is never the largest. */
const LOWEST = -3.4028234e38;

/**
 * Of equal largest values in a pooling window tfjs-backend-webgpu 4.22 gives the gradient to the last,
 * TensorFlow to the first. Turned by 180 degrees the last is the first: this puts such a kernel in place
 * of the package's own.
 */
export function replaceMaxPoolGradient(): void {
  const stock = tf.getKernel("MaxPoolGrad", "webgpu");
  tf.unregisterKernel("MaxPoolGrad", "webgpu");
  tf.registerKernel({
    ...stock,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { dy, input } = inputs as unknown as Record<string, tf.Tensor4D>;
      const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as PoolAttributes;
      const info = tf.backend_util.computePool2DInfo(
        input.shape,
        filterSize,
        strides,
        1,
        pad,
        dimRoundingMode,
      );
      const { top, left } = info.padInfo;
      const height = (info.outHeight - 1) * info.strideHeight + info.filterHeight;
      const width = (info.outWidth - 1) * info.strideWidth + info.filterWidth;
      // The last rows and columns may be in no window.
      const rows = Math.min(info.inHeight, height - top);
      const columns = Math.min(info.inWidth, width - left);
      return tf.tidy(() => {
        const fitted = tf.pad4d(
          tf.slice4d(input, [0, 0, 0, 0], [-1, rows, columns, -1]),
          [[0, 0], [top, height - top - rows], [left, width - left - columns], [0, 0]],
          LOWEST,
        );
        const turn = (x: tf.Tensor) => tf.reverse(x, [1, 2]);
        const turned = stock.kernelFunc({
          inputs: { dy: turn(dy), input: turn(fitted), output: dy },
          attrs: { filterSize, strides, pad: "valid" },
          backend,
        }) as tf.TensorInfo;
        const whole = turn(tf.engine().makeTensorFromTensorInfo(turned)) as tf.Tensor4D;
        const cut = tf.slice4d(whole, [0, top, left, 0], [-1, rows, columns, -1]);
        return tf.pad4d(
          cut,
          [[0, 0], [0, info.inHeight - rows], [0, info.inWidth - columns], [0, 0]],
        );
      });
    },
  });
}
