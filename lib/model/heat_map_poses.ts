/** A neighbour counts as at least this share of the maximum: below zero there is no logarithm. */
const FLOOR = 1e-3;

/**
 * Where the top of a parabola through three numbers in a row lies from the middle one, the largest, in
 * cells, at most half a cell. Through the logarithms of a Gaussian it is exact.
 */
function peakOffset(before: number, largest: number, after: number): number {
  const log = (value: number) => Math.log(Math.max(value / largest, FLOOR)); // of the largest: 0
  const [left, right] = [log(before), log(after)];
  return left + right === 0 ? 0 : 0.5 * (left - right) / (left + right); // both are at most 0
}

/** A quarter of a cell towards the larger neighbour. */
function quarterOffset(before: number, _largest: number, after: number): number {
  return 0.25 * Math.sign(after - before);
}

/**
 * The 2D poses [frames, 2K], in [0,1] of the crop, that heat maps [frames, size, size, K] show.
 *
 * Each joint is at its map's maximum, refined within the cell: the original goes a quarter of a cell
 * towards the larger neighbour; here a second-order Taylor step is made on the logarithm along x and y
 * (Zhang et al., CVPR 2020), which finds the centre of a Gaussian, or with `refine: "quarter"` what the
 * original does. Where a neighbour lies outside of the map, or for the Taylor step nothing in it is above
 * zero, the cell's centre is taken.
 *
 * @example
 * ```ts
 * import { heatMapPoses } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const map = Float32Array.of(0, 0.1, 0, 0.5, 1, 0.5, 0, 0.1, 0); // highest in the middle of nine cells
 * assertEquals([...heatMapPoses(map, 3, 1)], [0.5, 0.5]);
 * ```
 */
export function heatMapPoses(
  maps: Float32Array,
  size: number,
  joints: number,
  { refine = "taylor" }: { refine?: "taylor" | "quarter" } = {},
): Float32Array {
  const quarter = refine === "quarter";
  const toPeak = quarter ? quarterOffset : peakOffset;
  const cells = size * size;
  const frames = maps.length / (cells * joints);
  if (!Number.isInteger(frames)) {
    throw new RangeError(
      `${maps.length} numbers are no maps of ${size}x${size}, ${joints} a frame`,
    );
  }
  const poses = new Float32Array(frames * joints * 2);
  for (let frame = 0; frame < frames; frame++) {
    for (let joint = 0; joint < joints; joint++) {
      const at = (cell: number) => maps[(frame * cells + cell) * joints + joint];
      let top = 0;
      for (let cell = 1; cell < cells; cell++) if (at(cell) > at(top)) top = cell;
      /** Along one axis: the index on it, the step to the next cell. */
      const place = (index: number, step: number) => {
        const refined = (quarter || at(top) > 0) && index > 0 && index < size - 1;
        const offset = refined ? toPeak(at(top - step), at(top), at(top + step)) : 0;
        return (index + 0.5 + offset) / size;
      };
      poses[2 * (frame * joints + joint)] = place(top % size, 1);
      poses[2 * (frame * joints + joint) + 1] = place(Math.floor(top / size), size);
    }
  }
  return poses;
}
