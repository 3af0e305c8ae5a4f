import { Buffer } from "node:buffer";
import type { ByteReader } from "./byte_reader.ts";
import type { PickleValue } from "./pickle_value.ts";

/** A function or class that a pickle names, one of the few that are known. */
export interface PickleGlobal {
  readonly global: string;
}

/** A NumPy type: its name, and its byte order once its state is known. */
export interface PickleDtype {
  readonly descr: string;
  order?: string;
}

/** What may lie on the stack: a value, or a part of an array to be. */
export type PickleItem = PickleValue | PickleGlobal | PickleDtype;

/** Where the reading of a pickle stands. */
export interface PickleState {
  readonly reader: ByteReader;
  readonly stack: PickleItem[];
  /** Heights of the stack at its open marks. */
  readonly marks: number[];
  /** What later opcodes may refer to again, by number. */
  readonly memo: Map<number, PickleItem>;
  /** Arrays whose shape and items are still to come. */
  readonly unbuilt: Set<PickleItem>;
  /** Where the opcode at hand starts. */
  at: number;
  /** How many bytes may still be copied into arrays. */
  copiesLeft: number;
}

/** What a user can do about a pickle of other things. */
export const PICKLE_REMEDY = "Save it from Python as dictionaries, lists, tuples, texts, numbers " +
  "and NumPy arrays of plain types, which are all that is read from a pickle";

/** Gives up at the opcode at hand. */
export function failHere(state: PickleState, expected: string, found: string): never {
  state.reader.fail(expected, found, state.at);
}

/** A few words on what was found. */
export function describe(item: PickleItem | undefined): string {
  if (item === undefined) return "nothing";
  if (item === null) return "None";
  if (typeof item === "string") {
    return `the text ${JSON.stringify(item.length > 40 ? `${item.slice(0, 40)}...` : item)}`;
  }
  if (typeof item !== "object") return `${typeof item} ${item}`;
  if (item instanceof Uint8Array) return `${item.length} bytes`;
  if (Array.isArray(item)) return `a ${Object.isFrozen(item) ? "tuple" : "list"} of ${item.length}`;
  if (item instanceof Map) return `a dictionary of ${item.size}`;
  if ("global" in item) return item.global;
  return "descr" in item ? `the type ${item.descr}` : "an array";
}

/** Takes the top of the stack, but nothing below the last mark. */
export function popItem(state: PickleState): PickleItem {
  const { stack, marks } = state;
  if (stack.length <= (marks.at(-1) ?? 0)) failHere(state, "something on the stack", "nothing");
  return stack.pop()!;
}

/** The top of the stack, which stays. */
export function topItem(state: PickleState): PickleItem {
  const item = popItem(state);
  state.stack.push(item);
  return item;
}

/** Takes everything above the last mark, and the mark. */
export function popToMark(state: PickleState): PickleItem[] {
  const mark = state.marks.pop();
  if (mark === undefined) failHere(state, "a mark on the stack", "none");
  return state.stack.splice(mark);
}

/** Whether an item is a tuple of a pickle: tuples are frozen, so that nothing is appended to them. */
export function isTuple(item: PickleItem | undefined): item is readonly PickleItem[] & PickleItem {
  return Array.isArray(item) && Object.isFrozen(item);
}

/**
 * Accounts for bytes about to be copied. A file that refers to the same bytes again and again would
 * otherwise unpack into far more than it holds; one that NumPy wrote has each array's bytes once, or
 * as a text and once more as bytes (protocol 2).
 */
export function spendCopies(state: PickleState, bytes: number) {
  state.copiesLeft -= bytes;
  if (state.copiesLeft < 0) {
    failHere(state, "arrays of no more bytes than the file has", "the same bytes used many times");
  }
}

/** Bytes; Python 2 and protocol 2 write them as text, one character a byte. */
export function toBytes(state: PickleState, item: PickleItem | undefined): Uint8Array {
  if (item instanceof Uint8Array) return item;
  if (typeof item !== "string") failHere(state, "bytes", describe(item));
  spendCopies(state, item.length);
  // deno-lint-ignore no-control-regex
  if (/[^\x00-\xff]/.test(item)) failHere(state, "bytes", describe(item));
  const { buffer, byteOffset, length } = Buffer.from(item, "latin1");
  return new Uint8Array(buffer, byteOffset, length);
}
