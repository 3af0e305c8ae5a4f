import { type Crop, squareCrop } from "../../camera.ts";

/** A square round the joints has this many times the longer side of their box, as in the benchmark. */
export const JOINTS_SCALE = 1.3;

/** Some rows of `data`, each `width` numbers, one after the other. */
export function chosenRows(
  data: Float32Array,
  rows: readonly number[],
  width: number,
): Float32Array {
  const out = new Float32Array(rows.length * width);
  rows.forEach((row, i) => out.set(data.subarray(row * width, (row + 1) * width), i * width));
  return out;
}

/** The squares round 2D poses [frames, joints, 2], px. */
export function jointCrops(points: Float32Array, joints: number): Crop[] {
  const width = 2 * joints;
  return Array.from(
    { length: points.length / width },
    (_, i) => squareCrop(points.subarray(i * width, (i + 1) * width), JOINTS_SCALE),
  );
}
