import { assert, assertEquals } from "@std/assert";
import { type NpyArray, type PickleDict, unpickle } from "posemachine";
import { pickle } from "./pickle_parts.ts";
import { expected, readPkl } from "./numpy_fixtures.ts";

/** An array whose axes were reordered: item [i, j, k] was [j, k, i] of [2, 3, 4]. */
function turned(): NpyArray {
  const source = expected("f4", [2, 3, 4]) as { data: Float32Array };
  const data = Float32Array.from(
    { length: 24 },
    (_, n) => source.data[(n % 6) * 4 + Math.floor(n / 6)],
  );
  return { shape: [4, 2, 3], data };
}

const NESTED = new Map<unknown, unknown>([
  [
    "S1",
    new Map<unknown, unknown>([
      ["Walking 1", expected("f4", [4, 3])],
      [2, [expected("f8", [2, 2]), expected("i8", [3])]],
    ]),
  ],
  ['["S1",54138969]', [
    ...[1, -2, 300, 70000, 2 ** 31, -(2 ** 40), 2n ** 70n, 1.5],
    ...[true, false, null],
  ]],
  ["texts", [
    ...["", "näh🙂", "\ufeffx", "t".repeat(300)],
    ...[new Uint8Array(0), Uint8Array.of(0, 0x80, 0xff), new Uint8Array(300).fill(98)],
  ]],
  ["tuples", [[], [1], [1, [2, 3]], [1, 2, 3], [1, 2, 3, 4]]],
  ["scalars", [0.5, -2.25, 1.5, 7, 2n ** 60n, 200, true, false, "ab", "cd", ""]],
  [
    "orders",
    new Map<string, unknown>([
      ["F", expected("f4", [2, 3, 4])],
      ["turned", turned()],
      ["every second", { shape: [3], data: Int16Array.of(-100, 58, 15) }],
      ["one", expected("f8", [])],
      ["none", { shape: [0, 3], data: new Float32Array(0) }],
      ["fixed", expected("u2", [3])],
    ]),
  ],
  ["objects", { shape: [2, 1], objects: [new Map([["a", expected("u1", [2])]]), null] }],
  // Objects are pickled row-major, whatever the array's order, which the pickle gives all the same.
  ["objects F", { shape: [2, 3], objects: [..."abcdef"] }],
  ["names", { shape: [2], texts: ["a", "bcd"] }],
  ["ordered", new Map<string, unknown>([["z", 1], ["a", [2]]])],
  [
    "shared",
    [[1, 2], [1, 2], expected("f4", [2]), new Map([["again", expected("f4", [2])]])],
  ],
  [3.5, "a float as key"],
  [-1, []],
  [null, new Map()],
]);

for (const numpy of ["", "numpy1_"]) {
  for (const protocol of [2, 3, 4, 5]) {
    Deno.test(`a pickle of NumPy ${numpy ? 1 : 2}, protocol ${protocol}, is read as Python wrote it`, () => {
      const value = readPkl(`nested_${numpy}${protocol}.pkl`);
      for (const [key, part] of NESTED) assertEquals(value.get(key as string), part, `${key}`);
      assertEquals([...value.keys()] as unknown[], [...NESTED.keys()]);
    });
  }
}

Deno.test("what Python shares is shared, not copied", () => {
  for (const protocol of [2, 3, 4, 5]) {
    const shared = readPkl(`nested_${protocol}.pkl`).get("shared") as [
      unknown,
      unknown,
      unknown,
      PickleDict,
    ];
    assert(shared[0] === shared[1], "lists");
    assert(shared[2] === shared[3].get("again"), "arrays");
  }
});

Deno.test("lists longer than a batch and more than 256 remembered objects are read", () => {
  const value = readPkl("long.pkl");
  const names = Array.from({ length: 300 }, (_, i) => `name ${i}`);
  assertEquals(value.get("counts") as number[], Array.from({ length: 1100 }, (_, i) => i % 200));
  assertEquals(value.get("names") as string[], names);
  assertEquals(value.get("again") as string[], names.slice(290));
});

Deno.test("Python 2's texts are read byte by byte, and as bytes where an array needs them", () => {
  assertEquals(
    readPkl("python2.pkl") as Map<unknown, unknown>,
    new Map<unknown, unknown>([
      ["S1", new Map<string, unknown>([["Walking", expected("f4", [4, 3])], ["raw", "\x80\xff"]])],
      ['["S1",1]', [expected("f8", [40]), "näh"]],
      ["scalar", 0.5],
    ]),
  );
});

Deno.test("cameras are found by subject and camera", () => {
  const cameras = readPkl("cameras.pkl");
  assertEquals(cameras.size, 4);
  const camera = cameras.get(JSON.stringify(["S11", "54138969"])) as PickleDict;
  assertEquals(camera.get("R") as NpyArray, expected("f8", [3, 3], 2 * 21));
  assertEquals(camera.get("T") as NpyArray, expected("f8", [3, 1], 2 * 21 + 9));
  assertEquals([camera.get("w"), camera.get("h"), camera.get("id")], [1000, 1002, "54138969"]);
  const keys = [...cameras.keys()].map((key) => JSON.parse(key as string));
  assertEquals(keys[1], ["S1", "55011271"]);
});

Deno.test("eight-byte lengths, frames and integers of any length are read", () => {
  const eight = (length: number) => [length, 0, 0, 0, 0, 0, 0, 0];
  assertEquals(unpickle(pickle(0x95, ...eight(2), "K", 7, ".")), 7);
  assertEquals(unpickle(pickle(0x8d, ...eight(2), "\xc3\xa4.")), "ä");
  assertEquals(unpickle(pickle(0x8e, ...eight(2), "ab.")), Uint8Array.of(97, 98));
  assertEquals(unpickle(pickle(0x8a, 0, ".")), 0);
  assertEquals(unpickle(pickle(0x8a, 1, 255, ".")), -1);
  assertEquals(unpickle(pickle(0x8a, 9, ...new Array(8).fill(255), 0, ".")), 2n ** 64n - 1n);
});
