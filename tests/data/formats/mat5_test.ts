import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { type MatCell, type MatStruct, parseMat5, UserError } from "posemachine";
import { deflateSync } from "node:zlib";
import { EXPECTED, fixtureBytes, plain, sorted } from "./mat_fixtures.ts";

const VARIANTS = {
  "mat5_row.mat": "scipy, unpacked",
  "mat5_column.mat": "scipy, packed",
  "mat5_narrow.mat": "by hand, unpacked, with the narrowest types",
  "mat5_big.mat": "by hand, packed, big-endian, with the narrowest types",
};
for (const [name, what] of Object.entries(VARIANTS)) {
  Deno.test(`a MATLAB 5 file is read as written: ${what}`, () => {
    const values = parseMat5(fixtureBytes(name), name, { only: Object.keys(EXPECTED.values) });
    for (const [key, tree] of Object.entries(EXPECTED.values)) {
      assertEquals(plain(values.get(key)!), sorted(tree), key);
    }
  });
}

Deno.test("a vector is a row or a column, as it was written", () => {
  const shapeIn = (name: string) => parseMat5(fixtureBytes(name), name).get("vector")!.shape;
  assertEquals(shapeIn("mat5_row.mat"), [1, 3]);
  assertEquals(shapeIn("mat5_column.mat"), [3, 1]);
});

Deno.test("numbers have the array type of their class", () => {
  const values = parseMat5(fixtureBytes("mat5_narrow.mat"), "a.mat");
  const typeOf = (name: string) => {
    const value = values.get(name)!;
    assert(value.kind === "numeric");
    return [value.class, value.data.constructor.name];
  };
  assertEquals(typeOf("whole"), ["double", "Float64Array"]);
  assertEquals(typeOf("uint64"), ["uint64", "BigUint64Array"]);
  assertEquals(typeOf("flags"), ["logical", "Uint8Array"]);
  assertEquals(typeOf("none"), ["single", "Float32Array"]);
});

Deno.test("HumanEva's poses are read frame by frame, those not captured as NaN", () => {
  const values = parseMat5(fixtureBytes("humaneva.mat"), "humaneva.mat");
  const poses = values.get("poses_3d")!, pictures = values.get("poses_2d")!;
  assert(poses.kind === "numeric" && pictures.kind === "numeric");
  assertEquals(poses.shape, [4, 15, 3]);
  poses.data.forEach((value, i) => assertEquals(value, i >= 45 && i < 90 ? NaN : i / 2));
  assertEquals(pictures.shape, [3, 4, 15, 2]);
  pictures.data.forEach((value, i) => assertEquals(value, i / 4));
});

Deno.test("Human3.6M's poses, converted from CDF, are read from data{1}", () => {
  const data = parseMat5(fixtureBytes("converted_cdf.mat"), "a.mat").get("data") as MatCell;
  assertEquals([data.kind, data.length], ["cell", 1]);
  const poses = data.at(0);
  assert(poses.kind === "numeric" && poses.data instanceof Float32Array);
  assertEquals(poses.shape, [2, 96]);
  assertEquals([...poses.data], Array.from({ length: 192 }, (_, i) => i / 8));
});

Deno.test("MPII's nested structs are read as written, absent and empty fields included", () => {
  const release = parseMat5(fixtureBytes("mpii.mat"), "mpii.mat").get("RELEASE")!;
  assertEquals(plain(release), sorted(EXPECTED.mpii.RELEASE));
});

Deno.test("what cannot be read is refused by name; another variable is read beside it", () => {
  const bytes = fixtureBytes("mat5_refused.mat");
  const REFUSED = {
    sparse: "of the class sparse",
    complex: "complex",
    handle: "of the class function handle",
    object: "of the class object",
    opaque: "of the class opaque object",
  };
  for (const [name, what] of Object.entries(REFUSED)) {
    const read = () => parseMat5(bytes, "a.mat", { only: [name] });
    assertThrows(read, UserError, `a.mat: '${name}' is ${what}, which cannot be read`);
  }
  assertThrows(() => parseMat5(bytes, "a.mat"), UserError, "'sparse'");
  const values = parseMat5(bytes, "a.mat", { only: ["good", "cells"] });
  assertEquals(plain(values.get("good")!), {
    ...{ kind: "numeric", class: "double", shape: [1, 1], data: [5] },
  });
  const cells = values.get("cells") as MatCell;
  assertEquals(cells.at(0).shape, [0, 0]);
  assertThrows(() => cells.at(1), UserError, "'cells{2}' is of the class function handle");
  const missing = () => parseMat5(bytes, "a.mat", { only: ["bad"] });
  assertThrows(missing, UserError, "a.mat has no variable 'bad'; it has 'sparse', 'complex'");
});

