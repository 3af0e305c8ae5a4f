import * as tf from "@tensorflow/tfjs";

/** A pixel of a picture: column and row. */
export type Pixel = readonly [number, number];

/**
 * The peaks of a map [height, width] that are above `threshold`: no neighbour is larger. Of a plateau the
 * first cell, row by row, is taken, and none where all around is as high.
 */
export function peaks(map: ArrayLike<number>, width: number, threshold: number): Pixel[] {
  const height = map.length / width;
  const found: Pixel[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = map[y * width + x];
      if (!(value > threshold)) continue;
      let [top, lower] = [true, false];
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1) && top; v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const before = v < y || (v === y && u < x);
          const other = map[v * width + u];
          if (other > value || (before && other === value)) top = false;
          if (other < value) lower = true;
        }
      }
      if (top && lower) found.push([x, y]);
    }
  }
  return found;
}

/** Squares of `size` px about `centres`, cut out of `picture` [1, h, w, 3]; beyond it there are zeros. */
export function cropsAbout(
  picture: tf.Tensor4D,
  centres: readonly Pixel[],
  size: number,
): tf.Tensor4D {
  return tf.tidy(() => {
    const half = size / 2;
    const padded = tf.pad(picture, [[0, 0], [half, half], [half, half], [0, 0]]);
    const crops = centres.map(([x, y]) => tf.slice(padded, [0, y, x, 0], [1, size, size, 3]));
    return tf.concat(crops) as tf.Tensor4D;
  });
}

/**
 * What a pose machine sees of a person in the middle of its picture [1, size/8, size/8, 1]: a Gaussian
 * exp(-d²/σ²), averaged over 9x9 px every 8 px.
 */
export function centreMap(size: number, sigma: number): tf.Tensor4D {
  return tf.tidy(() => {
    const line = tf.exp(tf.neg(tf.square(tf.div(tf.sub(tf.range(0, size), size / 2), sigma))));
    const map = tf.mul(tf.reshape(line, [1, size, 1, 1]), tf.reshape(line, [1, 1, size, 1]));
    return tf.avgPool(map as tf.Tensor4D, 9, 8, "same");
  });
}
