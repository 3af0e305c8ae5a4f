import { assert } from "@std/assert";
import { openNpz, parseNpy, type PickleValue, unpickle, UserError } from "posemachine";
import { listZip, readEntry } from "../../../lib/zip.ts";
import { withFolder } from "../../engine/fake_machine.ts";
import { mutationCount, mutations } from "./mutations.ts";
import { fixtureBytes, fixturePath } from "./numpy_fixtures.ts";

const COUNT = mutationCount(500);

/**
 * Walks through a value once, makes sure that each part is what its type promises, and counts its bytes:
 * those of numbers, texts and references.
 */
function measure(value: PickleValue, seen = new Set<unknown>()): number {
  if (typeof value === "string") return value.length;
  if (value === null || typeof value !== "object") {
    assert(["boolean", "number", "bigint", "object"].includes(typeof value), `a ${typeof value}`);
    return 1;
  }
  if (seen.has(value)) return 1;
  seen.add(value);
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof Map) {
    let bytes = 0;
    for (const [key, part] of value) bytes += measure(key, seen) + measure(part, seen);
    return bytes;
  }
  if (Array.isArray(value)) {
    return value.reduce((sum: number, part: PickleValue) => sum + measure(part, seen), 1);
  }
  assert("shape" in value, "an array");
  const size = value.shape.reduce((product, length) => product * length, 1);
  if ("data" in value) {
    assert(value.data.length === size, "numbers as many as the shape's product");
    return value.data.byteLength;
  }
  const items = "texts" in value ? value.texts : value.objects;
  assert(items.length === size, "items as many as the shape's product");
  return items.reduce<number>((sum, item) => sum + measure(item, seen), 0);
}

/** Reads damaged copies of a file: each is refused by a UserError or gives no more than it can hold. */
function survive(bytes: Uint8Array, count: number, read: (bytes: Uint8Array) => PickleValue[]) {
  const outcomes = { refused: 0, read: 0 };
  for (const damaged of mutations(bytes, count, 6)) {
    try {
      const most = 1000 + 8 * damaged.length;
      for (const value of read(damaged)) assert(measure(value) <= most, "more than the file holds");
      outcomes.read++;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      outcomes.refused++;
    }
  }
  return outcomes;
}

const PICKLES = [
  ...[2, 3, 4, 5].flatMap((
    protocol,
  ) => [`nested_${protocol}.pkl`, `nested_numpy1_${protocol}.pkl`]),
  ...["long.pkl", "python2.pkl", "cameras.pkl"],
];

Deno.test("damaged pickles are refused, or read as well-formed values", () => {
  const total = { refused: 0, read: 0 };
  for (const name of PICKLES) {
    const outcomes = survive(
      fixtureBytes(name),
      Math.ceil(COUNT / PICKLES.length),
      (bytes) => [unpickle(bytes)],
    );
    total.refused += outcomes.refused;
    total.read += outcomes.read;
  }
  assert(total.refused > COUNT / 10 && total.read > COUNT / 20, JSON.stringify(total));
});

/** The arrays of an archive as the files in it. */
function filesIn(archive: string): Uint8Array[] {
  const path = fixturePath(archive);
  return listZip(path).map((entry) => readEntry(path, entry));
}

Deno.test("damaged arrays are refused, or read as well-formed values", () => {
  const files = [
    ...["numpy_dtypes.npz", "data_3d_h36m.npz", "h36m_test.npz"].flatMap(filesIn),
    ...["1", "2", "3"].map((version) => fixtureBytes(`numpy_version_${version}.npy`)),
    ...["structured", "complex", "date"].map((name) => fixtureBytes(`numpy_${name}.npy`)),
  ];
  const total = { refused: 0, read: 0 };
  for (const file of files) {
    const outcomes = survive(file, Math.ceil(COUNT / files.length), (bytes) => [parseNpy(bytes)]);
    total.refused += outcomes.refused;
    total.read += outcomes.read;
  }
  assert(total.refused > COUNT / 10 && total.read > COUNT / 20, JSON.stringify(total));
});

Deno.test("damaged archives are refused, or read as well-formed values", () =>
  withFolder((folder) => {
    const path = `${folder}/a.npz`;
    const read = (bytes: Uint8Array) => {
      Deno.writeFileSync(path, bytes);
      const npz = openNpz(path);
      return npz.names.map(npz.read);
    };
    const archives = ["data_2d_h36m_gt.npz", "data_3d_h36m.npz", "h36m_test.npz"];
    const total = { refused: 0, read: 0 };
    for (const archive of archives) {
      const outcomes = survive(fixtureBytes(archive), Math.ceil(COUNT / archives.length), read);
      total.refused += outcomes.refused;
      total.read += outcomes.read;
    }
    assert(total.refused > COUNT / 10, JSON.stringify(total));
  }));
