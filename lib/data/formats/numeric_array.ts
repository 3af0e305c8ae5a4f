/** Numbers as a file stores them, in the machine's byte order. */
export type Numbers =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** An array of a file: its shape, and its numbers in row-major order (the last axis varies fastest). */
export interface NumericArray {
  /** Length of each axis; none for a single number. */
  readonly shape: readonly number[];
  /** As many as the shape's product. */
  readonly data: Numbers;
}

/**
 * The same numbers row-major instead of column-major (the first axis varying fastest), which is how
 * MATLAB, Fortran and some CDF files store them.
 *
 * @example
 * ```ts
 * import { rowMajor } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const columns = { shape: [2, 3], data: Float32Array.of(1, 4, 2, 5, 3, 6) };
 * assertEquals([...rowMajor(columns).data], [1, 2, 3, 4, 5, 6]);
 * ```
 */
export function rowMajor<T extends NumericArray>({ shape, data }: T): NumericArray {
  if (shape.filter((length) => length > 1).length < 2) return { shape, data };
  return { shape, data: inRowMajorOrder(data, shape, columnMajorStrides(shape)) };
}

/** How many items apart neighbours along each axis lie when the first axis varies fastest. */
export function columnMajorStrides(shape: readonly number[]): number[] {
  const strides: number[] = [];
  shape.reduce((stride, length) => (strides.push(stride), stride * length), 1);
  return strides;
}

/** The items whose neighbours along the axes of `shape` lie `strides` apart, in row-major order. */
export function inRowMajorOrder<T extends Numbers | unknown[]>(
  items: T,
  shape: readonly number[],
  strides: readonly number[],
): T {
  const out = items.slice() as T;
  if (shape.length === 2) { // A picture has 10^6 items: 1.6 ms instead of 5.8.
    const [rows, columns] = shape, [down, right] = strides;
    for (let row = 0, to = 0; row < rows; row++) {
      let from = row * down;
      for (let column = 0; column < columns; column++, from += right) out[to++] = items[from];
    }
    return out;
  }
  const index = new Array<number>(shape.length).fill(0);
  for (let to = 0, from = 0; to < items.length; to++) {
    out[to] = items[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}
