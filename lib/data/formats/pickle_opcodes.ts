import { Buffer } from "node:buffer";
import { build, call, globalOf } from "./pickle_globals.ts";
import { addItems, addPairs } from "./pickle_containers.ts";
import { integerOf } from "./pickle_numpy.ts";
import {
  describe,
  failHere,
  type PickleItem,
  type PickleState,
  popItem,
  popToMark,
  topItem,
} from "./pickle_state.ts";

type Action = (state: PickleState) => void;

const constant = (value: PickleItem): Action => ({ stack }) => stack.push(value);

const pushed = (read: (state: PickleState) => PickleItem): Action => (state) =>
  state.stack.push(read(state));

const tuple = (length: number): Action => (state) => {
  const items = Array.from({ length }, () => popItem(state)).reverse();
  state.stack.push(Object.freeze(items) as PickleItem);
};

const fatalUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The longest string of the engine that runs this. */
const LONGEST_TEXT = 2 ** 29 - 24;

function bytesOfText(state: PickleState, length: number): Uint8Array {
  const bytes = state.reader.take(length, "a text");
  if (length <= LONGEST_TEXT) return bytes;
  const remedy = "Save it from Python 3 with protocol=4";
  state.reader.refuse(`a text of ${length} bytes is too long`, remedy, state.at);
}

function utf8(state: PickleState, length: number): string {
  const bytes = bytesOfText(state, length);
  try {
    return fatalUtf8.decode(bytes);
  } catch {
    failHere(state, "a text in UTF-8", "other bytes");
  }
}

/** A text of Python 2, one byte a character, which may be bytes. */
function latin1(state: PickleState, length: number): string {
  const { buffer, byteOffset } = bytesOfText(state, length);
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}

/** A name of at most 100 characters, on a line of its own. */
function line({ reader }: PickleState): string {
  const start = reader.at;
  const length = reader.bytes.subarray(start, start + 101).indexOf(0x0a);
  if (length < 0) reader.fail("a line with a name", "none", start);
  const text = reader.latin1(length, "a name");
  reader.take(1, "the end of the line");
  return text;
}

function float({ reader }: PickleState): number {
  reader.littleEndian = false; // the one big-endian number of the format
  const value = reader.f64("a number");
  reader.littleEndian = true;
  return value;
}

/** A two's complement number of any length. */
function long({ reader }: PickleState): number | bigint {
  const bytes = reader.take(reader.u8("a length"), "an integer");
  let value = 0n;
  for (const byte of bytes.toReversed()) value = value << 8n | BigInt(byte);
  return integerOf(BigInt.asIntN(8 * bytes.length, value));
}

function textOf(state: PickleState): string {
  const item = popItem(state);
  return typeof item === "string" ? item : failHere(state, "a name", describe(item));
}

const put = (index: (state: PickleState) => number): Action => (state) =>
  state.memo.set(index(state), topItem(state));

const get = (index: (state: PickleState) => number): Action => (state) => {
  const number = index(state), item = state.memo.get(number);
  if (item === undefined) failHere(state, "something met before", `number ${number}, not met`);
  state.stack.push(item);
};

const u8 = ({ reader }: PickleState) => reader.u8("a number");
const i32 = ({ reader }: PickleState) => reader.i32("a number");
const u32 = ({ reader }: PickleState) => reader.u32("a number");
const i64 = ({ reader }: PickleState) => reader.i64("a length");

/** What each opcode does; `.` (STOP) is left to the loop that runs them. */
export const ACTIONS: Readonly<Record<number, Action>> = {
  0x4e: constant(null), // NONE
  0x88: constant(true), // NEWTRUE
  0x89: constant(false), // NEWFALSE
  0x4a: pushed(i32), // BININT
  0x4b: pushed(u8), // BININT1
  0x4d: pushed(({ reader }) => reader.u16("a number")), // BININT2
  0x8a: pushed(long), // LONG1
  0x47: pushed(float), // BINFLOAT
  0x58: pushed((state) => utf8(state, u32(state))), // BINUNICODE
  0x8c: pushed((state) => utf8(state, u8(state))), // SHORT_BINUNICODE
  0x8d: pushed((state) => utf8(state, i64(state))), // BINUNICODE8
  0x54: pushed((state) => latin1(state, u32(state))), // BINSTRING
  0x55: pushed((state) => latin1(state, u8(state))), // SHORT_BINSTRING
  0x42: pushed((state) => state.reader.take(u32(state), "bytes")), // BINBYTES
  0x43: pushed((state) => state.reader.take(u8(state), "bytes")), // SHORT_BINBYTES
  0x8e: pushed((state) => state.reader.take(i64(state), "bytes")), // BINBYTES8
  0x96: pushed((state) => state.reader.take(i64(state), "bytes")), // BYTEARRAY8
  0x5d: pushed(() => []), // EMPTY_LIST
  0x61: (state) => addItems(state, [popItem(state)]), // APPEND
  0x65: (state) => addItems(state, popToMark(state)), // APPENDS
  0x29: tuple(0), // EMPTY_TUPLE
  0x85: tuple(1), // TUPLE1
  0x86: tuple(2), // TUPLE2
  0x87: tuple(3), // TUPLE3
  0x74: pushed((state) => Object.freeze(popToMark(state)) as PickleItem), // TUPLE
  0x7d: pushed(() => new Map()), // EMPTY_DICT
  0x73: (state) => addPairs(state, [popItem(state), popItem(state)].reverse()), // SETITEM
  0x75: (state) => addPairs(state, popToMark(state)), // SETITEMS
  0x28: ({ marks, stack }) => marks.push(stack.length), // MARK
  0x71: put(u8), // BINPUT
  0x72: put(u32), // LONG_BINPUT
  0x94: put(({ memo }) => memo.size), // MEMOIZE
  0x68: get(u8), // BINGET
  0x6a: get(u32), // LONG_BINGET
  0x63: pushed((state) => globalOf(state, line(state), line(state))), // GLOBAL
  0x93: pushed((state) => { // STACK_GLOBAL
    const name = textOf(state), module = textOf(state);
    return globalOf(state, module, name);
  }),
  0x52: (state) => { // REDUCE
    const args = popItem(state), callable = popItem(state);
    state.stack.push(call(state, callable, args));
  },
  0x62: (state) => { // BUILD
    const args = popItem(state);
    build(state, topItem(state), args);
  },
  // FRAME groups the opcodes after it, which are read one by one all the same.
  0x95: (state) => state.reader.need(i64(state), "a frame"),
};

/** Opcodes that build other things than data, are of the text format (protocol 0) or point elsewhere. */
export const REFUSED: Readonly<Record<number, string>> = {
  ...{ 0x49: "INT", 0x4c: "LONG", 0x53: "STRING", 0x56: "UNICODE", 0x46: "FLOAT", 0x6c: "LIST" },
  ...{ 0x64: "DICT", 0x67: "GET", 0x70: "PUT", 0x69: "INST", 0x50: "PERSID", 0x51: "BINPERSID" },
  ...{ 0x30: "POP", 0x31: "POP_MARK", 0x32: "DUP", 0x6f: "OBJ", 0x8b: "LONG4" },
  ...{ 0x81: "NEWOBJ", 0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4", 0x92: "NEWOBJ_EX" },
  ...{ 0x8f: "EMPTY_SET", 0x90: "ADDITEMS", 0x91: "FROZENSET" },
  ...{ 0x97: "NEXT_BUFFER", 0x98: "READONLY_BUFFER" },
};
