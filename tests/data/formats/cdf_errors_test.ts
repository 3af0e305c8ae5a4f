import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseCdf, UserError } from "posemachine";
import { mutationCount, mutations } from "./mutations.ts";

const FOLDER = new URL("../../fixtures/formats/", import.meta.url);
const POSE_2 = "nasa2_pose_column.cdf", POSE_3 = "cdflib_pose.cdf";
const MANY_3 = "nasa3_row_little.cdf", MANY_2 = "nasa2_column_big.cdf";
const PACKED = "nasa3_types_big_gzip_md5.cdf", RUNS = "nasa2_types_little_runs.cdf";

const load = (name: string) => Deno.readFileSync(new URL(name, FOLDER));

/** Overwrites big-endian numbers of 4 bytes. */
type Patch = readonly [offset: number, value: number];

function patched(name: string, ...patches: Patch[]): Uint8Array {
  const bytes = load(name);
  for (const [offset, value] of patches) new DataView(bytes.buffer).setInt32(offset, value);
  return bytes;
}

const pose = (bytes: Uint8Array) => [...parseCdf(bytes).readVariable("Pose").data];

Deno.test("numbers are read alike in every encoding of the same byte order", () => {
  for (const encoding of [4, 6, 13, 16, 17, 19]) {
    assertEquals(pose(patched(POSE_2, [28, encoding])), pose(load(POSE_2)));
  }
  const grid = (bytes: Uint8Array) => parseCdf(bytes).readVariable("grid");
  for (const encoding of [1, 2, 5, 7, 9, 11, 12]) {
    assertEquals(grid(patched(MANY_2, [28, encoding])), grid(load(MANY_2)));
  }
});

Deno.test("a hole is filled by the type's own pad when the file names none", () => {
  const filled = (bytes: Uint8Array) => [...parseCdf(bytes).readVariable("filled").data];
  assertEquals(filled(load(MANY_3)).slice(0, 3), [-7, -7, -125]);
  const without: Patch = [7180 + 44, 1];
  assertEquals(filled(patched(MANY_3, without)).slice(0, 3), [-2147483647, -2147483647, -125]);
});

Deno.test("a variable that is not there, or of the other kind, is refused by name", () => {
  const cdf = parseCdf(load(MANY_3), "a.cdf");
  const names = "a.cdf has no variable 'Pose': its variables are grid, row, cube,";
  for (const find of [cdf.variable, cdf.readVariable, cdf.readTexts]) {
    assertStringIncludes(assertThrows(() => find("Pose"), UserError).message, names);
  }
  assertThrows(() => cdf.readVariable("words"), UserError, "'words' holds text (CDF_CHAR)");
  assertThrows(() => cdf.readTexts("grid"), UserError, "'grid' holds CDF_REAL4");
});

const REFUSED: readonly [what: string, file: string, patches: readonly Patch[], part: string][] = [
  ["no CDF", POSE_3, [[0, 0x504b0304]], "byte 0: expected the first number of a CDF file"],
  ["too old", POSE_3, [[0, 0xffff]], "byte 0: a CDF file older than version 2.6"],
  ["a wrong second number", POSE_3, [[4, 5]], "byte 4: expected the second number"],
  ["VAX numbers", POSE_2, [[28, 3]], "byte 28: numbers in VAX encoding"],
  [
    "an unknown encoding",
    POSE_2,
    [[28, 99]],
    "byte 28: expected an encoding from 1 to 21, found 99",
  ],
  ["several files", POSE_2, [[32, 0]], "byte 32: a CDF of several files"],
  ["a byte changed", POSE_3, [[1300, 7]], "do not have the checksum (MD5)"],
  ["a record of another type", POSE_2, [[12, 2]], "byte 8: expected the CDF descriptor"],
  ["a record too long", POSE_2, [[8, 1e9]], "found a size of 1000000000"],
  [
    "a record too short",
    POSE_2,
    [[8, 12]],
    "byte 8: expected the CDF descriptor (CDR) of 40 bytes",
  ],
  ["a file too short", POSE_2, [[312 + 20, 99999]], "byte 312: expected a file of 99999 bytes"],
  ["variables missing", POSE_2, [[312 + 40, 2]], "expected a list of 2 zVariables, found 1"],
  ["variables too many", MANY_3, [[320 + 60, 1]], "expected a list of 1 zVariables, found another"],
  [
    "variables in a circle",
    MANY_3,
    [[320 + 60, 999], [9799 + 16, 1496]],
    "'cube' twice",
  ],
  ["a name twice", MANY_3, [[1496 + 84, 0x67726964], [1496 + 88, 0]], "'grid' twice"],
  ["a type", POSE_2, [[372 + 12, 3]], "byte 384: expected a data type, found 3"],
  ["dimensions", POSE_2, [[372 + 128, 11]], "byte 500: expected 0 to 10 dimensions, found 11"],
  ["a dimension", POSE_2, [[372 + 132, 0]], "byte 504: expected a dimension of 1 or more, found 0"],
  ["too large dimensions", MANY_3, [
    ...[344, 348, 352].map((at): Patch => [1496 + at, 0x7fffffff]),
  ], "expected records of variable 'cube'"],
  [
    "two numbers a value",
    POSE_2,
    [[372 + 48, 2]],
    "expected 1 elements a value of variable 'Pose'",
  ],
  ["the last record", POSE_2, [[372 + 16, -2]], "expected the last record of variable 'Pose', -1"],
  ["the kind of holes", POSE_2, [[372 + 32, 3]], "expected 0, 1 or 2 for the holes"],
  ["a scope", MANY_3, [[10336 + 28, 5]], "byte 10364: expected a scope from 1 to 4, found 5"],
  ["an entry of too many elements", MANY_3, [[10660 + 32, 1e9]], "1000000000 bytes"],
  ["an entry beyond its record", MANY_3, [[10660 + 32, 99]], "byte 10660: expected the entry"],
  ["a negative size", PACKED, [[28, -1], [32, -1]], "1166 packed bytes can have, found -1"],
  [
    "a bomb",
    PACKED,
    [[32, 0x7fffffff]],
    "byte 40: expected a size that 1166 packed bytes can have",
  ],
  ["unpacked too long", PACKED, [[32, 11900]], "found data of more than 11900 bytes"],
  ["unpacked too short", PACKED, [[32, 11902]], "expected 11902 bytes when unpacked, found 11901"],
  ["runs too long", RUNS, [[20, 1000]], "expected 1000 bytes when unpacked, found"],
];

