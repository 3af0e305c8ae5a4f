import { assert, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { AS_PRINTED } from "../../lib/experiments/protocol_table.ts";
import { table2Figure } from "../../lib/figures/table2.ts";
import { THEME } from "../../lib/figures/theme.ts";
import { TABLE_2 } from "./fixtures/tables.ts";

const figure = table2Figure(TABLE_2, "1");
const [printed, measured] = figure.data as {
  x: number[];
  y: number[];
  error_x?: { array: number[]; arrayminus: number[] };
  marker: { symbol?: string; color: string[] };
}[];
const { tickvals, ticktext } = figure.layout.yaxis as { tickvals: number[]; ticktext: string[] };
const labels = new Map(tickvals.map((place, i) => [place, ticktext[i]]));

Deno.test("one line a row with a mean, the smallest on top", () => {
  const means = TABLE_2.flatMap(({ mean_mm }) => mean_mm ?? []);
  assertEquals(means.length, TABLE_2.length - 2); // Li et al. and Moreno-Noguer et al. have none
  assertEquals(tickvals, means.map((_, i) => means.length - 1 - i));
  const at = new Map(
    [...printed.y, ...measured.y].map((y, i) => [y, [...printed.x, ...measured.x][i]]),
  );
  assertEquals(tickvals.map((place) => at.get(place)), means.toSorted((a, b) => a - b));
});

Deno.test("published marks are hollow and grey, measured ones coloured, with their data's name", () => {
  assertEquals([printed.marker.symbol, "error_x" in printed], ["diamond-open", false]);
  const colours = Object.values(THEME.rows);
  assert(printed.marker.color.every((colour) => !colours.includes(colour)));
  assertEquals(measured.marker.color, [THEME.rows["ours"], THEME.rows["ours"], THEME.ink]);
  for (const y of measured.y) assert(labels.get(y)!.includes(", a made-up data set"));
  for (const y of printed.y) assert(!labels.get(y)!.includes("data set"));
  assertEquals(printed.y.filter((y) => labels.get(y)!.startsWith("<b>Ours")).length, 2);
});

Deno.test("intervals reach from end to end, and are no longer than the mark where there is none", () => {
  assertEquals(measured.x, [78.5, 108.4, 180]);
  const ends = measured.x.map((x, i) =>
    [x - measured.error_x!.arrayminus[i], x + measured.error_x!.array[i]].map((end) =>
      Number(end.toFixed(6))
    )
  );
  assertEquals(ends, [[73.4, 83.9], [102, 115.2], [180, 180]]);
});

Deno.test("how figures were taken stands beside them, and all is in the description", () => {
  const texts = (figure.layout.annotations as { text: string }[]).map(({ text }) => text);
  const count = (text: string) => texts.filter((other) => other === text).length;
  assertEquals([count("Procrustes"), count("translation")], [1, tickvals.length - 1]);
  assertEquals(count("17") + count("not stated"), tickvals.length);
  assert(figure.description.includes(`Tome et al. [20] 88.4 mm (${AS_PRINTED})`));
  assert(figure.description.includes("ours 108.4 mm (a made-up data set)"));
});

Deno.test("a table without measured rows has its published ones alone", () => {
  const alone = table2Figure(TABLE_2.filter(({ frames }) => frames === null), "1");
  assertEquals(alone.data.length, 1);
  assertThrows(() => table2Figure([], "2"), UserError, "No row of Protocol #2");
});
