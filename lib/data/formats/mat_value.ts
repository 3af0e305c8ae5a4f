import { UserError } from "../../errors.ts";
import type { NumericArray } from "./numeric_array.ts";

/** A MATLAB class of numbers. */
export type MatClass =
  | "double"
  | "single"
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "logical";

/** The array that holds the numbers of each class; a logical is 0 or 1. */
export const MAT_ARRAYS = {
  double: Float64Array,
  single: Float32Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  logical: Uint8Array,
} as const satisfies Record<MatClass, unknown>;

/** Numbers, row-major whatever the file's order; `shape` is MATLAB's `size`. */
export interface MatNumeric extends NumericArray {
  /** Tells it from the other values. */
  readonly kind: "numeric";
  /** As in MATLAB's `class`. */
  readonly class: MatClass;
}

/** Text: a row of characters, or several of one length. */
export interface MatChar {
  /** Tells it from the other values. */
  readonly kind: "char";
  /** MATLAB's `size`. */
  readonly shape: readonly number[];
  /** One text a row; none where the array is empty. */
  readonly rows: readonly string[];
}

/** A cell array. */
export interface MatCell {
  /** Tells it from the other values. */
  readonly kind: "cell";
  /** MATLAB's `size`. */
  readonly shape: readonly number[];
  /** How many cells there are. */
  readonly length: number;
  /** Reads one cell; `index` counts row-major from 0. Nothing is kept: each call reads anew. */
  at(index: number): MatValue;
}

/** A struct, or an array of structs with the same fields. */
export interface MatStruct {
  /** Tells it from the other values. */
  readonly kind: "struct";
  /** MATLAB's `size`; `[1, 1]` for a single struct. */
  readonly shape: readonly number[];
  /** How many structs there are. */
  readonly length: number;
  /** Names of the fields. */
  readonly fields: readonly string[];
  /**
   * Reads a field of one struct, or undefined where no such field exists; `index` counts row-major
   * from 0. Nothing is kept: each call reads anew.
   */
  at(index: number, field: string): MatValue | undefined;
}

/**
 * What a MATLAB variable holds. Cells and structs read what they hold when asked for it, so that a
 * file with a million values costs no more than those that are looked at.
 */
export type MatValue = MatNumeric | MatChar | MatCell | MatStruct;

/** MATLAB's `[]`. */
export const emptyMatValue = (shape: readonly number[] = [0, 0]): MatNumeric => ({
  kind: "numeric",
  class: "double",
  shape,
  data: new Float64Array(0),
});

/** How many elements an array of that shape has. */
export const elementCount = (shape: readonly number[]): number =>
  shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, 1);

/** Where a file that counts column-major keeps the element with row-major number `index`. */
export function columnMajorIndex(index: number, shape: readonly number[]): number {
  const count = elementCount(shape);
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`There is no element ${index} in an array of shape [${shape}]`);
  }
  if (count === Math.max(...shape)) return index;
  let rest = index, stride = count, found = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    stride /= shape[axis];
    found += (rest % shape[axis]) * stride;
    rest = Math.floor(rest / shape[axis]);
  }
  return found;
}

/** The rows of a character array whose characters are given column-major. */
export function charRows(characters: ArrayLike<string>, shape: readonly number[]): string[] {
  if (elementCount(shape) === 0) return [];
  const [height, width] = shape;
  if (typeof characters === "string" && characters.length === width) return [characters];
  // A page of an array with more axes comes after the page before it.
  return Array.from({ length: characters.length / width }, (_, row) => {
    const first = Math.floor(row / height) * height * width + row % height;
    return Array.from({ length: width }, (_, column) => characters[first + column * height])
      .join("");
  });
}

/** The variable of that name. */
export function chooseVariable<T>(variables: Map<string, T>, name: string, source: string): T {
  const found = variables.get(name);
  if (found === undefined) {
    const names = [...variables.keys()].map((known) => `'${known}'`).join(", ") || "none";
    throw new UserError(`${source} has no variable '${name}'; it has ${names}`);
  }
  return found;
}

/** Gives up on an array of a kind that is not read; `name` says which, as one would write it in MATLAB. */
export function refuseMat(source: string, name: string, what: string): never {
  throw new UserError(
    `${source}: '${name}' ${what}, which cannot be read. Read other variables, or save it in MATLAB ` +
      "as real numbers, text, cells or structs",
  );
}
