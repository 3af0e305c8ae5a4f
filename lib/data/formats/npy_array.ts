import { inRowMajorOrder, type Numbers, type NumericArray } from "./numeric_array.ts";
import type { PickleValue } from "./pickle_value.ts";
import type { TextArray } from "./text_array.ts";

/** A NumPy array of Python objects, row-major. */
export interface ObjectArray {
  /** Length of each axis; none for a single object, as `np.savez(file, name=a_dictionary)` writes. */
  readonly shape: readonly number[];
  /** As many as the shape's product. */
  readonly objects: readonly PickleValue[];
}

/** An array that NumPy wrote: ask `"data" in array`, `"texts" in array` or `"objects" in array`. */
export type NpyArray = NumericArray | TextArray | ObjectArray;

/** The items of an array in the order of its file. */
export type NpyItems =
  | { readonly data: Numbers }
  | { readonly texts: string[] }
  | { readonly objects: readonly PickleValue[] };

/** NumPy's own limit. */
const MOST_AXES = 64;

/** Whether these are the lengths of an array's axes, and their product still is an exact number. */
export function isShape(shape: unknown): shape is number[] {
  return Array.isArray(shape) && shape.length <= MOST_AXES &&
    shape.every((length) => Number.isSafeInteger(length) && length >= 0) &&
    Number.isSafeInteger(sizeOf(shape));
}

/** How many items an array of this shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * The array of these items, which are row-major unless neighbours along its axes lie `strides` apart.
 * NumPy writes objects row-major, even those of an array that it calls Fortran-ordered.
 */
export function npyArray(
  shape: readonly number[],
  items: NpyItems,
  strides?: readonly number[],
): NpyArray {
  if (!strides || "objects" in items || shape.filter((length) => length > 1).length < 2) {
    return { shape, ...items };
  }
  if ("data" in items) return { shape, data: inRowMajorOrder(items.data, shape, strides) };
  return { shape, texts: inRowMajorOrder(items.texts, shape, strides) };
}
