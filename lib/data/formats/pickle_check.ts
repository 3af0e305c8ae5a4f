import {
  describe,
  failHere,
  PICKLE_REMEDY,
  type PickleItem,
  type PickleState,
} from "./pickle_state.ts";
import type { PickleValue } from "./pickle_value.ts";

/** How deep containers may lie in each other; real files have about five levels. */
const DEEPEST = 100;

/** How many parts a value may have when what it shares is counted wherever it is referred to. */
const MOST_SHARED_PARTS = 10_000_000;

interface Extent {
  /** Levels of containers, itself included. */
  readonly height: number;
  /** Itself and all in it. */
  readonly parts: number;
}

const LEAF: Extent = { height: 0, parts: 1 };

/**
 * Makes sure that the whole value is data that any program can walk through: nothing that is only a
 * step towards an array, no circles, not too deep, and not a few lists that refer to each other so often
 * that walking through them takes forever. Each container is looked at once.
 */
export function checkedValue(state: PickleState, value: PickleItem): PickleValue {
  const { reader, unbuilt } = state;
  const most = Math.max(MOST_SHARED_PARTS, reader.bytes.length);
  const extents = new Map<PickleItem, Extent | "open">();
  const extentOf = (item: PickleItem, depth: number): Extent => {
    if (item === null || typeof item !== "object" || item instanceof Uint8Array) return LEAF;
    if (unbuilt.has(item) || "global" in item || "descr" in item) {
      failHere(state, "arrays with their items", describe(item));
    }
    if ("data" in item || "texts" in item) return LEAF;
    const known = extents.get(item);
    const height = known === "open" ? Infinity : known?.height ?? 1;
    if (depth + height > DEEPEST) {
      const what = known === "open"
        ? "a value that contains itself"
        : `more than ${DEEPEST} levels`;
      reader.refuse(`the pickle holds ${what}`, PICKLE_REMEDY, state.at);
    }
    if (typeof known === "object") return known;
    extents.set(item, "open");
    const content = item instanceof Map ? item.values() : "objects" in item ? [item.objects] : item;
    let deepest = 0, parts = 1;
    for (const part of content as Iterable<PickleItem>) {
      const extent = extentOf(part, depth + 1);
      deepest = Math.max(deepest, extent.height);
      parts += extent.parts;
    }
    if (parts > most) {
      reader.refuse(
        `the pickle repeats its parts more than ${most} times`,
        PICKLE_REMEDY,
        state.at,
      );
    }
    const extent = { height: deepest + 1, parts };
    extents.set(item, extent);
    return extent;
  };
  extentOf(value, 0);
  return value as PickleValue;
}
