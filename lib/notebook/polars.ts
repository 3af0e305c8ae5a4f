import type { pl } from "nodejs-polars";

/**
 * Loads Polars, for tables in notebooks. It is a native library, so that whoever only imports the rest
 * needs no `--allow-ffi`.
 *
 * @example
 * ```ts
 * import { loadPolars } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const pl = await loadPolars();
 * const rows = pl.DataFrame([{ row: "ours", mm: 98 }, { row: "w/ 2D GT", mm: 93 }]);
 * assertEquals(rows.sort("mm").getColumn("row").toArray(), ["w/ 2D GT", "ours"]);
 * ```
 */
export async function loadPolars(): Promise<typeof pl> {
  return (await import("nodejs-polars")).default;
}