Deno.test("there is no cell and no struct beyond the last, and no field of another name", () => {
  const values = parseMat5(fixtureBytes("mat5_row.mat"), "a.mat");
  const cells = values.get("cells") as MatCell, many = values.get("many") as MatStruct;
  for (const index of [-1, 4, 0.5]) {
    assertThrows(() => cells.at(index), RangeError, `no element ${index}`);
    assertThrows(() => many.at(index, "x"), RangeError, `no element ${index}`);
  }
  assertEquals(many.at(0, "y"), undefined);
});

/** A little-endian file that holds an array with those flags, that shape, name and contents. */
function fileWith({ flags = [6, 0], shape = [1, 1], name = "x", contents = [9, 8, 0, 0] } = {}) {
  const letters = [...name].map((letter) => letter.charCodeAt(0));
  const body = [
    ...[6, 8, ...flags, 5, shape.length * 4, ...shape, ...(shape.length % 2 ? [0] : [])],
    ...[1 | letters.length << 16, letters.reduce((sum, l, i) => sum | l << 8 * i, 0), ...contents],
  ];
  const bytes = new Uint8Array(128 + 8 + body.length * 4);
  bytes.set([0, 1, 73, 77], 124);
  new Uint32Array(bytes.buffer, 128).set([14, body.length * 4, ...body]);
  return bytes;
}

function packed(file: Uint8Array, mutate = (data: Uint8Array) => data): Uint8Array {
  const data = mutate(Uint8Array.from(deflateSync(file.subarray(128))));
  const bytes = new Uint8Array(136 + data.length);
  bytes.set(file.subarray(0, 128));
  new Uint32Array(bytes.buffer, 128, 2).set([15, data.length]);
  bytes.set(data, 136);
  return bytes;
}

const edited = (file: Uint8Array, at: number, value: number) => {
  new DataView(file.buffer).setUint32(at, value, true);
  return file;
};

