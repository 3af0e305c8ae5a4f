/** What a table must offer to be shown; a Polars `DataFrame` does. */
export interface Tabular {
  /** Names of the columns. */
  readonly columns: string[];
  /** Its rows, values in the order of the columns. */
  rows(): unknown[][];
}

/** How a table is shown. */
export interface TableOptions {
  /** Digits after the point of numbers that are not whole; by default 1. */
  digits?: number;
  /** Stands above the table. */
  title?: string;
}

/** The same table in each format that a front end may want. */
export interface TableBundle {
  /** Aligned, for diffs. */
  "text/plain": string;
  /** For the eye. */
  "text/html": string;
  /** For front ends that make it interactive. */
  "application/vnd.dataresource+json": { schema: unknown; data: unknown[] };
}

/** What the kernel shows: it asks a value's method `Symbol.for("Jupyter.display")` for a bundle. */
export interface TableDisplay {
  /** Called by the kernel. */
  readonly [display: symbol]: () => TableBundle;
}

/**
 * A table for a notebook: HTML, a data resource (front ends that sort and filter) and, which a
 * Polars frame lacks on its own, plain text with aligned columns, so that `git diff` shows what
 * changed. Numbers of one column have the same number of digits; nulls are left empty.
 *
 * @example
 * ```ts
 * import { showTable } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const frame = { columns: ["row", "mm"], rows: () => [["ours", 61.234], ["w/o", 70]] };
 * const shown = showTable(frame)[Symbol.for("Jupyter.display")]();
 * assertEquals(shown["text/plain"], "row     mm\nours  61.2\nw/o   70.0");
 * ```
 */
export function showTable(table: Tabular, options: TableOptions = {}): TableDisplay {
  const { digits = 1, title } = options;
  const rows = table.rows();
  const columns = table.columns.map((name, index) => {
    const values = rows.map((row) => row[index]);
    const numeric = values.every((value) => value == null || isNumber(value));
    const whole = values.every((value) => value == null || Number.isInteger(Number(value)));
    const cells = values.map((value) => cellText(value, whole ? 0 : digits));
    return { name, numeric, values, cells };
  });
  return {
    [Symbol.for("Jupyter.display")]: () => ({
      "text/plain": (title ? `${title}\n\n` : "") + plainText(columns),
      "text/html": html(columns, title),
      "application/vnd.dataresource+json": dataResource(columns),
    }),
  };
}

interface Column {
  name: string;
  numeric: boolean;
  values: unknown[];
  cells: string[];
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function cellText(value: unknown, digits: number): string {
  if (value == null) return "";
  return typeof value === "number" ? value.toFixed(digits) : String(value);
}

function plainText(columns: readonly Column[]): string {
  const padded = columns.map(({ name, numeric, cells }) => {
    const width = Math.max(...[name, ...cells].map((text) => text.length));
    return [name, ...cells].map((text) => numeric ? text.padStart(width) : text.padEnd(width));
  });
  const lines = padded[0].map((_, row) => padded.map((column) => column[row]).join("  "));
  return lines.map((line) => line.trimEnd()).join("\n");
}

function html(columns: readonly Column[], title?: string): string {
  const cell = (tag: string, text: string, numeric: boolean) =>
    `<${tag} style="text-align:${numeric ? "right" : "left"}">${escapeHtml(text)}</${tag}>`;
  const line = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text, index) => cell(tag, text, columns[index].numeric)).join("")}</tr>`;
  const body = columns[0].cells.map((_, row) => line("td", columns.map(({ cells }) => cells[row])));
  const caption = title ? `<caption>${escapeHtml(title)}</caption>\n` : "";
  const head = line("th", columns.map(({ name }) => name));
  return `<table>\n${caption}<thead>${head}</thead>\n<tbody>\n${
    body.join("\n")
  }\n</tbody>\n</table>`;
}

function dataResource(columns: readonly Column[]) {
  const fields = columns.map(({ name, numeric }) => ({
    name,
    type: numeric ? "number" : "string",
  }));
  const data = columns[0].values.map((_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, plainValue(values[row])]))
  );
  return { schema: { fields }, data };
}

/** Seven digits, more than is shown and fewer than the order of a parallel sum may change. */
function plainValue(value: unknown): unknown {
  if (value == null) return null;
  if (typeof value === "number") return Number(value.toPrecision(7));
  return typeof value === "bigint" ? Number(value) : String(value);
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replace(/[&<>"]/g, (character) => entities[character]);
}
