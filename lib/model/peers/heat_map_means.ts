/** Heat maps of one frame or several: [frames, size, size, P], not below 0. */
export interface HeatMaps {
  /** Map after map. */
  readonly values: Float32Array;
  /** Cells a side. */
  readonly size: number;
  /** Maps a frame, P. */
  readonly joints: number;
  /** Width of a map in the unit of `points`, which begin at its corner. */
  readonly width: number;
}

/** Each map's maximum, [2, P] a frame: the middles of the cells. */
export function heatMapMaxima({ values, size, joints, width }: HeatMaps): Float64Array[] {
  const cells = size * size;
  return Array.from({ length: values.length / (cells * joints) }, (_, frame) => {
    const points = new Float64Array(2 * joints);
    for (let joint = 0; joint < joints; joint++) {
      let top = 0;
      const at = (cell: number) => values[(frame * cells + cell) * joints + joint];
      for (let cell = 1; cell < cells; cell++) if (at(cell) > at(top)) top = cell;
      points[joint] = (top % size + 0.5) * width / size;
      points[joints + joint] = (Math.floor(top / size) + 0.5) * width / size;
    }
    return points;
  });
}

/**
 * Where each joint of one frame is expected [2, P], given where it is projected to, `projected` [2, P]: the
 * mean over its map, weighted by the map times a Gaussian of `sigma` about the projection; the projection
 * itself where nothing is left.
 */
export function heatMapMeans(
  { values, size, joints, width }: HeatMaps,
  frame: number,
  projected: Float64Array,
  sigma: number,
): Float64Array {
  const cell = width / size;
  const means = Float64Array.from(projected);
  const line = (middle: number) =>
    Float64Array.from(
      { length: size },
      (_, i) => Math.exp(-(((i + 0.5) * cell - middle) ** 2) / (2 * sigma ** 2)),
    );
  for (let joint = 0; joint < joints; joint++) {
    const across = line(projected[joint]), down = line(projected[joints + joint]);
    let [sum, x, y] = [0, 0, 0];
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const value = values[((frame * size + row) * size + column) * joints + joint];
        const weight = value * down[row] * across[column];
        sum += weight;
        x += weight * (column + 0.5);
        y += weight * (row + 0.5);
      }
    }
    if (!(sum > 1e-30)) continue;
    means[joint] = x / sum * cell;
    means[joints + joint] = y / sum * cell;
  }
  return means;
}
