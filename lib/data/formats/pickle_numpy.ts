import { isShape, type NpyArray, npyArray, type NpyItems, sizeOf } from "./npy_array.ts";
import { decodeItems, DTYPE_REMEDY, parseDtype, SUPPORTED_DTYPES } from "./npy_dtype.ts";
import { columnMajorStrides } from "./numeric_array.ts";
import {
  describe,
  failHere,
  isTuple,
  type PickleDtype,
  type PickleItem,
  type PickleState,
  spendCopies,
  toBytes,
} from "./pickle_state.ts";
import type { PickleValue } from "./pickle_value.ts";

type Args = readonly PickleItem[];

/** `dtype("f4", False, True)`; its state follows, see {@link buildDtype}. */
export function dtypeOf(state: PickleState, [descr]: Args): PickleDtype {
  if (typeof descr !== "string") failHere(state, "a NumPy type", describe(descr));
  if (!parseDtype(descr)) refuseDtype(state, descr);
  return { descr };
}

function refuseDtype(state: PickleState, descr: string): never {
  const name = descr.length > 60 ? `${descr.slice(0, 60)}...` : descr;
  const what = `the type '${name}' is not among ${SUPPORTED_DTYPES}`;
  state.reader.refuse(what, DTYPE_REMEDY, state.at);
}

/** The state of a type: (version, byte order, subarray, names, fields, size, alignment, flags). */
export function buildDtype(state: PickleState, dtype: PickleDtype, args: PickleItem) {
  const [version, order, subarray, names] = isTuple(args) ? args : [];
  if ((version !== 3 && version !== 4) || typeof order !== "string" || !/^[<>|=]$/.test(order)) {
    failHere(state, "the state of a NumPy type", describe(args));
  }
  if (subarray !== null || names !== null) refuseDtype(state, `structured ${dtype.descr}`);
  if (dtype.order !== undefined) failHere(state, "a NumPy type without state", describe(dtype));
  dtype.order = order;
}

/** An empty array, which {@link buildArray} fills: `_reconstruct(ndarray, (0,), b"b")`. */
export function unbuiltArray(state: PickleState, [type]: Args): NpyArray {
  const plain = typeof type === "object" && type !== null && "global" in type &&
    type.global === "numpy.ndarray";
  if (!plain) failHere(state, "numpy.ndarray", describe(type));
  const array = {} as NpyArray;
  state.unbuilt.add(array);
  return array;
}

/** The state of an array: (version, shape, type, Fortran order, bytes or a list of objects). */
export function buildArray(state: PickleState, array: NpyArray, args: PickleItem) {
  const [version, shape, dtype, fortranOrder, content] = isTuple(args) ? args : [];
  if (version !== 1 || typeof fortranOrder !== "boolean") {
    failHere(state, "the state of a NumPy array", describe(args));
  }
  state.unbuilt.delete(array);
  Object.assign(array, arrayOf(state, dtype, shape, content, fortranOrder ? "F" : "C"));
}

/** Protocol 5: `_frombuffer(bytes, type, shape, order)`, where order `K` adds an order of the axes. */
export function arrayFromBuffer(state: PickleState, args: Args): NpyArray {
  const [bytes, dtype, shape, order, axes] = args;
  if (order !== "K" || axes === undefined || axes === null) {
    return arrayOf(state, dtype, shape, bytes, order);
  }
  const isOrder = isTuple(shape) && isShape(shape) && isShape(axes) &&
    axes.length === shape.length &&
    shape.every((_, axis) => axes.includes(axis));
  if (!isOrder) failHere(state, "an order of the array's axes", describe(axes));
  const columns = columnMajorStrides(shape.toReversed()).reverse(); // of the row-major bytes
  const strides = axes.map((axis) => columns[axis]);
  return npyArray(axes.map((axis) => shape[axis]), itemsOf(state, dtype, shape, bytes), strides);
}

function arrayOf(
  state: PickleState,
  dtype: PickleItem,
  shape: PickleItem,
  content: PickleItem,
  order: PickleItem,
): NpyArray {
  if (order !== "C" && order !== "F") {
    failHere(state, "an order of items, C or F", describe(order));
  }
  if (!isTuple(shape) || !isShape(shape)) failHere(state, "the shape of an array", describe(shape));
  const items = itemsOf(state, dtype, shape, content);
  return npyArray(shape, items, order === "F" ? columnMajorStrides(shape) : undefined);
}

/** An array's items in the order of the file; objects are always row-major. */
function itemsOf(
  state: PickleState,
  dtype: PickleItem,
  shape: readonly number[],
  content: PickleItem,
): NpyItems {
  const known = typeof dtype === "object" && dtype !== null && "descr" in dtype && dtype.order;
  if (!known) failHere(state, "a NumPy type with its state", describe(dtype));
  const type = parseDtype(known + dtype.descr.replace(/^[<>|=]/, ""))!;
  const count = sizeOf(shape);
  if (type.kind === "O") {
    if (!Array.isArray(content) || content.length !== count) {
      failHere(state, `a list of ${count} objects`, describe(content));
    }
    // Nothing can be appended later to what now has a shape.
    return { objects: Object.freeze(content) as readonly PickleValue[] };
  }
  const bytes = toBytes(state, content);
  // NumPy's empty text takes no bytes. It is written alone: of an array's there could be any number.
  const none = type.size === 0;
  if (none && count > 0 && shape.length > 0) failHere(state, "items of some bytes", dtype.descr);
  const length = count * type.size;
  if (bytes.length !== length) failHere(state, `${length} bytes of items`, describe(bytes));
  if (none) return { texts: new Array<string>(count).fill("") };
  spendCopies(state, bytes.length);
  return decodeItems(type, bytes, (expected, found) => failHere(state, expected, found));
}

/** A NumPy scalar as a number, boolean or text; an integer that a number cannot hold as a bigint. */
export function scalarOf(state: PickleState, [dtype, bytes]: Args): PickleItem {
  const items = itemsOf(state, dtype, [], bytes);
  if ("texts" in items) return items.texts[0];
  if (!("data" in items)) failHere(state, "a NumPy number", "an object");
  const [value] = items.data;
  if ((dtype as PickleDtype).descr === "b1") return value !== 0;
  return typeof value === "bigint" ? integerOf(value) : value;
}

/** A number if it is exact as one. */
export function integerOf(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
