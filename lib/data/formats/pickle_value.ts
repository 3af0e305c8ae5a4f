import type { NpyArray } from "./npy_array.ts";

/** What a dictionary of a pickle may have as key; a tuple is its JSON text, as `["S1",54138969]`. */
export type PickleKey = string | number | bigint | boolean | null;

/**
 * A dictionary of a pickle. JavaScript tells arrays apart by identity, so a tuple as key becomes its JSON
 * text: `cameras.get(JSON.stringify(["S1", "54138969"]))`; `JSON.parse` gives the tuple back.
 */
export type PickleDict = ReadonlyMap<PickleKey, PickleValue>;

/**
 * A Python value:
 *
 * - None, booleans and texts are null, booleans and texts;
 * - integers, floats and NumPy's scalars are numbers, or a bigint where a number would not be exact;
 * - bytes are a Uint8Array, a view of what was read;
 * - lists and tuples are arrays, of which tuples are frozen;
 * - dictionaries are a {@link PickleDict};
 * - NumPy's arrays are a {@link NpyArray}.
 *
 * What Python shares, as the same list in two dictionaries, is shared here too.
 */
export type PickleValue =
  | PickleKey
  | Uint8Array
  | NpyArray
  | readonly PickleValue[]
  | PickleDict;
