import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { concatenated } from "../../lib/evaluation/evaluate.ts";
import { PROTOCOL_1 } from "../../lib/evaluation/protocol.ts";
import { PUBLISHED_TABLE_5 } from "../../lib/evaluation/published.ts";
import type { Scores } from "../../lib/evaluation/scores.ts";
import { correctionCurves } from "../../lib/experiments/correction_steps.ts";
import { measure } from "../../lib/experiments/measure.ts";
import { EXPERIMENTS, rowsOf, TABLE_5, TABLE_5_ROWS } from "../../lib/experiments/rows.ts";
import { publishedRelation, tabulate } from "../../lib/experiments/table5.ts";
import { VARIANTS } from "../../lib/experiments/variants.ts";
import { writeTable5 } from "../../lib/experiments/table5_files.ts";
import { table5Text } from "../../lib/experiments/table5_text.ts";
import { smallDataset } from "../evaluation/small_dataset.ts";
import { smallPredictor } from "../evaluation/small_predictor.ts";

const dataset = smallDataset(["Walking", "Eating"]);
const predictor = smallPredictor(dataset);
const PROVENANCE = { checkpoint: "ours-1@0123", variant: "ours", seed: 1, protocol: PROTOCOL_1 };
const { scores } = measure(dataset, predictor, PROVENANCE);
const options = { resamples: 500 };
const table = tabulate([scores], options);
const NAMES = ["ours", "w/o SSC test", "w/ 2D GT", "w/ single frame"];

/** The same scores of another training, every error `by` times as large. */
function scaled(seed: number, by: number, rows = scores.rows): Scores {
  const larger = rows.map(({ sums, ...row }) => ({ ...row, sums: sums.map((sum) => sum * by) }));
  return { ...scores, seed, checkpoint: `ours-${seed}@4567`, rows: larger };
}

Deno.test("every row has a name of its own and a training, the paper's its figure", () => {
  for (const { rows, reference, relations } of EXPERIMENTS) {
    const all = [...rows, ...reference];
    const names = all.map(({ name }) => name);
    assertEquals(new Set(names).size, all.length);
    assertEquals(all.filter(({ variant }) => !VARIANTS[variant]), []);
    assertEquals(relations.flat().filter((name) => !names.includes(name)), []);
    for (const { name, published } of rows) assertEquals(published, PUBLISHED_TABLE_5[name]);
  }
  assertEquals(TABLE_5_ROWS.map(({ name }) => name), Object.keys(PUBLISHED_TABLE_5));
  const others = TABLE_5_ROWS.map(({ name }) => name).filter((name) => name !== "ours");
  const related = TABLE_5.relations.map((pair) => pair.find((name) => name !== "ours")!);
  assertEquals(related.slice(0, 8).toSorted(), others.toSorted()); // all eight, each once
  const readings = TABLE_5.reference.filter(({ readingOf }) => readingOf).map(({ name }) => name);
  assertEquals(TABLE_5.relations[8], ["w/ HG features", "w/o SSC test"]); // what the correction gains by it
  assertEquals(related.slice(9), ["conference version", ...readings]);
  for (const [better, worse] of TABLE_5.relations) {
    const { published_percent } = publishedRelation(TABLE_5, better, worse);
    assert(published_percent < 0, `${better} ${worse}`);
  }
  const { message } = assertThrows(() => rowsOf("our"), UserError);
  assertStringIncludes(message, "'our'");
});

Deno.test("a machine without projector module gives its own row, and corrects nothing", () => {
  const { infer, normalization } = predictor;
  const refuse = () => {
    throw new Error("it has nothing to correct with");
  };
  const lifter = { infer, normalization, correction: {}, correct: refuse };
  const { scores } = measure(dataset, lifter, { ...PROVENANCE, variant: "wo-ssc" });
  const { rows, reference, relations } = tabulate([scores], options);
  assertEquals(rows.map(({ row }) => row), ["w/o SSC train+test"]);
  assertEquals([reference, relations], [[], []]);
});

Deno.test("a machine with no row of the paper's table is printed as well", () => {
  const { scores } = measure(dataset, predictor, { ...PROVENANCE, variant: "rpsm" });
  const text = table5Text(tabulate([scores], options), { complete: false });
  assertStringIncludes(text, "Checkpoints: ours-1@0123.");
  assertStringIncludes(text, "conference version");
  assert(text.includes("73.10") && !text.includes("minus"));
});

