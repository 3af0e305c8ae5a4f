import { assert, assertEquals, assertThrows } from "@std/assert";
import { ACTIONS } from "../../lib/data/benchmark/actions.ts";
import { printed } from "../../lib/evaluation/published_row.ts";
import { PUBLISHED_RPSM, PUBLISHED_TABLE_5 } from "../../lib/evaluation/published.ts";
import { PUBLISHED_TABLE_2, publishedName } from "../../lib/evaluation/published_table2.ts";
import { HUMANEVA_SEQUENCES, PUBLISHED_TABLE_3 } from "../../lib/evaluation/published_table3.ts";

/**
 * Rows whose printed mean is not that of their printed figures: by how much the latter is above, mm. Many
 * papers average over frames, not over actions; others have misprints.
 */
const DEPARTURES: Readonly<Record<string, number>> = {
  "1 Zhou et al. [14]": -0.10,
  "1 Chen et al. [16]": 1.76,
  "1 Tome et al. [20]": 0.14,
  "1 Pavlakos et al. [19]": -0.41,
  "1 Tekin et al. [50]": 0.75,
  "1 Zhou et al. [23], as Dabral et al. print it": -0.31,
  "1 Zhou et al. [23], as Pavlakos et al. print it": -0.30,
  "2 Akhter and Black": 0.46,
  "2 Ramakrishna et al.": -1.27,
  "2 Zhou et al. (2015)": -0.60,
  "2 Bogo et al. [24]": 0.13,
  "3 Yasin et al. [17], as Dabral et al. print it": 2.55,
  "3 Chen et al. [16]": 1.13,
  "3 Bruce et al. [51]": -0.31,
};

const key = (row: typeof PUBLISHED_TABLE_2[number]) => `${row.protocol} ${publishedName(row)}`;
const find = (name: string) => PUBLISHED_TABLE_2.find((row) => key(row) === name)!;

/** Half of the last printed decimal: what rounding may have moved a figure by. */
function rounding(values: readonly number[]): number {
  const decimals = Math.max(...values.map((value) => `${value}`.split(".")[1]?.length ?? 0));
  return 0.5 * 10 ** -Math.max(decimals, 1);
}

/** How far the mean of the figures is above the printed one, or null where rounding explains it. */
function departure(values: readonly (number | null)[], mean: number | null): number | null {
  const figures = values.filter((value) => value !== null);
  if (mean === null || figures.length === 0 || figures.length < values.length) return null;
  const above = figures.reduce((a, b) => a + b) / figures.length - mean;
  const allowed = rounding(figures) + rounding([mean]) + 1e-9;
  return Math.abs(above) <= allowed ? null : Number(above.toFixed(2));
}

Deno.test("printed means are those of the fifteen actions, but for the known departures", () => {
  const found = PUBLISHED_TABLE_2.flatMap((row) => {
    const above = departure(Object.values(row.actions), row.mean);
    return above === null ? [] : [[key(row), above]];
  });
  assertEquals(Object.fromEntries(found), DEPARTURES);
  const whole = PUBLISHED_TABLE_2.filter(({ actions }) => !Object.values(actions).includes(null));
  assertEquals(whole.length, 27);
});

Deno.test("every row has a name of its own, a source, and figures by known actions", () => {
  assertEquals(new Set(PUBLISHED_TABLE_2.map(key)).size, PUBLISHED_TABLE_2.length);
  for (const row of PUBLISHED_TABLE_2) {
    assert(/\(.*\d{4}\)/.test(row.source), `${key(row)}: ${row.source}`);
    assertEquals(Object.keys(row.actions).toSorted(), ACTIONS.toSorted());
    for (const mm of [row.mean, ...Object.values(row.actions)]) {
      assert(mm === null || (mm > 40 && mm < 250), `${key(row)}: ${mm}`);
    }
    assert(row.joints === "not stated" || [13, 14, 17].includes(row.joints));
    assert(row.frames.length > 0);
    const years = row.year ?? 2000;
    assert(years >= 2010 && years <= 2020);
  }
  const { "1": first, "2": second, "3": third } = Object.groupBy(
    PUBLISHED_TABLE_2,
    ({ protocol }) => protocol,
  );
  assertEquals([first, second, third].map((rows) => rows!.length), [20, 7, 8]);
});

Deno.test("a method has a variant where, and only where, figures differ", () => {
  const methods = Object.groupBy(PUBLISHED_TABLE_2, (row) => `${row.protocol} ${row.method}`);
  for (const [method, rows] of Object.entries(methods)) {
    assertEquals(rows!.some(({ variant }) => variant !== null), rows!.length > 1, method);
    const figures = rows!.map(({ actions, mean }) => JSON.stringify([actions, mean]));
    assertEquals(new Set(figures).size, rows!.length, method);
  }
});

Deno.test("lines are taken in their own order of actions", () => {
  // Walking is the easiest action of these, and SittingDown the hardest; so in either order.
  for (const name of ["1 Ours, all actions", "1 Lin et al. [21]", "1 Tome et al. [20]"]) {
    const figures = ACTIONS.map((action) => find(name).actions[action]!);
    assertEquals(find(name).actions.SittingDown, Math.max(...figures), name);
  }
  assertEquals(find("1 Lin et al. [21]").actions.Walking, 50.6);
  assertEquals(find("1 Lin et al. [21]").actions.Photo, 93.0);
  assertEquals(find("1 Tome et al. [20]").actions.Photo, 110.67);
  // Nie et al. print them by number, Pavlakos et al. quote them in the usual order.
  const quoted = "90.1 88.2 85.7 95.6 103.9 103.0 92.4 90.4 117.9 136.4 98.5 94.4 90.6 86.0 89.5";
  const nie = find("1 Bruce et al. [51]").actions;
  assertEquals(printed("usual", `${quoted} | 97.5`).actions, nie);
  assertThrows(() => printed("usual", "50.0 60.0 | 55.0"), TypeError, "2 figures");
  assertThrows(() => printed("usual", quoted), TypeError, "0 means");
});

Deno.test("figures that stand in several tables are the same in all", () => {
  assertEquals(find("1 Ours, all actions").mean, PUBLISHED_TABLE_5["ours"].mm);
  assertEquals(find("1 Lin et al. [21]").mean, PUBLISHED_RPSM.mm);
});

Deno.test("HumanEva-I: ours is missing with a reason, the others average to their means", () => {
  for (const row of PUBLISHED_TABLE_3) {
    assertEquals(Object.keys(row.sequences), [...HUMANEVA_SEQUENCES]);
    const figures = Object.values(row.sequences);
    if (row.method === "Ours" || row.method.startsWith("Lin")) {
      assertEquals([row.mean, ...figures].every((mm) => mm === null), true);
      assert(row.note!.startsWith("not found"));
      continue;
    }
    assertEquals(figures.map((mm) => mm === null), [
      ...Array(6).fill(false),
      ...Array(3).fill(true),
    ]);
    const departures = row.method === "Moreno-Noguer et al. [38]" ? -3.85 : null;
    assertEquals(departure(figures.slice(0, 6), row.mean), departures, row.method);
  }
});
