import { formatNotebook } from "../../lib/notebook/ipynb.ts";

/**
 * Writes a notebook of the given code cells into a new folder under `notebooks/.run/`, which git
 * ignores and where the import map applies; returns its path.
 */
export function scratchNotebook(sources: readonly string[]): string {
  const parent = new URL("../../notebooks/.run/", import.meta.url).pathname;
  Deno.mkdirSync(parent, { recursive: true });
  const path = `${Deno.makeTempDirSync({ dir: parent })}/scratch.ipynb`;
  const cells = sources.map((source, index) => ({
    cell_type: "code" as const,
    id: `c${index + 1}`,
    metadata: {},
    source,
  }));
  Deno.writeTextFileSync(path, formatNotebook({ cells, metadata: {} }));
  return path;
}

/** Removes the folder that `scratchNotebook` made. */
export function removeScratch(path: string) {
  Deno.removeSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
}
