import { assertEquals, assertRejects } from "@std/assert";
import { PROTOCOL_1 } from "../../lib/evaluation/protocol.ts";
import { UserError } from "../../lib/errors.ts";
import { TABLE_5_ROWS } from "../../lib/experiments/rows.ts";
import { correctionCurves } from "../../lib/experiments/correction_steps.ts";
import { measure } from "../../lib/experiments/measure.ts";
import { tabulate } from "../../lib/experiments/table5.ts";
import { writeTable5 } from "../../lib/experiments/table5_files.ts";
import { allFigures } from "../../lib/figures/all_figures.ts";
import { readResultTables, readSweep } from "../../lib/figures/read_tables.ts";
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
  assertEquals([tables.relations.length, found.map(({ than }) => than)], [8, [
    ...["w/o SSC test", "ours", "w/ single frame"],
  ]]);
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
