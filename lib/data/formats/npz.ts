import { UserError } from "../../errors.ts";
import { listZip, readEntry, type ZipEntry } from "../../zip.ts";
import { parseNpy } from "./npy.ts";
import type { NpyArray } from "./npy_array.ts";

/** An open NumPy archive; nothing of it is in memory but its list. */
export interface Npz {
  /** The names of its arrays in the file's order, as Python's `np.load(path).files`. */
  readonly names: readonly string[];
  /**
   * Reads one array, anew at each call.
   *
   * @throws {UserError} when there is none of this name, listing the names, or it is damaged
   */
  read(name: string): NpyArray;
}

/**
 * Opens an archive of arrays as NumPy's `np.savez` and `np.savez_compressed` write it (`.npz`). Arrays
 * are read one at a time by their names, see {@link parseNpy}; files in it other than arrays are left out.
 *
 * @throws {UserError} when there is no such file, or it is no zip archive, cut off or larger than 4 GB
 *
 * @example
 * ```ts
 * import { openNpz } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const npz = openNpz("tests/fixtures/formats/h36m_test.npz");
 * assertEquals(npz.names, ["imgname", "center", "scale", "part", "S"]);
 * assertEquals(npz.read("part").shape, [2, 17, 3]);
 * ```
 */
export function openNpz(path: string): Npz {
  const entries = new Map<string, ZipEntry>();
  for (const entry of listZip(path)) {
    if (!entry.name.endsWith(".npy")) continue;
    const name = entry.name.slice(0, -".npy".length);
    if (entries.has(name)) {
      throw new UserError(`${path} holds '${name}' twice: write it again with each name once`);
    }
    entries.set(name, entry);
  }
  const names = [...entries.keys()];
  const read = (name: string) => {
    const entry = entries.get(name);
    if (!entry) {
      throw new UserError(`${path} holds no array '${name}': it has ${names.join(", ") || "none"}`);
    }
    return parseNpy(readEntry(path, entry), `${path}, ${entry.name}`);
  };
  return { names, read };
}
