// What a weak-perspective camera keeps of a rotation: its first two rows. Blocks of 2 x 3 numbers, row
// after row.

/** Eigenvalues, the larger first, and the first one's direction of the symmetric [[a, b], [b, c]]. */
function symmetric(a: number, b: number, c: number) {
  const [middle, half] = [(a + c) / 2, (a - c) / 2];
  const radius = Math.hypot(half, b);
  const angle = Math.atan2(b, half) / 2;
  return {
    large: Math.max(0, middle + radius),
    small: Math.max(0, middle - radius),
    cos: Math.cos(angle),
    sin: Math.sin(angle),
  };
}

/**
 * Scales the singular values of the block at `at` of `rows`, which are `stride` numbers apart: `scaled` is
 * given the larger and the smaller one.
 */
export function scaleSingularValues(
  rows: Float64Array,
  at: number,
  stride: number,
  scaled: (large: number, small: number) => readonly [number, number],
): void {
  let [a, b, c] = [0, 0, 0];
  for (let i = 0; i < 3; i++) {
    const [x, y] = [rows[at + i], rows[at + stride + i]];
    a += x * x;
    b += x * y;
    c += y * y;
  }
  const { large, small, cos, sin } = symmetric(a, b, c);
  const [first, second] = [Math.sqrt(large), Math.sqrt(small)];
  const after = scaled(first, second);
  const [f, s] = [first > 0 ? after[0] / first : 0, second > 0 ? after[1] / second : 0];
  const xx = f * cos * cos + s * sin * sin, yy = f * sin * sin + s * cos * cos;
  const xy = (f - s) * cos * sin;
  for (let i = 0; i < 3; i++) {
    const [x, y] = [rows[at + i], rows[at + stride + i]];
    rows[at + i] = xx * x + xy * y;
    rows[at + stride + i] = xy * x + yy * y;
  }
}

/** The proximal step of `weight` times the larger singular value. */
export function shrinkLargest(weight: number) {
  return (large: number, small: number): readonly [number, number] => {
    if (large + small <= weight) return [0, 0];
    if (large - small >= weight) return [large - weight, small];
    const both = (large + small - weight) / 2;
    return [both, both];
  };
}

/** The rotation [3, 3], row after row, whose first rows are nearest to a block [2, 3]. */
export function nearestRotation(block: ArrayLike<number>): Float64Array {
  const rows = Float64Array.from(block);
  scaleSingularValues(rows, 0, 3, () => [1, 1]);
  const [a, b, c, d, e, f] = rows;
  return Float64Array.of(a, b, c, d, e, f, b * f - c * e, c * d - a * f, a * e - b * d);
}