const DAMAGED: [string, Uint8Array, string][] = [
  ["an empty file", new Uint8Array(0), "byte 0: expected a header of MATLAB 5 (128 bytes)"],
  ["no byte order", fileWith().fill(0, 126, 128), "byte 126: expected the letters IM or MI"],
  ["version 3", fileWith().fill(3, 125, 126), "byte 124: expected version 0x100, found 0x300"],
  ["MATLAB 7.3", fileWith().fill(2, 125, 126), "is a MATLAB 7.3 file"],
  ["cut in a tag", fileWith().subarray(0, 132), "byte 128: expected a variable (8 bytes or more)"],
  ["cut in an array", fileWith().subarray(0, 180), "byte 128: expected a variable (56 bytes)"],
  ["no array", edited(fileWith(), 128, 13), "byte 128: expected a variable, found data of type 13"],
  ["class 0", fileWith({ flags: [0, 0] }), "byte 144: expected an array's class from 1 to 17"],
  ["class 18", fileWith({ flags: [18, 0] }), "found 18"],
  ["one axis", fileWith({ shape: [4] }), "byte 160: expected the shape of an array, found [4]"],
  ["a negative axis", fileWith({ shape: [-1, 1] }), "found [-1,1]"],
  ["a hundred axes", fileWith({ shape: Array(100).fill(1) }), "found 400 bytes of type 5"],
  [
    "axes beyond counting",
    fileWith({ shape: Array(4).fill(2 ** 31 - 1) }),
    "the shape of an array",
  ],
  [
    "small data of 5 bytes",
    fileWith({ contents: [9 | 5 << 16, 0] }),
    "up to 4 bytes, found a size",
  ],
  [
    "numbers that are too few",
    fileWith({ shape: [2, 1] }),
    "2 numbers stored as double (16 bytes)",
  ],
  ["numbers beyond the end", fileWith({ contents: [9, 99, 0, 0] }), "expected numbers (99 bytes)"],
  ["numbers of type 8", fileWith({ contents: [8, 8, 0, 0] }), "class double, found data of type 8"],
  [
    "numbers that their class cannot hold",
    fileWith({ flags: [9, 0], contents: [3 | 2 << 16, 300] }),
    "expected numbers of class uint8, found 300",
  ],
  [
    "an integer of 64 bits that is none",
    fileWith({ flags: [14, 0], contents: [7, 4, 0x3fc00000, 0] }),
    "expected numbers of class int64, found 1.5",
  ],
  [
    "a byte that is no number",
    fileWith({ flags: [9, 0], contents: [7 | 4 << 16, 0x7fc00000] }),
    "expected numbers of class uint8, found NaN",
  ],
  ["cells beyond the end", fileWith({ flags: [1, 0], shape: [9, 9] }), "expected 81 arrays"],
  [
    "2^31 structs",
    fileWith({
      ...{ flags: [2, 0], shape: [1, 2 ** 31 - 1] },
      contents: [5 | 4 << 16, 2, 1, 4, 0x62_00_61, 0],
    }),
    "expected 4294967294 arrays of 8 bytes or more, found 0 bytes",
  ],
  [
    "fields without a length",
    fileWith({ flags: [2, 0], contents: [5 | 4 << 16, 0, 1, 4, 0, 0] }),
    "names of fields of 0 bytes each",
  ],
  [
    "fields with names of 300 letters",
    fileWith({ flags: [2, 0], contents: [5 | 4 << 16, 300, 1, 300, ...Array(76).fill(0)] }),
    "names of fields of 300 bytes each",
  ],
  [
    "2^31 structs without fields",
    fileWith({
      ...{ flags: [2, 0], shape: [1, 2 ** 31 - 1] },
      contents: [5 | 4 << 16, 2, 1, 0],
    }),
    "expected structs with fields, found 2147483647 without",
  ],
  [
    "a field twice",
    fileWith({ flags: [2, 0], contents: [5 | 4 << 16, 2, 1, 4, 0x61_00_61, 0] }),
    "expected the name of each field once, found 'a' twice",
  ],
  [
    "text in numbers",
    fileWith({ flags: [4, 0], contents: [9, 8, 0, 0] }),
    "expected text, found data of type 9",
  ],
  [
    "text that is no UTF-8",
    fileWith({ flags: [4, 0], contents: [16 | 1 << 16, 0xff] }),
    "expected text in UTF-8",
  ],
  [
    "text that is too short",
    fileWith({ flags: [4, 0], shape: [1, 3], contents: [16 | 1 << 16, 65] }),
    "expected 3 characters, found 1",
  ],
  [
    "a variable twice",
    Uint8Array.from([...fileWith(), ...fileWith().subarray(128)]),
    "byte 192: expected each variable once, found 'x' twice",
  ],
  ["no zlib data", packed(fileWith(), (data) => data.fill(7)), "byte 136: expected zlib data"],
  [
    "zlib data cut",
    packed(fileWith(), (data) => data.subarray(0, -6)),
    "byte 136: expected zlib or gzip",
  ],
  [
    "more packed than said",
    packed(edited(fileWith({ contents: [9, 8, 0, 0, ...Array(99).fill(0)] }), 132, 56)),
    "expected zlib or gzip data, found data of more than 64 bytes",
  ],
  [
    "less packed than said",
    packed(edited(fileWith(), 132, 8000)),
    "unpacked from byte 136, byte 0: expected a variable (8000 bytes), found 56 bytes",
  ],
];
for (const [what, bytes, part] of DAMAGED) {
  Deno.test(`a damaged MATLAB 5 file is refused: ${what}`, () => {
    const { message } = assertThrows(() => parseMat5(bytes, "a.mat"), UserError);
    assertStringIncludes(message, "a.mat");
    assertStringIncludes(message, part);
  });
}

Deno.test("damage within a cell is reported when the cell is read", () => {
  const cellOf = (type: number) => fileWith({ flags: [1, 0], contents: [type, 8, 6, 8] });
  const values = parseMat5(cellOf(14), "a.mat").get("x") as MatCell;
  assertThrows(() => values.at(0), UserError, "a.mat, byte 184: expected the flags of an array");
  assertThrows(() => parseMat5(cellOf(9), "a.mat"), UserError, "expected an array, found data");
});
