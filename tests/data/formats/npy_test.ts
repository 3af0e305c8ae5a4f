import { assertEquals, assertThrows } from "@std/assert";
import { openNpz, parseNpy, UserError } from "posemachine";
import { expected, fixtureBytes, fixturePath, readNpy } from "./numpy_fixtures.ts";

const dtypes = openNpz(fixturePath("numpy_dtypes.npz"));

for (const name of dtypes.names.filter((name) => /^[biuf]\d_/.test(name))) {
  Deno.test(`numbers are read as NumPy wrote them: ${name}`, () => {
    assertEquals(dtypes.read(name), expected(name.slice(0, 2), [2, 3, 2]));
  });
}

Deno.test("every type was written in both byte orders and both orders of the axes", () => {
  const written = dtypes.names.filter((name) => /^[biuf]\d_/.test(name));
  assertEquals(new Set(written.map((name) => name.slice(0, 2))).size, 12);
  assertEquals(written.filter((name) => name.includes("big")).length, 10);
  assertEquals(written.filter((name) => name.endsWith("F")).length, 13);
});

Deno.test("texts lose the zeros that fill them up, and nothing else", () => {
  const texts = ["a", "", "näh", "日本🙂"], bytes = ["a", "", "n\xe4h", "\x80\xffz"];
  for (const name of ["U_little_C", "U_big_F"]) {
    assertEquals(dtypes.read(name), { shape: [2, 2], texts });
  }
  for (const name of ["S_C", "S_F"]) {
    assertEquals(dtypes.read(name), { shape: [2, 2], texts: bytes });
  }
  assertEquals(dtypes.read("one_text"), { shape: [], texts: ["S11"] });
});

Deno.test("arrays without axes, without items and of one row keep their shapes", () => {
  assertEquals(dtypes.read("one_number"), expected("f8", []));
  assertEquals(dtypes.read("no_rows"), { shape: [0, 3], data: new Float32Array(0) });
  assertEquals(dtypes.read("no_columns"), { shape: [2, 0, 3], data: new Float64Array(0) });
  assertEquals(dtypes.read("no_texts"), { shape: [0], texts: [] });
  assertEquals(dtypes.read("row"), expected("f4", [1, 5]));
});

Deno.test("headers of version 1, 2 and 3 are read", () => {
  for (const version of [1, 2, 3]) {
    assertEquals(readNpy(`numpy_version_${version}.npy`), expected("f4", [2, 3]));
  }
});

Deno.test("the array does not share the file's bytes", () => {
  const bytes = fixtureBytes("numpy_version_1.npy");
  const array = parseNpy(bytes);
  bytes.fill(0);
  assertEquals(array, expected("f4", [2, 3]));
});

/** A file with any header of version 1 and `size` bytes of items, each one 0x41. */
function fileWith(header: string, size = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(10 + text.length + size).fill(0x41);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]);
  bytes.set(text, 10);
  return bytes;
}

const header = (descr: string, shape: string, more = "") =>
  `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, ${more}}`;

Deno.test("the header may be written as other programs do", () => {
  const read = (text: string, size: number) => parseNpy(fileWith(text, size)).shape;
  assertEquals(read(`{"shape":(2,1),"fortran_order":False,"descr":"|u1"}   \n`, 2), [2, 1]);
  assertEquals(read(header("'<u2'", "(2L,)"), 4), [2]);
  assertEquals(read(header("'u1'", "(2, )"), 2), [2]);
});

