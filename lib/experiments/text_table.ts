/**
 * Lines of columns for a terminal: the first column to the left, the others to the right, two spaces
 * between them. Widths count characters, so Greek letters stay in line.
 *
 * @example
 * ```ts
 * import { textTable } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(textTable([["row", "mm"], ["ours", "63.67"]]), "row      mm\nours  63.67");
 * ```
 */
export function textTable(lines: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const line of lines) {
    line.forEach((cell, c) => widths[c] = Math.max(widths[c] ?? 0, [...cell].length));
  }
  return lines.map((line) =>
    line.map((cell, c) => {
      const space = " ".repeat(widths[c] - [...cell].length);
      return c === 0 ? cell + space : space + cell;
    }).join("  ").trimEnd()
  ).join("\n");
}
