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

/** Breaks a sentence into lines of at most `width` characters. */
export function wrapped(sentence: string, width = 100): string {
  const lines = [""];
  for (const word of sentence.split(" ")) {
    const line = lines.at(-1)!;
    if (line && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines.join("\n");
}
