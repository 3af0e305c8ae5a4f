/** Two joints by their indices. */
export type Limb = readonly [number, number];

/** The distance between the joints of each limb, in the unit of `pose` [K, 3]. */
export function limbLengths(pose: ArrayLike<number>, limbs: readonly Limb[]): Float64Array {
  return Float64Array.from(limbs, ([a, b]) => {
    const along = (axis: number) => pose[3 * a + axis] - pose[3 * b + axis];
    return Math.hypot(along(0), along(1), along(2));
  });
}
