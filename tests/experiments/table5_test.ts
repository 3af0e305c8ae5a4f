import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { PROTOCOL_1 } from "../../lib/evaluation/protocol.ts";
import { PUBLISHED_TABLE_5 } from "../../lib/evaluation/published.ts";
import { REFERENCE_ROWS, rowsOf, TABLE_5_ROWS } from "../../lib/experiments/rows.ts";
import { runTable5, type Table5 } from "../../lib/experiments/table5.ts";
import { VARIANTS } from "../../lib/experiments/variants.ts";
import { writeTable5 } from "../../lib/experiments/table5_files.ts";
import { table5Text } from "../../lib/experiments/table5_text.ts";
import { smallDataset } from "../evaluation/small_dataset.ts";
import { smallPredictor } from "../evaluation/small_predictor.ts";

const dataset = smallDataset(["Walking", "Eating"]);
const predictor = smallPredictor(dataset);
const PROVENANCE = { checkpoint: "small@0123", seeds: [1], protocol: PROTOCOL_1 };
const table: Table5 = runTable5(dataset, predictor, PROVENANCE, { resamples: 500 });
const NAMES = ["ours", "w/o SSC test", "w/ 2D GT", "w/ single frame"];

Deno.test("every row has a name of its own and a training, the paper's its figure", () => {
  const rows = [...TABLE_5_ROWS, ...REFERENCE_ROWS];
  assertEquals(new Set(rows.map(({ name }) => name)).size, rows.length);
  assertEquals(rows.filter(({ variant }) => !VARIANTS[variant]), []);
  for (const { name, published } of TABLE_5_ROWS) {
    assertEquals(published, PUBLISHED_TABLE_5[name]);
    assert(published, name);
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
  const provenance = { ...PROVENANCE, variant: "wo-ssc" };
  const { rows, reference, relations, steps } = runTable5(dataset, lifter, provenance, {
    resamples: 20,
  });
  assertEquals(rows.map(({ row }) => row), ["w/o SSC train+test"]);
  assertEquals([reference, relations, steps], [[], [], []]);
});

Deno.test("a machine with no row of the paper's table is printed as well", () => {
  const provenance = { ...PROVENANCE, variant: "rpsm" };
  const text = table5Text(runTable5(dataset, predictor, provenance, { resamples: 20 }));
  assertStringIncludes(text, "Checkpoint small@0123, seed 1");
  assertStringIncludes(text, "conference version");
  assert(text.includes("73.10") && !text.includes("minus"));
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
  assertAlmostEquals(
    table.relations[0].difference_mm,
    ours.measured_mm - without.measured_mm,
    1e-9,
  );
  assertAlmostEquals(table.relations[0].published_difference_mm, 63.67 - 67.63, 1e-9);
  assertEquals(table.relations.map(({ holds }) => holds), [
    ...table.relations.map(({ ci_high }) => ci_high < 0),
  ]);
  assertEquals(table.relations[2].holds, true); // single frames are twice as noisy here
});

Deno.test("the step curves start at Ψ_C(p3d) and reach ours at two steps without the ε rule", () => {
  const at = (curves: typeof table.steps, row: string, steps: number) =>
    curves.find((line) => line.row === row && line.steps === steps)!.measured_mm;
  assertEquals(table.steps.length, 2 * 5);
  assertAlmostEquals(at(table.steps, "ours", 0), table.rows[1].measured_mm, 1e-6);
  const noRules = table.reference.find(({ row }) => row === "without the rules")!.measured_mm;
  assertAlmostEquals(at(table.stepsWithoutRules, "ours", 2), noRules, 1e-6);
  assert(at(table.steps, "ours", 2) !== at(table.stepsWithoutRules, "ours", 2));
});

Deno.test("the files are the contract's, readable, and the same bytes again", async () => {
  const folder = Deno.makeTempDirSync();
  const paths = await writeTable5(folder, table);
  assertEquals(paths.map((path) => path.slice(folder.length + 1)).sort(), [
    ...["table5.csv", "table5.parquet", "table5_actions.csv", "table5_joints.csv"],
    ...["table5_reference.csv", "table5_relations.csv", "table5_steps.csv"],
    "table5_steps_without_rules.csv",
  ]);
  const text = Deno.readTextFileSync(`${folder}/table5.csv`);
  const lines = text.trimEnd().split("\n").map((line) => line.split(","));
  assertEquals(lines[0], [
    ...["row", "published_mm", "measured_mm", "ci_low", "ci_high", "seeds", "frames"],
    "checkpoint",
  ]);
  assertEquals(lines.slice(1).map(([row]) => row), NAMES);
  assertAlmostEquals(Number(lines[1][2]), table.rows[0].measured_mm, 5.1e-4);
  assertEquals(lines[1].slice(5), ["1", "40", "small@0123"]);

  const { default: pl } = await import("nodejs-polars");
  const parquet = pl.readParquet(`${folder}/table5.parquet`);
  assertEquals(parquet.columns, lines[0]);
  assertEquals(parquet.getColumn("published_mm").toArray(), [63.67, 67.63, 59.41, 67.7]);
  const reference = Deno.readTextFileSync(`${folder}/table5_reference.csv`);
  assertStringIncludes(reference, "\nmean pose,,"); // no published figure: an empty cell

  const before = paths.map((path) => Deno.readFileSync(path));
  const again = runTable5(dataset, smallPredictor(dataset), PROVENANCE, { resamples: 500 });
  await writeTable5(folder, again);
  assertEquals(paths.map((path) => Deno.readFileSync(path)), before);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("the printed table keeps measured and published figures under their own data set", () => {
  const text = table5Text(table);
  const [header, ours] = text.split("\n").filter((line) => /published|^ours /.test(line));
  const end = header.indexOf("mm on the a small data set") + "mm on the a small data set".length;
  assertEquals(ours.slice(end - 5, end).trim(), table.rows[0].measured_mm.toFixed(1));
  assert(ours.endsWith("63.67") && header.endsWith("published (Human3.6M)"));
  assertStringIncludes(text, "w/ 2D GT minus ours");
  assertStringIncludes(text, "up to translation");
  assert(text.split("\n").every((line) => line.length <= 110));
});
