import { assert, assertEquals } from "@std/assert";
import { type MatFile, type MatValue, UserError } from "posemachine";
import { openMatFrom } from "../../../lib/data/formats/mat_file.ts";
import { MAT_ARRAYS } from "../../../lib/data/formats/mat_value.ts";
import { bytesAccess } from "../../../lib/data/formats/random_access.ts";
import { fixtureBytes } from "./mat_fixtures.ts";
import { mutationCount, mutations } from "./mutations.ts";

const UNPACKED = ["mat5_row.mat", "mat5_narrow.mat"];

/** Values that one walk looks at: a damaged HDF5 file may hold a cell that holds itself. */
const MOST_VALUES = 2000;

/** What has been seen of a file: how many values, and how many were refused. */
interface Seen {
  values: number;
  refused: number;
  /** Bytes that the file can hold. */
  readonly most: number;
}

/** Reads, or notes that this is refused; anything but a `UserError` is a mistake. */
function attempt<T>(seen: Seen, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    seen.refused++;
  }
}

/** Makes sure that a value and all that it holds is what its type promises. */
function walk(seen: Seen, value: MatValue | undefined): void {
  if (!value || ++seen.values > MOST_VALUES) return;
  const count = value.shape.reduce((product, length) => product * length, 1);
  assert(value.shape.every((length) => Number.isSafeInteger(length) && length >= 0), "a shape");
  if (value.kind === "numeric") {
    assertEquals(value.data.length, count);
    assert(value.data instanceof MAT_ARRAYS[value.class], value.class);
    assert(value.data.byteLength <= seen.most, `${value.data.byteLength} bytes`);
  } else if (value.kind === "char") {
    assert(value.rows.join("").length >= count && count <= seen.most, `${count} characters`);
  } else {
    assertEquals(value.length, count);
    for (let i = 0; i < count && seen.values <= MOST_VALUES; i++) {
      if (value.kind === "cell") walk(seen, attempt(seen, () => value.at(i)));
      else for (const name of value.fields) walk(seen, attempt(seen, () => value.at(i, name)));
    }
  }
}

/** Opens and reads damaged copies; counts those in which anything was refused, and the others. */
async function survive(name: string, count: number, seed: number) {
  const outcome = { refused: 0, read: 0 };
  for (const bytes of mutations(fixtureBytes(name), count, seed)) {
    // A byte may stand for a double, and a byte of packed data for 1032 others.
    const most = bytes.length * 8 * (UNPACKED.includes(name) ? 1 : 1032);
    const seen: Seen = { values: 0, refused: 0, most };
    let file: MatFile | undefined;
    try {
      file = await openMatFrom(bytesAccess(bytes), "a.mat");
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      seen.refused++;
    }
    for (const variable of file?.names ?? []) {
      walk(seen, attempt(seen, () => file!.read(variable)));
    }
    file?.close();
    if (seen.refused) outcome.refused++;
    else outcome.read++;
  }
  return outcome;
}

async function surviveAll(names: readonly string[], count: number) {
  let refused = 0, read = 0;
  for (const [seed, name] of names.entries()) {
    const outcome = await survive(name, Math.ceil(count / names.length), seed);
    refused += outcome.refused;
    read += outcome.read;
  }
  assert(refused > count / 20 && read > count / 20, `${refused} refused, ${read} read`);
}

Deno.test("damaged MATLAB 5 files are refused, or read as well-formed values", async () => {
  await surviveAll(
    ["mat5_row.mat", "mat5_column.mat", "mat5_narrow.mat", "mat5_big.mat"],
    mutationCount(500),
  );
});

Deno.test("damaged MATLAB 7.3 files are refused, or read as well-formed values", async () => {
  await surviveAll(["mat73.mat", "martinez.h5"], mutationCount(100));
});
