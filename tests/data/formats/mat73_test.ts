import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { type MatCell, type MatStruct, openMat, UserError } from "posemachine";
import { callHdf5, hdf5Library } from "../../../lib/data/formats/hdf5_library.ts";
import { openMatFrom } from "../../../lib/data/formats/mat_file.ts";
import { bytesAccess } from "../../../lib/data/formats/random_access.ts";
import { EXPECTED, fixtureBytes, fixturePath, plain, sorted } from "./mat_fixtures.ts";

const openFixture = (name: string) => openMat(fixturePath(name));

/** Opens damaged bytes. */
const openBytes = (bytes: Uint8Array) => openMatFrom(bytesAccess(bytes), "a.mat");

Deno.test("a MATLAB 7.3 file holds what the MATLAB 5 files hold", async () => {
  using file = await openFixture("mat73.mat");
  assertEquals(file.names.toSorted(), [...Object.keys(EXPECTED.values), "data", "Masks"].sort());
  for (const [key, tree] of Object.entries(EXPECTED.values)) {
    // The names of the fields of no structs are not looked at.
    const same = key === "no_structs" ? { ...tree as object, fields: [] } : tree;
    assertEquals(plain(file.read(key)), sorted(same), key);
  }
});

Deno.test("a MATLAB 5 file is opened in the same way", async () => {
  using file = await openFixture("mat5_column.mat");
  assertEquals(plain(file.read("many")), sorted(EXPECTED.values.many));
  assertThrows(() => file.read("few"), UserError, "mat5_column.mat has no variable 'few'");
});

Deno.test("Human3.6M's masks are read one by one, rows first; a reference to nothing is []", async () => {
  using file = await openFixture("mat73.mat");
  const masks = file.read("Masks") as MatCell;
  assertEquals(masks.shape, [1, 3]);
  const mask = masks.at(1);
  assert(mask.kind === "numeric" && mask.data instanceof Uint8Array);
  assertEquals([mask.class, ...mask.shape], ["uint8", 24, 20]);
  mask.data.forEach((value, i) => {
    const row = Math.floor(i / 20), column = i % 20;
    assertEquals(value, Number(row >= 3 && row < 10 && column >= 5 && column < 16));
  });
  assertEquals(masks.at(2).shape, [0, 0]);
  assertThrows(() => masks.at(3), RangeError, "no element 3");
});

Deno.test("Human3.6M's poses, converted from CDF, are read from data{1}", async () => {
  using file = await openFixture("mat73.mat");
  const poses = (file.read("data") as MatCell).at(0);
  assert(poses.kind === "numeric" && poses.data instanceof Float32Array);
  assertEquals(poses.shape, [2, 96]);
  poses.data.forEach((value, i) => assertEquals(value, i / 8));
});

Deno.test("a dataset that MATLAB did not write keeps its shape; a group is a struct", async () => {
  using file = await openFixture("martinez.h5");
  const poses = file.read("3D_positions");
  assert(poses.kind === "numeric" && poses.data instanceof Float64Array);
  assertEquals(poses.shape, [96, 2]);
  poses.data.forEach((value, i) => assertEquals(value, i / 4));
  assertEquals(plain(file.read("big_endian")), {
    ...{ kind: "numeric", class: "int32", shape: [2], data: [1, -2] },
  });
  const subject = file.read("subject") as MatStruct;
  assertEquals([subject.shape, subject.fields], [[1, 1], ["frames"]]);
  const frames = subject.at(0, "frames");
  assert(frames?.kind === "numeric");
  assertEquals([...frames.data], [7n]);
  assertEquals(subject.at(0, "pictures"), undefined);
  assertThrows(() => subject.at(1, "frames"), RangeError, "no element 1");
  assertThrows(() => file.read("name"), UserError, "cannot read '/name', which holds texts");
  assertThrows(() => file.read("elsewhere"), UserError, "is neither a dataset nor a group");
});

Deno.test("what cannot be read is refused by name; another variable is read beside it", async () => {
  using file = await openFixture("mat73_refused.mat");
  const REFUSED = {
    sparse: "'sparse' is sparse, which cannot be read",
    handle: "'handle' is of the class function_handle",
    object: "'object' is of the class string",
    complex: "'/complex', which holds compound data, as MATLAB's complex numbers",
    odd: "'odd' is of the class double, stored as int16",
    pointers: "'pointers' is of the class double, stored as references",
    full: "'/full', which is marked as empty, but has the shape [2,3]",
    letters: "'/letters', which is text of 1 axes, not of rows and columns",
    vague: "'/vague', which has a MATLAB class that is no text of fixed length",
    uneven: "'/uneven/b', which is no field of an array of 1 structs",
  };
  for (const [name, what] of Object.entries(REFUSED)) {
    assertThrows(() => file.read(name), UserError, what);
  }
  const cells = file.read("cells") as MatCell;
  assertThrows(() => cells.at(0), UserError, "'cells{1}' is of the class function_handle");
  assertThrows(
    () => file.read("bad"),
    UserError,
    "mat73_refused.mat has no variable 'bad'; it has",
  );
  const good = file.read("good");
  assert(good.kind === "numeric");
  assertEquals([...good.data], [5]);
});

