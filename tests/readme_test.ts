import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { TABLE_5 } from "../lib/experiments/rows.ts";
import { readNotebook } from "../lib/notebook/ipynb.ts";

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const readme = Deno.readTextFileSync(at("README.md"));

/** The lines of the README's table that begin with one of some names, split where two spaces stand. */
function printed(names: readonly string[]): string[][] {
  const [, block] = /```\n( +embedded benchmark[^`]+)```/.exec(readme)!;
  return block.split("\n").map((line) => line.trimEnd().split(/ {2,}/))
    .filter(([name]) => names.includes(name));
}

interface Shown {
  readonly [column: string]: string | number;
}

/** What a cell of the notebook `table5` shows as a table. */
function shown(id: string): Shown[] {
  const { outputs = [] } = readNotebook(at("notebooks/table5.ipynb")).cells
    .find((cell) => cell.id === id)!;
  type Data = { readonly data?: Record<string, { readonly data: Shown[] }> };
  const [{ data }] = outputs as Data[];
  return data!["application/vnd.dataresource+json"].data;
}

/** Whether a text holds these numbers, rounded as it writes them; the notebook has rounded them to `digits`. */
function assertNumbers(
  text: string,
  numbers: readonly (string | number)[],
  line: string,
  digits = 3,
) {
  const written = text.match(/[+-]?\d+(\.\d+)?/g) ?? [];
  assertEquals(written.length, numbers.length, `${line}: ${text}`);
  written.forEach((number, i) => {
    const [, { length }] = number.split(".");
    const off = Math.abs(Number(number) - Number(numbers[i]));
    const rounding = 0.5 * (10 ** -length + 10 ** -digits) + 1e-9;
    assert(off <= rounding, `${line}: ${number} is ${numbers[i]}`);
  });
}

Deno.test("README's table is that of the notebook", () => {
  const rows = TABLE_5.rows.map(({ name }) => name);
  const [table, seeds, lines] = [shown("read"), shown("seeds"), printed(rows)];
  assertEquals(lines.map(([name]) => name), rows);
  for (const [name, mm, interval, each] of lines) {
    const { measured_mm, ci_low, ci_high } = table.find(({ row }) => row === name)!;
    assertNumbers(mm, [measured_mm], name);
    assertNumbers(interval, [ci_low, ci_high], name);
    const own = seeds.find(({ row }) => row === name)!;
    assertNumbers(each, String(own.each_mm).split(/ +/), name, 2);
  }
});

Deno.test("README's relations are those of the notebook", () => {
  const relations = shown("relations");
  const lines = printed(relations.map(({ difference }) => String(difference)));
  assert(lines.length >= 9, `${lines.length} relations`);
  const words: Record<string, string> = { yes: "holds", no: "NOT SEEN", reversed: "REVERSED" };
  for (const [name, mm, motions, actions, , holds] of lines) {
    const found = relations.find(({ difference }) => difference === name)!;
    assertNumbers(mm, [found.measured_mm], name);
    assertNumbers(motions, [found.ci_low, found.ci_high], name);
    assertNumbers(actions, [found.actions_low, found.actions_high], name);
    assertEquals(holds, words[found.holds] ?? found.holds, name);
  }
});