Deno.test("with an hourglass the correction aims at its poses, and both files are named", () => {
  const truth = (data: typeof dataset) => concatenated(data, "pose2d", 34);
  const both = { ...PROVENANCE, hourglass: "hourglass-1@89ab" };
  const { scores } = measure(dataset, { ...predictor, hourglass: truth }, both);
  const { rows } = tabulate([scores], options);
  const [hourglass] = rows.filter(({ row }) => row === "w/ HG features");
  const [perfect] = rows.filter(({ row }) => row === "w/ 2D GT");
  assertEquals(hourglass.measured_mm, perfect.measured_mm); // a hourglass that is always right
  assertEquals(hourglass.checkpoint, "ours-1@0123 hourglass-1@89ab");
  assertEquals(perfect.checkpoint, "ours-1@0123");
});

Deno.test("the rows of `ours` carry the paper's names and figures", () => {
  assertEquals(table.rows.map(({ row, published_mm }) => [row, published_mm]), [
    ["ours", 63.67],
    ["w/o SSC test", 67.63],
    ["w/ 2D GT", 59.41],
    ["w/ single frame", 67.70],
  ]);
});

Deno.test("every figure of the table agrees with its parts", () => {
  for (const { row, measured_mm, ci_low, ci_high } of [...table.rows, ...table.reference]) {
    const own = <T extends { row: string; measured_mm: number }>(lines: readonly T[]) =>
      lines.filter((line) => line.row === row).map((line) => line.measured_mm);
    const average = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    assertEquals([own(table.actions).length, own(table.joints).length], [2, 17]);
    assertAlmostEquals(average(own(table.actions)), measured_mm, 1e-9);
    assertAlmostEquals(average(own(table.joints)), measured_mm, 1e-9);
    assert(ci_low <= measured_mm && measured_mm <= ci_high, `${row}: ${ci_low} ${ci_high}`);
  }
  const [ours, without] = table.rows;
  const [first, , third] = table.relations;
  assertAlmostEquals(first.difference_mm, ours.measured_mm - without.measured_mm, 1e-9);
  assertAlmostEquals(first.percent, 100 * first.difference_mm / without.measured_mm, 1e-9);
  assertAlmostEquals(first.published_difference_mm, 63.67 - 67.63, 1e-9);
  assertAlmostEquals(first.published_percent, -5.9, 0.05);
  for (const { ci_high, holds } of table.relations) assertEquals(holds, ci_high < 0 ? "yes" : "no");
  assertEquals(third.holds, "yes"); // single frames are twice as noisy here
  assertEquals(third.actions_low, null); // of two actions
});

Deno.test("seeds are averaged, each shown by itself, and rows compared over those that both have", () => {
  const single = (row: { row: string }) => row.row !== "w/ single frame";
  const three = tabulate(
    [scaled(3, 1.5, scores.rows.filter(single)), scores, scaled(2, 1.1)],
    options,
  );
  const alone = (name: string) => table.rows.find(({ row }) => row === name)!.measured_mm;
  const [ours] = three.rows;
  assertEquals([ours.seeds, ours.checkpoint], ["1 2 3", "ours-1@0123 ours-2@4567 ours-3@4567"]);
  assertAlmostEquals(ours.measured_mm, alone("ours") * (1 + 1.1 + 1.5) / 3, 1e-6);
  const own = three.seeds.filter(({ row }) => row === "ours");
  assertEquals(own.map(({ seed }) => seed), [1, 2, 3]);
  assertAlmostEquals(own[2].measured_mm, 1.5 * alone("ours"), 1e-6);

  // Seed 3 has no single frames: the relation leaves its (large) `ours` out as well.
  const found = three.relations.find(({ than }) => than === "w/ single frame")!;
  const first = alone("ours") - alone("w/ single frame");
  assertEquals(found.by_seed.map(({ seed }) => seed), [1, 2]);
  assertAlmostEquals(found.difference_mm, first * (1 + 1.1) / 2, 1e-6);
  assertAlmostEquals(found.percent, 100 * first / alone("w/ single frame"), 1e-6);
});

Deno.test("one seed twice, or seeds of other motions, are refused by name", () => {
  const twice = () => tabulate([scores, scaled(1, 2)]);
  assertThrows(twice, UserError, "two results of seed 1, from ours-1@0123 and from ours-1@4567");
  const motions = scores.motions.map((motion) => ({ ...motion, frames: motion.frames + 1 }));
  const other = () => tabulate([scores, { ...scaled(2, 1), motions }]);
  assertThrows(other, UserError, "ours-2@4567 was evaluated on other data than ours-1@0123");
  assertThrows(() => tabulate([]), UserError, "nothing to tabulate");
});

