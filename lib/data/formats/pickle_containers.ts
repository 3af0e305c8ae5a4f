import {
  describe,
  failHere,
  isTuple,
  type PickleItem,
  type PickleState,
  topItem,
} from "./pickle_state.ts";
import type { PickleKey } from "./pickle_value.ts";

/** Adds to the end of the list on top of the stack. */
export function addItems(state: PickleState, items: readonly PickleItem[]) {
  const list = topItem(state);
  if (!Array.isArray(list) || Object.isFrozen(list)) failHere(state, "a list", describe(list));
  for (const item of items) list.push(item);
}

/** Adds keys and values, in turn, to the dictionary on top of the stack. */
export function addPairs(state: PickleState, items: readonly PickleItem[]) {
  const dict: PickleItem = topItem(state);
  if (!(dict instanceof Map)) failHere(state, "a dictionary", describe(dict));
  if (items.length % 2) failHere(state, "keys and values", `${items.length} items`);
  for (let i = 0; i < items.length; i += 2) {
    const key = keyOf(state, items[i]);
    if (dict.has(key)) failHere(state, "each key once", `${describe(key)} twice`);
    dict.set(key, items[i + 1]);
  }
}

/** The longest text that a tuple may become. */
const LONGEST_KEY = 256;

function keyOf(state: PickleState, item: PickleItem): PickleKey {
  if (item === null || typeof item !== "object") return item;
  const isKey = isTuple(item) && item.length <= LONGEST_KEY / 2 &&
    item.every((part) =>
      part === null || typeof part === "boolean" || Number.isFinite(part) ||
      typeof part === "string" && part.length <= LONGEST_KEY
    );
  const text = isKey ? JSON.stringify(item) : "";
  if (!isKey || text.length > LONGEST_KEY) {
    const expected =
      `a key that is a text, a number or a tuple of those (${LONGEST_KEY} characters)`;
    failHere(state, expected, describe(item));
  }
  return text;
}
