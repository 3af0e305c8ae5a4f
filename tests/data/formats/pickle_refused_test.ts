import { assert, assertThrows } from "@std/assert";
import { unpickle, UserError } from "posemachine";
import { ARRAY, dtype, global, pickle, short } from "./pickle_parts.ts";

/** Pairs of the pair before, which only 40 levels deep would unfold into 2^40 lists. */
const BOMB = Array.from({ length: 40 }, (_, i) => ["h", i, "h", i, "\x86\x94"]).flat();

const REFUSED: [string, Uint8Array, string][] = [
  ["a function", pickle("cos\nsystem\n", short("ls"), "\x85R."), 'asks for "os.system"'],
  [
    "a function by stack",
    pickle(global("builtins", "eval"), short("1"), "\x85R."),
    '"builtins.eval"',
  ],
  ["an inherited name", pickle(global("numpy", "x"), "."), '"numpy.x", which is never loaded'],
  ["a class", pickle(global("collections", "OrderedDict"), ")\x81."), "opcode NEWOBJ (0x81)"],
  ["a set", pickle("\x8f."), "opcode EMPTY_SET (0x8f)"],
  ["a reference outside", pickle(short("x"), "Q."), "opcode BINPERSID (0x51)"],
  ["buffers elsewhere", pickle("\x97."), "opcode NEXT_BUFFER (0x97)"],
  ["text opcodes", pickle("I1\n."), "opcode INT (0x49)"],
  ["protocol 0", new TextEncoder().encode("(dp0\nI1\nI2\ns."), "starts with 0x28. Save it again"],
  ["protocol 6", Uint8Array.of(0x80, 6, 0x4e, 0x2e), "is of protocol 6, not 2 to 5. Save it again"],
  ["a circle", pickle("]\x94h\0a."), "a value that contains itself"],
  ["101 levels", pickle("N", "\x85".repeat(101), "."), "more than 100 levels"],
  [
    "101 levels by reference",
    pickle("N", "\x85".repeat(60), "\x94h\0", "\x85".repeat(41), "\x86."),
    "more than 100 levels",
  ],
  ["a bomb", pickle("(]\x94", ...BOMB, "t."), "repeats its parts more than 10000000 times"],
  [
    "a structured type",
    pickle(global("numpy", "dtype"), short("V6"), "\x89\x88\x87R."),
    "the type 'V6' is not among",
  ],
  ["complex numbers", pickle(dtype("c16"), "."), "the type 'c16' is not among b1,"],
  [
    "fields",
    pickle(
      global("numpy", "dtype"),
      short("f4"),
      "\x89\x88\x87R(K\x03",
      short("<"),
      "N)NK\0K\0K\0tb.",
    ),
    "structured f4",
  ],
  ["several values", pickle("NN."), "expected one value, found 2"],
  ["bytes after it", pickle("N.N"), "byte 4: 1 bytes follow the pickle. Save one value to a file"],
];
for (const [what, bytes, part] of REFUSED) {
  Deno.test(`a pickle of more than data is refused: ${what}`, () => {
    assertThrows(() => unpickle(bytes, "a.pkl"), UserError, "a.pkl, byte ");
    assertThrows(() => unpickle(bytes, "a.pkl"), UserError, part);
  });
}

Deno.test("the bytes of one array cannot be copied again and again", () => {
  const many = 3000;
  const array = (content: string) => `${ARRAY}(K\x01M\x00\x10\x85h\x01\x89${content}tb`;
  const bytes = pickle(
    ...["(B\0\x10\0\0" + "a".repeat(4096) + "q\0", dtype("u1") + "q\x01"],
    ...Array.from({ length: many }, () => array("h\0")),
    ...["t."],
  );
  assert(many * 4096 > 20 * bytes.length, "the file asks for far more than it holds");
  assertThrows(() => unpickle(bytes), UserError, "the same bytes used many times");
});
