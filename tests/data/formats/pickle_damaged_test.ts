import { assert, assertThrows } from "@std/assert";
import { unpickle, UserError } from "posemachine";
import { ARRAY, dtype, encode, global, pickle, short } from "./pickle_parts.ts";

const SCALAR = global("numpy.core.multiarray", "scalar");

const DAMAGED: [string, Uint8Array, string][] = [
  ["empty", new Uint8Array(0), "byte 0: expected the start of a pickle"],
  ["no end", pickle("N"), "byte 3: expected a pickle's next opcode"],
  ["no opcode", pickle("\xff"), "byte 2: expected an opcode of a pickle, found 0xff"],
  ["nothing on the stack", pickle("."), "byte 2: expected something on the stack, found nothing"],
  ["nothing above the mark", pickle("N(\x85."), "byte 4: expected something on the stack"],
  ["no mark", pickle("Nt."), "expected a mark on the stack, found none"],
  ["not met", pickle("h\x05."), "expected something met before, found number 5, not met"],
  ["a long text", pickle("X\xff\xff\xff\x7fa."), "expected a text (2147483647 bytes), found 2"],
  ["a longer text", pickle("\x8d", ...new Array(8).fill(255), "a."), "found a count of -1"],
  ["no UTF-8", pickle("\x8c\x01\xff."), "byte 2: expected a text in UTF-8"],
  ["no name", pickle("c" + "x".repeat(200)), "byte 3: expected a line with a name"],
  ["numbers as names", pickle("K\x01K\x02\x93."), "expected a name, found number 2"],
  ["append to a tuple", pickle(")Na."), "expected a list, found a tuple of 0"],
  ["set in a list", pickle("]NNs."), "expected a dictionary, found a list of 0"],
  ["a key alone", pickle("}(Nu."), "expected keys and values, found 1 items"],
  ["a key twice", pickle("}(NNNNu."), "expected each key once, found None twice"],
  ["a list as key", pickle("}]Ns."), "expected a key that is a text, a number or a tuple"],
  ["a nested key", pickle("})\x85Ns."), "expected a key that is a text, a number or a tuple"],
  [
    "a long key",
    pickle("}X\0\x02\0\0" + "k".repeat(512) + "\x85Ns."),
    "(256 characters), found a tu",
  ],
  ["an infinite key", pickle("}G\x7f\xf0\0\0\0\0\0\0\x85Ns."), "found a tuple of 1"],
  ["no function", pickle("N)R."), "expected a function, found None"],
  [
    "no call",
    pickle(global("numpy", "ndarray"), ")R."),
    "expected a function, found numpy.ndarray",
  ],
  [
    "no arguments",
    pickle(global("numpy", "dtype"), "]R."),
    "a tuple of arguments, found a list of 0",
  ],
  [
    "arguments",
    pickle(global("builtins", "bytes"), "K\x09\x85R."),
    "expected no arguments, found 1",
  ],
  ["no state", pickle("NNb."), "to give its state, found None"],
  [
    "only a function",
    pickle(global("numpy", "ndarray"), "."),
    "with their items, found numpy.ndarray",
  ],
  ["only a type", pickle(dtype("f4"), "\x85."), "arrays with their items, found the type f4"],
  ["only a shell", pickle(ARRAY, "\x85."), "arrays with their items, found an array"],
  [
    "a subclass",
    pickle(global("numpy.core.multiarray", "_reconstruct"), "NNN\x87R."),
    "numpy.ndarray, found None",
  ],
  [
    "a state twice",
    pickle(ARRAY, "(K\x01)", dtype("u1"), "\x89C\x01atbNb."),
    "its state, found an array",
  ],
  ["a short state", pickle(ARRAY, ")b."), "the state of a NumPy array, found a tuple of 0"],
  ["a type twice", pickle(dtype("f4"), ")b."), "the state of a NumPy type, found a tuple of 0"],
  ["no order", pickle(dtype("f4", "?"), "."), "the state of a NumPy type, found a tuple of 8"],
  [
    "a shape",
    pickle(ARRAY, "(K\x01J\xff\xff\xff\xff\x85", dtype("u1"), "\x89C\x01atb."),
    "the shape of an array",
  ],
  [
    "a list as shape",
    pickle(ARRAY, "(K\x01]K\x01a", dtype("u1"), "\x89C\x01atb."),
    "the shape of an array, found a list of 1",
  ],
  [
    "objects that grow",
    pickle("(]q\0Na", ARRAY, "(K\x01K\x01\x85", dtype("O8", "|"), "\x89h\0tbh\0Nat."),
    "a list, found a tuple of 1",
  ],
  [
    "a type without state",
    pickle(ARRAY, "(K\x01)", global("numpy", "dtype"), short("u1"), "\x89\x88\x87R\x89C\x01atb."),
    "a NumPy type with its state, found the type u1",
  ],
  [
    "too few bytes",
    pickle(ARRAY, "(K\x01K\x03\x85", dtype("f4"), "\x89C\x01atb."),
    "12 bytes of items, found 1 bytes",
  ],
  [
    "texts of no bytes",
    pickle(ARRAY, "(K\x01J\xff\xff\xff\x7f\x85", dtype("U0"), "\x89C\0tb."),
    "expected items of some bytes, found U0",
  ],
  [
    "an empty text of a byte",
    pickle(SCALAR, dtype("S0", "|"), "C\x01a\x86R."),
    "0 bytes of items, found 1",
  ],
  [
    "an empty text of bytes",
    pickle(SCALAR, dtype("U0"), "C\x04aaaa\x86R."),
    "0 bytes of items, found 4",
  ],
  [
    "too few objects",
    pickle(ARRAY, "(K\x01K\x03\x85", dtype("O8", "|"), "\x89]tb."),
    "a list of 3 objects, found a list of 0",
  ],
  ["no byte", pickle(encode("\x8c\x02\xc4\x80"), "."), 'expected bytes, found the text "\u0100"'],
  [
    "an encoding",
    pickle(global("_codecs", "encode"), short("a"), short("utf8"), "\x86R."),
    "a text and 'latin1', found",
  ],
  [
    "an order of axes",
    pickle(
      global("numpy._core.numeric", "_frombuffer"),
      "(C\x01a",
      dtype("u1"),
      "K\x01\x85",
      short("K"),
      "K\x01\x85tR.",
    ),
    "an order of the array's axes",
  ],
  [
    "an order",
    pickle(
      global("numpy._core.numeric", "_frombuffer"),
      "(C\x01a",
      dtype("u1"),
      "K\x01\x85",
      short("A"),
      "tR.",
    ),
    "an order of items, C or F, found the text",
  ],
];
for (const [what, bytes, part] of DAMAGED) {
  Deno.test(`a damaged pickle is refused: ${what}`, () => {
    const error = assertThrows(() => unpickle(bytes, "a.pkl"), UserError, "a.pkl, byte ");
    assert(error.message.includes(part), `${error.message} should contain '${part}'`);
  });
}
