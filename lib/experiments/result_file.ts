import { writeAtomic } from "../atomic_write.ts";

/** A column's name and what it holds: a `setting` is a number as it was chosen, written in full. */
export type Columns = Readonly<Record<string, "text" | "number" | "setting" | "count">>;

/** A line of a table: a value for every column. */
export type Line = Readonly<Record<string, string | number | null>>;

/**
 * Writes lines as `<path>.csv`, and as `<path>.parquet` where asked for, each wholly or not at all. Numbers
 * are rounded to a micrometre (3 decimals), so that the files do not carry float noise; settings are not;
 * nulls are empty.
 *
 * @param path file without its ending
 *
 * @example
 * ```ts
 * import { writeResultFile } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const path = `${Deno.makeTempDirSync()}/errors`;
 * await writeResultFile(path, { row: "text", mm: "number" }, [{ row: "ours", mm: 63.6701 }]);
 * assertEquals(Deno.readTextFileSync(`${path}.csv`), "row,mm\nours,63.67\n");
 * ```
 */
export async function writeResultFile(
  path: string,
  columns: Columns,
  lines: readonly object[],
  { parquet = false } = {},
): Promise<string[]> {
  // Loaded here because Polars is a native library: whoever only imports the rest needs no --allow-ffi.
  const { default: pl } = await import("nodejs-polars");
  const types = { text: pl.Utf8, number: pl.Float64, setting: pl.Float64, count: pl.Int64 };
  const names = Object.keys(columns);
  const value = (line: Line, name: string) => {
    const raw = line[name];
    return columns[name] === "number" && typeof raw === "number" ? Number(raw.toFixed(3)) : raw;
  };
  const frame = pl.DataFrame(
    Object.fromEntries(names.map((name) => [name, lines.map((line) => value(line as Line, name))])),
    { schema: Object.fromEntries(names.map((name) => [name, types[columns[name]]])) },
  );
  writeAtomic(`${path}.csv`, new Uint8Array(frame.writeCSV()));
  if (!parquet) return [`${path}.csv`];
  writeAtomic(`${path}.parquet`, new Uint8Array(frame.writeParquet()));
  return [`${path}.csv`, `${path}.parquet`];
}