const DAMAGED: [string, Uint8Array, string][] = [
  ["empty", new Uint8Array(0), "byte 0: expected the start of an NPY file (6 bytes), found 0"],
  ["another format", new Uint8Array(90), `byte 0: expected '\\x93NUMPY', found "\\u0000`],
  ["version 4", fixtureBytes("numpy_version_1.npy").with(6, 4), "byte 6: expected version 1, 2 or"],
  [
    "long header",
    fixtureBytes("numpy_version_2.npy").with(9, 99),
    "byte 8: expected a header of at",
  ],
  [
    "cut header",
    fixtureBytes("numpy_version_1.npy").slice(0, 50),
    "byte 10: expected a header (118",
  ],
  ["no dictionary", fileWith("['descr']"), "byte 10: expected a dictionary, found"],
  ["no string key", fileWith("{descr: '<f4'}"), "byte 11: expected a key and a colon, found"],
  ["unknown key", fileWith("{'order': 1}"), "expected descr, fortran_order and shape once each"],
  ["inherited key", fileWith("{'toString': 1}"), "once each, found toString"],
  ["a key twice", fileWith(header("'<f4'", "()", "'descr': '<f4'"), 4), "once each, found descr"],
  ["a key missing", fileWith("{'descr': '<f4', 'shape': ()}"), "a value of fortran_order, found"],
  ["code as value", fileWith(header("open('x')", "()")), "byte 20: expected a value of descr"],
  ["escapes", fileWith(header("'<f\\x34'", "()")), "expected a value of descr"],
  ["no comma", fileWith("{'descr': '<f4' 'shape': ()}"), "expected the dictionary's end, found"],
  ["more after it", fileWith(`${header("'<f4'", "()")} + 1`, 4), "expected the dictionary's end"],
  ["no tuple", fileWith(header("'<f4'", "(3)"), 12), "the lengths of an array's axes, found (3)"],
  ["negative", fileWith(header("'<f4'", "(-3,)"), 12), "expected a value of shape"],
  ["commas", fileWith(header("'<f4'", "(3,,2)"), 24), "array's axes, found (3,,2)"],
  ["65 axes", fileWith(header("'u1'", `(${"1, ".repeat(65)})`), 1), "lengths of an array's axes"],
  ["huge", fileWith(header("'<f4'", "(9007199254740993,)")), "lengths of an array's axes"],
  ["huge product", fileWith(header("'<f4'", "(94906267, 94906267)")), "lengths of an array's axes"],
  ["too few", fileWith(header("'<f8'", "(3, 4)"), 95), "12 items (96 bytes), found 95 bytes"],
  ["too many", fileWith(header("'<f4'", "(1000000000,)"), 8), "(4000000000 bytes), found 8"],
  ["texts of no bytes", fileWith(header("'<U0'", "(1000000000,)")), "1000000000 items"],
  ["no characters", fileWith(header("'<U1'", "(1,)"), 4), "Unicode text, found the character 0x41"],
  [
    "no pickle",
    fileWith(header("'|O'", "(1,)"), 4),
    "no pickle of protocol 2 to 5 starts with 0x4",
  ],
];
for (const [what, bytes, part] of DAMAGED) {
  Deno.test(`a damaged array is refused: ${what}`, () => {
    assertThrows(() => parseNpy(bytes, "a.npy"), UserError, "a.npy, byte ");
    assertThrows(() => parseNpy(bytes, "a.npy"), UserError, part);
  });
}

Deno.test("bytes after the array are refused, with what they may be", () => {
  const bytes = fileWith(header("'u1'", "(2,)"), 5);
  const parse = () => parseNpy(bytes, "a.npy");
  assertThrows(parse, UserError, "3 bytes follow the array of shape [2]. Save several arrays with");
});

for (
  const [name, part] of [
    ["structured", "the structured type [('x', '<f4'), "],
    ["complex", "the type '<c16' is not among b1, i1 to i8, "],
    ["date", "the type '<M8[ms]' is not among b1, i1 to i8, "],
  ]
) {
  Deno.test(`an array that is ${name} is refused by the name of its type`, () => {
    assertThrows(() => readNpy(`numpy_${name}.npy`), UserError, `numpy_${name}.npy, byte 1`);
    assertThrows(() => readNpy(`numpy_${name}.npy`), UserError, part);
    assertThrows(() => readNpy(`numpy_${name}.npy`), UserError, ". Save it from Python as");
  });
}
