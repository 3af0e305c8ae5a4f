import { z } from "zod";
import { UserError } from "../errors.ts";

/** An output of a code cell, as nbformat 4 stores it. */
export type CellOutput = Record<string, unknown> & { output_type: string };

/** A cell; its source is one string here, whichever way the file stores it. */
export interface Cell {
  cell_type: "code" | "markdown" | "raw";
  id: string;
  metadata: Record<string, unknown>;
  source: string;
  /** Code cells only. */
  execution_count?: number | null;
  /** Code cells only. */
  outputs?: CellOutput[];
}

/** A notebook (nbformat 4.5). */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
}

const Text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(""))]);
const Anything = z.record(z.string(), z.unknown());
const CellInFile = z.object({
  cell_type: z.enum(["code", "markdown", "raw"]),
  id: z.string().optional(),
  metadata: Anything.default({}),
  source: Text,
  execution_count: z.number().nullable().optional(),
  outputs: z.array(z.looseObject({ output_type: z.string() })).optional(),
});
const NotebookInFile = z.object({
  cells: z.array(CellInFile),
  metadata: Anything.default({}),
  nbformat: z.literal(4),
});

/**
 * Reads an .ipynb file.
 *
 * @throws {UserError} when it is missing, no JSON, or not a notebook of format 4
 */
export function readNotebook(path: string): Notebook {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UserError(`There is no notebook ${path}: check the name and the folder`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path} is not JSON (${(error as Error).message}): restore it from git`);
  }
  const parsed = NotebookInFile.safeParse(json);
  if (!parsed.success) {
    const { path: where, message } = parsed.error.issues[0];
    throw new UserError(`${path} is not a notebook of format 4: ${where.join(".")}: ${message}`);
  }
  const cells = parsed.data.cells.map((cell, index) => ({
    ...cell,
    id: cell.id ?? `cell-${index + 1}`, // not random: two runs must give the same bytes
  }));
  return { cells, metadata: parsed.data.metadata };
}

/** The bytes that Jupyter itself would save: keys sorted, one space of indent, text by lines. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    cell_type: cell.cell_type,
    id: cell.id,
    metadata: cell.metadata,
    source: splitLines(cell.source),
    ...(cell.cell_type === "code" &&
      { execution_count: cell.execution_count ?? null, outputs: cell.outputs ?? [] }),
  }));
  const file = { cells, metadata: notebook.metadata, nbformat: 4, nbformat_minor: 5 };
  return JSON.stringify(sortKeys(file), null, 1) + "\n";
}

/** Splits text after each newline, as .ipynb files store it. */
export function splitLines(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sortKeys(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