for (const [what, file, patches, part] of REFUSED) {
  Deno.test(`a file is refused: ${what}`, () => {
    const error = assertThrows(() => parseCdf(patched(file, ...patches), "a.cdf"), UserError);
    assertStringIncludes(error.message, "a.cdf");
    assertStringIncludes(error.message, part);
    assert(/again|Rewrite it/.test(error.message), "a remedy");
  });
}

const UNREADABLE: readonly [what: string, variable: string, Patch[], string][] = [
  ["more records than stored", "grid", [[412 + 24, 9]], "found no records 3 to 9"],
  ["more holes than the file can be", "filled", [[7180 + 24, 2e9]], "in a file this small"],
  ["an index that is none", "grid", [[764 + 8, 7]], "byte 764: expected an index of records (VXR)"],
  ["an index without end", "grid", [[764 + 16, 764]], "no other record overlaps"],
  ["an index of itself", "grid", [[764 + 28 + 56 + 4, 764]], "no other record overlaps"],
  [
    "too many entries",
    "grid",
    [[764 + 20, 1e9]],
    "expected an index of records (VXR) (16000000000",
  ],
  ["more entries than room", "grid", [[764 + 24, 8]], "expected 0 to 7 entries used, found 8"],
  [
    "records in disorder",
    "grid",
    [[764 + 28 + 28, -1]],
    "expected records in order, found 0 to -1",
  ],
  ["a record twice", "zipped", [[8624 + 32, 3]], "expected record 4 of variable 'zipped'"],
  [
    "larger records than stored",
    "grid",
    [[764 + 28 + 28, 3]],
    "expected 96 bytes of records 0 to 3",
  ],
  ["Huffman", "zipped", [[8596 + 12, 2]], "byte 8596: Huffman compression is not supported"],
  ["an unknown packing", "zipped", [[8596 + 12, 4]], "expected a type of packing (1, 2, 3 or 5)"],
  ["no packing", "zipped", [[8228 + 72, -1], [8228 + 76, -1]], "(CPR), found a place at -1"],
  ["no GZIP", "zipped", [[8788, 0]], "byte 8788: expected zlib or gzip data"],
  [
    "runs without end",
    "runs",
    [[9393 + 12, 0x01010100]],
    "expected a number of zeros, found the end",
  ],
];

for (const [what, variable, patches, part] of UNREADABLE) {
  Deno.test(`a variable is refused: ${what}`, () => {
    const cdf = parseCdf(patched(MANY_3, ...patches), "a.cdf");
    assertThrows(() => cdf.readVariable(variable), UserError, part);
    assertEquals(cdf.readVariable("left").shape, [40]); // the others are whole
  });
}

Deno.test("damaged files are refused, or give no more than they can hold", () => {
  const outcomes = { refused: 0, read: 0 };
  for (const name of [POSE_2, POSE_3, MANY_2, MANY_3, PACKED, RUNS]) {
    for (const bytes of mutations(load(name), mutationCount(90), 1)) {
      try {
        const cdf = parseCdf(bytes);
        for (const { name, type } of cdf.variables) {
          const { shape, ...items } = type.endsWith("CHAR")
            ? cdf.readTexts(name)
            : cdf.readVariable(name);
          const all = "data" in items ? items.data : items.texts;
          assertEquals(all.length, shape.reduce((product, length) => product * length, 1));
          // Nothing packs tighter than deflate, 1032 to 1.
          const size = "data" in items ? items.data.byteLength : items.texts.join("").length;
          assert(size <= 1032 * bytes.length, "more than the file can hold");
        }
        outcomes.read++;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        outcomes.refused++;
      }
    }
  }
  assert(outcomes.refused > 200 && outcomes.read > 50, JSON.stringify(outcomes));
});
