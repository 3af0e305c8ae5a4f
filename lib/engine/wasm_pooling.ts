import * as tf from "@tensorflow/tfjs";

/** How a max pooling slid; as in `tf.maxPool`. */
export interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/**
 * dL/dx of `y = maxPool(x)`: `dy` [n, oh, ow, c], `x` [n, h, w, c] → [n, h, w, c]. Of equal largest
 * values in a window the first, row by row, gets the gradient, as TensorFlow has it.
 */
export function maxPoolGradient(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  attributes: PoolAttributes,
): tf.Tensor4D {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const info = tf.backend_util.computePool2DInfo(
    x.shape,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { inHeight, inWidth, outHeight, outWidth, inChannels, filterHeight, filterWidth } = info;
  const values = x.dataSync(), upstream = dy.dataSync();
  const gradient = new Float32Array(x.size);
  const best = new Int32Array(inChannels);
  let out = 0;
  for (let n = 0; n < info.batchSize; n++) {
    for (let row = 0; row < outHeight; row++) {
      const y = row * info.strideHeight - info.padInfo.top;
      const firstRow = Math.max(0, y), lastRow = Math.min(inHeight, y + filterHeight);
      for (let column = 0; column < outWidth; column++) {
        const x = column * info.strideWidth - info.padInfo.left;
        const firstColumn = Math.max(0, x), lastColumn = Math.min(inWidth, x + filterWidth);
        const start = ((n * inHeight + firstRow) * inWidth + firstColumn) * inChannels;
        for (let c = 0; c < inChannels; c++) best[c] = start + c;
        for (let i = firstRow; i < lastRow; i++) {
          for (let j = firstColumn; j < lastColumn; j++) {
            const at = ((n * inHeight + i) * inWidth + j) * inChannels;
            for (let c = 0; c < inChannels; c++) {
              if (values[at + c] > values[best[c]]) best[c] = at + c;
            }
          }
        }
        for (let c = 0; c < inChannels; c++) gradient[best[c]] += upstream[out++];
      }
    }
  }
  return tf.tensor4d(gradient, x.shape);
}

/** Sums the rows of `x` [n, ...] that share an id: [segments, ...]. The gradient of `tf.gather`. */
export function unsortedSegmentSum(x: tf.Tensor, ids: tf.Tensor1D, segments: number): tf.Tensor {
  const values = x.dataSync(), rows = ids.dataSync();
  const width = x.size / x.shape[0];
  const sums = new Float32Array(segments * width);
  rows.forEach((row, index) => {
    if (row < 0) return; // TensorFlow drops negative ids
    for (let i = 0; i < width; i++) sums[row * width + i] += values[index * width + i];
  });
  return tf.tensor(sums, [segments, ...x.shape.slice(1)]);
}
