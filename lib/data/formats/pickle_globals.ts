import type { PickleGlobal, PickleItem, PickleState } from "./pickle_state.ts";
import { describe, failHere, isTuple, PICKLE_REMEDY, toBytes } from "./pickle_state.ts";
import {
  arrayFromBuffer,
  buildArray,
  buildDtype,
  dtypeOf,
  scalarOf,
  unbuiltArray,
} from "./pickle_numpy.ts";
import type { NpyArray } from "./npy_array.ts";

type Call = (state: PickleState, args: readonly PickleItem[]) => PickleItem;

const empty = (make: () => PickleItem): Call => (state, args) =>
  args.length === 0 ? make() : failHere(state, "no arguments", `${args.length}`);

/** NumPy 1 named its inner modules `numpy.core`, NumPy 2 names them `numpy._core`. */
const CALLS: Readonly<Record<string, Call>> = {
  "numpy.core.multiarray._reconstruct": unbuiltArray,
  "numpy.core.multiarray.scalar": scalarOf,
  "numpy.core.numeric._frombuffer": arrayFromBuffer,
  "numpy.dtype": dtypeOf,
  // Protocol 2 has no bytes of its own: it encodes texts, and calls for empty ones.
  "_codecs.encode": (state, [text, encoding]) =>
    encoding === "latin1" && typeof text === "string"
      ? toBytes(state, text)
      : failHere(state, "a text and 'latin1'", `${describe(text)} and ${describe(encoding)}`),
  "__builtin__.bytes": empty(() => new Uint8Array(0)),
  "collections.OrderedDict": empty(() => new Map()),
};

/** The function or class of this name, if it is one that arrays and dictionaries need. */
export function globalOf({ reader, at }: PickleState, module: string, name: string): PickleGlobal {
  const written = `${module}.${name}`;
  const global = written.replace(/^numpy\._core\./, "numpy.core.")
    .replace(/^builtins\./, "__builtin__.");
  if (global !== "numpy.ndarray" && !Object.hasOwn(CALLS, global)) {
    const shown = written.length > 80 ? `${written.slice(0, 80)}...` : written;
    reader.refuse(
      `the pickle asks for ${JSON.stringify(shown)}, which is never loaded`,
      PICKLE_REMEDY,
      at,
    );
  }
  return { global };
}

/** REDUCE: calls a global. */
export function call(state: PickleState, callable: PickleItem, args: PickleItem): PickleItem {
  const isGlobal = typeof callable === "object" && callable !== null && "global" in callable;
  if (!isGlobal || !Object.hasOwn(CALLS, callable.global)) {
    failHere(state, "a function", describe(callable));
  }
  if (!isTuple(args)) failHere(state, "a tuple of arguments", describe(args));
  return CALLS[callable.global](state, args);
}

/** BUILD: gives an array or a type its state. */
export function build(state: PickleState, target: PickleItem, args: PickleItem) {
  if (state.unbuilt.has(target)) buildArray(state, target as NpyArray, args);
  else if (typeof target === "object" && target !== null && "descr" in target) {
    buildDtype(state, target, args);
  } else failHere(state, "an array or a NumPy type to give its state", describe(target));
}
