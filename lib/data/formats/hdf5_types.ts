import type { Metadata } from "h5wasm";
import type { MatClass } from "./mat_value.ts";
import type { NumericArray } from "./numeric_array.ts";

/** Numbers of a dataset in the file's own order, as h5py gives them. */
export interface Hdf5Numbers extends NumericArray {
  readonly class: MatClass;
}

/** References to other objects of the file; 0 refers to none. */
export interface Hdf5References {
  readonly shape: readonly number[];
  readonly references: BigUint64Array;
}

/** HDF5's numbers of the kinds of data. */
export const INTEGER = 0, FLOAT = 1, STRING = 3, REFERENCE = 7;
const OTHERS: Readonly<Record<number, string>> = {
  [STRING]: "texts",
  6: "compound data, as MATLAB's complex numbers",
  8: "an enumeration",
  9: "lists of varying length",
};

/** What data of that type are read as; undefined where they are not read. */
export function contentOf(metadata: Metadata): MatClass | "references" | undefined {
  const { type, size, signed, ref_type: referenceType } = metadata;
  if (type === REFERENCE && referenceType === "object" && size === 8) return "references";
  if (type === FLOAT) return size === 8 ? "double" : size === 4 ? "single" : undefined;
  if (type !== INTEGER || ![1, 2, 4, 8].includes(size)) return undefined;
  return `${signed ? "int" : "uint"}${size * 8}` as MatClass;
}

/** Says in an error what data of another type are. */
export const describe = ({ type, size }: Metadata): string =>
  OTHERS[type] ?? `data of HDF5's class ${type} of ${size} bytes`;
