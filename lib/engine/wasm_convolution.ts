import * as tf from "@tensorflow/tfjs";

/** What the two gradient kernels of a convolution are told; strides and padding as in `tf.conv2d`. */
export interface ConvAttributes {
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number;
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

function geometry(
  inputShape: [number, number, number, number],
  filterShape: [number, number, number, number],
  attributes: ConvAttributes,
) {
  const { strides, pad, dataFormat, dimRoundingMode } = attributes;
  if (dataFormat !== "NHWC") {
    throw new Error(`Convolution gradient: ${dataFormat} is not supported`);
  }
  return tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

/** `x` [n, h, w, c] with zeros added, or rows and columns cut, to give the wanted height and width. */
function fit(x: tf.Tensor4D, top: number, left: number, height: number, width: number) {
  const bottom = height - x.shape[1] - top, right = width - x.shape[2] - left;
  const grow = (n: number) => Math.max(0, n);
  const padded = tf.pad4d(x, [
    [0, 0],
    [grow(top), grow(bottom)],
    [grow(left), grow(right)],
    [0, 0],
  ]);
  return bottom < 0 || right < 0
    ? tf.slice4d(padded, [0, 0, 0, 0], [-1, height, width, -1])
    : padded;
}

/**
 * dL/dW of `y = conv2d(x, W)`: `x` [n, h, w, c], `dy` [n, oh, ow, k] → [kh, kw, c, k].
 *
 * With stride 1, one matrix product for each tap of the filter; otherwise one convolution that takes
 * `dy` as a filter, dilated by the stride, and the batch as channels.
 */
export function convFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  filterShape: [number, number, number, number],
  attributes: ConvAttributes,
): tf.Tensor4D {
  const info = geometry(x.shape, filterShape, attributes);
  const { filterHeight, filterWidth, strideHeight, strideWidth, outHeight, outWidth } = info;
  const height = (outHeight - 1) * strideHeight + filterHeight;
  const width = (outWidth - 1) * strideWidth + filterWidth;
  return tf.tidy(() => {
    const fitted = fit(x, info.padInfo.top, info.padInfo.left, height, width);
    if (strideHeight > 1 || strideWidth > 1) {
      const channelsFirst = tf.transpose(fitted, [3, 1, 2, 0]);
      const filter = tf.transpose(dy, [1, 2, 0, 3]);
      const dilations: [number, number] = [strideHeight, strideWidth];
      const gradient = tf.conv2d(channelsFirst, filter, 1, "valid", "NHWC", dilations);
      return tf.transpose(gradient, [1, 2, 0, 3]);
    }
    const positions = info.batchSize * outHeight * outWidth;
    const flat = tf.reshape(dy, [positions, info.outChannels]);
    const channelsFirst = tf.transpose(fitted, [3, 0, 1, 2]);
    const size = [info.inChannels, info.batchSize, outHeight, outWidth];
    const taps: tf.Tensor2D[] = [];
    for (let row = 0; row < filterHeight; row++) {
      for (let column = 0; column < filterWidth; column++) {
        taps.push(tf.tidy(() => {
          const seen = tf.slice(channelsFirst, [0, 0, row, column], size);
          return tf.matMul(tf.reshape(seen, [info.inChannels, positions]), flat);
        }));
      }
    }
    return tf.reshape(tf.concat(taps, 0), filterShape);
  });
}

/**
 * dL/dx of `y = conv2d(x, W)`: `dy` [n, oh, ow, k], `filter` [kh, kw, c, k] → `inputShape`.
 * `dy`, spread with zeros by the stride, is convolved with the filter turned by 180 degrees.
 */
export function convInputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  inputShape: [number, number, number, number],
  attributes: ConvAttributes,
): tf.Tensor4D {
  const info = geometry(inputShape, filter.shape, attributes);
  const { batchSize, outHeight, outWidth, outChannels, strideHeight, strideWidth } = info;
  const top = info.filterHeight - 1 - info.padInfo.top;
  const left = info.filterWidth - 1 - info.padInfo.left;
  return tf.tidy(() => {
    let spread = dy;
    if (strideHeight > 1 || strideWidth > 1) {
      const cells = tf.reshape(dy, [batchSize * outHeight, 1, outWidth, 1, outChannels]);
      const margins: [number, number][] = [
        [0, 0],
        [0, strideHeight - 1],
        [0, 0],
        [0, strideWidth - 1],
        [0, 0],
      ];
      const shape = [batchSize, outHeight * strideHeight, outWidth * strideWidth, outChannels];
      spread = tf.reshape(tf.pad(cells, margins), shape as [number, number, number, number]);
    }
    const height = info.inHeight + info.filterHeight - 1;
    const width = info.inWidth + info.filterWidth - 1;
    const fitted = fit(spread, top, left, height, width);
    const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
    return tf.conv2d(fitted, turned, 1, "valid");
  });
}