Deno.test("a closed file says so; closing it again does nothing", async () => {
  const file = await openFixture("mat73.mat");
  const masks = file.read("Masks") as MatCell;
  file.close();
  file.close();
  assertThrows(() => masks.at(0), UserError, "mat73.mat is closed");
  assertThrows(() => file.read("matrix"), UserError, "mat73.mat is closed");
});

Deno.test("what is no file, and a file of another format, is refused", async () => {
  await assertRejects(() => openMat("/nowhere.mat"), UserError, "/nowhere.mat: there is no such");
  await assertRejects(() => openMat(fixturePath("")), UserError, "it is no file");
  const neither = "a.mat is neither a MATLAB file of version 5 to 7.3 nor an HDF5 file";
  await assertRejects(() => openBytes(new Uint8Array(0)), UserError, neither);
  await assertRejects(() => openBytes(new Uint8Array(5000)), UserError, neither);
});

Deno.test("a file that is cut off is refused, with HDF5's own words", async () => {
  const bytes = fixtureBytes("mat73.mat");
  const { message } = await assertRejects(() => openBytes(bytes.subarray(0, -100)), UserError);
  assertStringIncludes(message, "a.mat: cannot read its structure (truncated file: eof = ");
  assertStringIncludes(message, `stored_eof = ${bytes.length}`);
  await assertRejects(() => openBytes(bytes.subarray(0, 600)), UserError, "a.mat: cannot read");
});

/** The fixture with the first of these bytes from `from` on overwritten. */
function overwrite(bytes: Uint8Array, pattern: readonly number[], by: readonly number[]) {
  const found = bytes.findIndex((_, i) => pattern.every((value, k) => bytes[i + k] === value));
  assert(found >= 0, "the pattern is there");
  bytes.set(by, found);
  return bytes;
}

Deno.test("packed data that are damaged are refused, not given as they are", async () => {
  // What zlib writes first at level 4, then the damage.
  const bytes = overwrite(fixtureBytes("mat73.mat"), [0x78, 0x5e], [0x78, 0x5e, 0xff, 0xff]);
  using file = await openBytes(bytes);
  assertThrows(
    () => (file.read("Masks") as MatCell).at(0),
    UserError,
    "a.mat: cannot read '/#refs#/p",
  );
});

Deno.test("a shape of more than the file can hold is refused before it is allocated", async () => {
  const axes = (
    ...lengths: number[]
  ) => [...new Uint8Array(BigUint64Array.from(lengths, BigInt).buffer)];
  const open = (now: readonly number[], claimed: readonly number[]) =>
    openBytes(
      overwrite(fixtureBytes("mat73.mat"), axes(...now, ...now), axes(...claimed, ...claimed)),
    );
  {
    using file = await open([20, 24], [2 ** 36, 24]); // in pieces, which may be absent
    const claim = "claims 1649267441664 bytes, more than a file of";
    assertThrows(() => (file.read("Masks") as MatCell).at(0), UserError, claim);
  }
  using file = await open([2, 2, 3], [2, 2, 2 ** 40]); // in one piece
  assertThrows(() => file.read("single"), UserError, "'/single' (invalid dataset size");
});

Deno.test("opening and closing keeps no memory; damage to the library itself renews it", async () => {
  const library = await hdf5Library();
  const before = library.module.HEAPU8.length;
  for (let i = 0; i < 20; i++) {
    using file = await openFixture("mat73.mat");
    file.read("matrix");
  }
  assertEquals(library.module.HEAPU8.length, before);
  assert(await hdf5Library() === library);
  const trap = () => {
    throw new WebAssembly.RuntimeError("memory access out of bounds");
  };
  const problem = "a.mat: cannot read 'x' (memory access out of bounds)";
  assertThrows(() => callHdf5(library, "a.mat", "'x'", trap), UserError, problem);
  const again = () => callHdf5(library, "b.mat", "'y'", () => 1);
  assertThrows(again, UserError, "b.mat: HDF5 has met too much damage to go on");
  assert(await hdf5Library() !== library);
});