Deno.test("the step curves start at Ψ_C(p3d) and reach ours at two steps without the ε rule", () => {
  const { steps, stepsWithoutRules } = correctionCurves(dataset, predictor);
  const at = (curves: typeof steps, row: string, count: number) =>
    curves.find((line) => line.row === row && line.steps === count)!.measured_mm;
  assertEquals(steps.length, 2 * 5);
  assertAlmostEquals(at(steps, "ours", 0), table.rows[1].measured_mm, 1e-6);
  const noRules = table.reference.find(({ row }) => row === "without the rules")!.measured_mm;
  assertAlmostEquals(at(stepsWithoutRules, "ours", 2), noRules, 1e-6);
  assert(at(steps, "ours", 2) !== at(stepsWithoutRules, "ours", 2));
});

Deno.test("the files are the contract's, readable, and the same bytes again", async () => {
  const folder = Deno.makeTempDirSync();
  const curves = correctionCurves(dataset, predictor);
  const paths = await writeTable5(folder, table, { curves });
  assertEquals(paths.map((path) => path.slice(folder.length + 1)).sort(), [
    ...["table5.csv", "table5.parquet", "table5_actions.csv", "table5_joints.csv"],
    ...["table5_reference.csv", "table5_reference.parquet", "table5_relations.csv"],
    ...["table5_seeds.csv", "table5_steps.csv", "table5_steps_without_rules.csv"],
  ]);
  const read = (name: string) => Deno.readTextFileSync(`${folder}/${name}.csv`);
  const lines = read("table5").trimEnd().split("\n").map((line) => line.split(","));
  assertEquals(lines[0], [
    ...["row", "published_mm", "measured_mm", "ci_low", "ci_high", "seeds", "frames"],
    ...["checkpoint", "relation", "holds"],
  ]);
  assertEquals(lines.slice(1).map(([row]) => row), TABLE_5_ROWS.map(({ name }) => name));
  const line = (name: string) => read("table5").split("\n").find((one) => one.startsWith(name))!;
  assertAlmostEquals(Number(lines[1][2]), table.rows[0].measured_mm, 5.1e-4);
  assertEquals(lines[1].slice(5), ["1", "40", "ours-1@0123", "", ""]);
  const missing = "w/o temporal,90.83,,,,,,,ours 29.9 % below; here missing,missing";
  assertEquals(line("w/o temporal"), missing);
  const single = /"ours 6.0 % below; here (\d+\.\d) % below \[(\d+\.\d), (\d+\.\d)\]",yes$/;
  const [, ...figures] = single.exec(line("w/ single frame"))!;
  const { percent, percent_low, percent_high } = table.relations[2];
  const expected = [percent, percent_high, percent_low].map((value) => (-value).toFixed(1));
  assertEquals(figures, expected);

  const { default: pl } = await import("nodejs-polars");
  const parquet = pl.readParquet(`${folder}/table5.parquet`);
  assertEquals(parquet.columns, lines[0]);
  assertEquals(parquet.getColumn("published_mm").toArray().slice(0, 2), [63.67, 80.15]);
  assertEquals(parquet.getColumn("measured_mm").toArray()[1], null);
  assertStringIncludes(read("table5_reference"), "\nmean pose,,"); // no published figure: an empty cell
  assertStringIncludes(read("table5_seeds"), "ours,1,");
  assertEquals(read("table5_relations").split("\n").length, 1 + TABLE_5.relations.length + 1);

  const before = paths.map((path) => Deno.readFileSync(path));
  const again = measure(dataset, smallPredictor(dataset), PROVENANCE);
  await writeTable5(folder, tabulate([again.scores], options), { curves });
  assertEquals(paths.map((path) => Deno.readFileSync(path)), before);
  await writeTable5(folder, table, { complete: false });
  const rows = read("table5").trimEnd().split("\n").slice(1).map((row) => row.split(",")[0]);
  assertEquals(rows, NAMES);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("the printed table keeps measured and published figures under their own data set", () => {
  const text = table5Text(table);
  const [header, ours, missing] = text.split("\n")
    .filter((line) => /^ +a small|^ours {2}|^w\/o external/.test(line));
  const end = header.indexOf("a small data set") + "a small data set".length;
  assertEquals(ours.slice(end - 5, end).trim(), table.rows[0].measured_mm.toFixed(1));
  assert(ours.endsWith("63.67") && header.endsWith("Human3.6M"));
  assertEquals(missing.slice(end - 7, end), "missing");
  assertStringIncludes(text, "w/ 2D GT - ours");
  assertStringIncludes(text, "up to translation");
  assert(text.split("\n").every((line) => line.length <= 110), text);
});
