import { assertEquals, assertRejects } from "@std/assert";
import { PROTOCOL_1 } from "../../lib/evaluation/protocol.ts";
import { UserError } from "../../lib/errors.ts";
import { TABLE_5_ROWS } from "../../lib/experiments/rows.ts";
import { correctionCurves } from "../../lib/experiments/correction_steps.ts";
import { measure } from "../../lib/experiments/measure.ts";
import { protocolTable } from "../../lib/experiments/protocol_table.ts";
import { writeProtocolTable } from "../../lib/experiments/protocol_table_files.ts";
import { writeRunningTimes } from "../../lib/experiments/running_time_files.ts";
import { tabulate } from "../../lib/experiments/table5.ts";
import { writeTable5 } from "../../lib/experiments/table5_files.ts";
import { allFigures } from "../../lib/figures/all_figures.ts";
import { comparisonFigures } from "../../lib/figures/comparison_figures.ts";
import { readResultTables, readSweep } from "../../lib/figures/read_tables.ts";
import { table2Figure } from "../../lib/figures/table2.ts";
import { table4Figure } from "../../lib/figures/table4.ts";
import { panelFrames } from "../../lib/experiments/panel.ts";
import { writePanel } from "../../lib/experiments/panel_file.ts";
import { smallDataset } from "../evaluation/small_dataset.ts";
import { smallPredictor } from "../evaluation/small_predictor.ts";

const dataset = smallDataset(["Walking", "Eating"]);
const predictor = smallPredictor(dataset);
const provenance = { checkpoint: "small@0123", variant: "ours", seed: 1, protocol: PROTOCOL_1 };
const { scores, results } = measure(dataset, predictor, provenance);
const table = tabulate([scores], { resamples: 50 });
const curves = correctionCurves(dataset, predictor);
const folder = Deno.makeTempDirSync();
await writeTable5(folder, table, { curves });
const write = (name: string, text: string) => Deno.writeTextFileSync(`${folder}/${name}`, text);
const rounded = (value: number) => Number(value.toFixed(3));

Deno.test("the tables come back as evaluate wrote them", async () => {
  const tables = await readResultTables(folder);
  assertEquals(
    tables.rows.filter(({ measured_mm }) => measured_mm !== null),
    table.rows.map(({ row, published_mm, measured_mm, ci_low, ci_high, seeds }) => ({
      ...{ row, published_mm, seeds, measured_mm: rounded(measured_mm) },
      ...{ ci_low: rounded(ci_low), ci_high: rounded(ci_high) },
    })),
  );
  assertEquals(tables.joints.length, table.joints.length);
  assertEquals(tables.actions[0].action, "Walking");
  assertEquals(
    tables.stepsWithoutRules.map(({ steps }) => steps),
    curves.stepsWithoutRules.map(({ steps }) => steps),
  );
  const rows = tables.rows.map(({ row }) => row);
  assertEquals(rows, TABLE_5_ROWS.map(({ name }) => name)); // missing ones too
  const found = tables.relations.filter(({ difference_mm }) => difference_mm !== null);
  assertEquals(tables.relations.length, table.experiment.relations.length);
  assertEquals(found.map(({ than }) => than), ["w/o SSC test", "ours", "w/ single frame"]);
  assertEquals(found.map(({ holds }) => holds), table.relations.map(({ holds }) => holds));
});

Deno.test("every figure of the results is drawn, that of the sweep where there is one", async () => {
  writePanel(`${folder}/panel.json`, panelFrames(results, dataset, predictor));
  const without = await allFigures(folder, folder);
  write(
    "validation_sweep.csv",
    "update,rules,rate,target,measured_mm,discarded\npsiC,on,0.02,predicted,99,0\n",
  );
  const figures = await allFigures(folder, folder);
  assertEquals(Object.keys(figures), [...Object.keys(without), "correction_rate"]);
  assertEquals(Object.keys(without).slice(0, 2), ["panel", "ablation"]); // the README's
});

Deno.test("comparisons with other methods are drawn as they were printed and measured", async () => {
  const { published } = protocolTable("1", []);
  const [printed] = published.filter(({ mean_mm }) => mean_mm !== null);
  const own = { ...printed, row: "ours", mean_mm: 70, ci_low: 68.5, ci_high: 72, frames: 600 };
  await writeProtocolTable(folder, {
    ...protocolTable("1", []),
    published: [printed],
    measured: [own],
  });
  const time = {
    ...{ variant: "once", gmac: 45, parameters: 5, engine: "native" },
    machine: "M, here",
  };
  const range = { measured_ms: 400, ci_low: 390, ci_high: 410, rounds: 6, peak_percent: 80 };
  const ratio = {
    coverage_percent: 96.875,
    ours_variant: "once",
    times_ours: 1,
    times_low: 1,
    times_high: 1,
  };
  const rows = [{ method: "ours", published_ms: 51, counts: "", ...time, ...range, ...ratio }];
  await writeRunningTimes(folder, { rows, stages: [], matmulGflops: 100 });
  const figures = await comparisonFigures(folder);
  assertEquals(Object.keys(figures), ["table2_protocol1", "table4"]);
  assertEquals(figures.table2_protocol1, table2Figure([printed, own], "1"));
  assertEquals(figures.table4, table4Figure(rows));
  const gpu = [{ ...rows[0], engine: "webgpu", measured_ms: 40, ci_low: 39, ci_high: 41 }];
  const [times, again] = [rows, gpu].map((rows) => ({ rows, stages: [], matmulGflops: 100 }));
  await writeRunningTimes(folder, times, again);
  const { table4, table4_engine2 } = await comparisonFigures(folder);
  assertEquals([table4, table4_engine2], [table4Figure(rows), table4Figure(gpu)]);
  write("table4.csv", "method,variant\nours,once\n");
  await assertRejects(
    () => comparisonFigures(folder),
    UserError,
    "deno task notebooks running_time",
  );
  Deno.removeSync(`${folder}/table4.csv`);
  Deno.removeSync(`${folder}/table2_protocol1.csv`);
});

Deno.test("a missing or damaged table is a user error that says how to get it", async () => {
  await assertRejects(() => readSweep(`${folder}/none.csv`), UserError, "--sweep");
  write("steps.csv", "update,rules,rate\npsiC,on,0.02\n");
  await assertRejects(() => readSweep(`${folder}/steps.csv`), UserError, "in line 2, target");
  write("table5_actions.csv", "row,action,measured_mm\nours,Walking,many\n");
  await assertRejects(() => readResultTables(folder), UserError, "line 2, measured_mm");
  Deno.removeSync(`${folder}/table5.csv`);
  const missing = "table5.csv is not there: run `deno task evaluate`";
  await assertRejects(() => readResultTables(folder), UserError, missing);
});
