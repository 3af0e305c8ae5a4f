import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { formatParameterTable, parameterTable } from "../../lib/model/parameter_table.ts";
import { OFFICIAL, PAPER, SMALL } from "../../lib/model/presets.ts";

await startEngine();

const TRUNK = /^psiR\/trunk\/conv/;
const count = (table: ReturnType<typeof parameterTable>, layers: RegExp) =>
  table.filter(({ layer }) => layers.test(layer)).reduce((sum, row) => sum + row.parameters, 0);

/** Weights and biases of Table 1's convolutions when every width is `w` of the paper's. */
function tableOne(...[c1, c2, c3, c4, c5]: readonly number[]): number {
  const widths = [3, c1, c1, c2, c2, c3, c3, c3, c3, c4, c4, c3, c3, c3, c3, c5];
  return widths.slice(1).reduce((sum, outputs, i) => sum + (9 * widths[i] + 1) * outputs, 0);
}

Deno.test("the released net's layers have its parameter counts", () => {
  const before = tf.memory().numTensors;
  const table = parameterTable(OFFICIAL);
  const millions = (layers: RegExp) => (count(table, layers) / 1e6).toFixed(2);
  assertEquals(millions(TRUNK), "9.11");
  assertEquals(millions(/special_conv/), "0.30");
  assertEquals(millions(/psiT\/conv/), "0.82");
  assertEquals(millions(/psiT\/fc/), "13.11");
  assertEquals(millions(/psiT\/lstm1/), "8.39");
  assertEquals(millions(/psiT\/lstm2/), "8.39");
  assertEquals(millions(/psiT\/out/), "0.05");
  assertEquals(millions(/psiC/), "0.10");
  assertEquals(millions(/psiP/), "2.18");
  assertEquals((count(table, /./) / 1e6).toFixed(1), "42.4");
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("the paper's Table 1 has 9,110,720 parameters, as the released trunk", () => {
  const table = parameterTable(PAPER);
  assertEquals(tableOne(64, 128, 256, 512, 128), 9_110_720);
  assertEquals(count(table, TRUNK), 9_110_720);
  assertEquals(count(table, /psiR\/head/), (46 * 46 * 128 + 1) * 34);
  assertEquals(count(table, /psiT\/fc/), (6 * 6 * 128 + 1) * 1024); // 46 → 23 → 12 → 6
  assertEquals(count(table, /psiT\/lstm/), 2 * 4 * (1024 + 1024 + 1) * 1024);
  assertEquals(count(table, /psiC/), (51 + 1) * 1024 + (1024 + 1) * 51);
  const projection = (51 + 1) * 1024 + 2 * (1024 + 1) * 1024 + (1024 + 1) * 34;
  assertEquals(count(table, /psiP\/fc/), projection);
});

Deno.test("the small preset has Table 1's layers at its own widths", () => {
  const table = parameterTable(SMALL);
  assertEquals(count(table, TRUNK), tableOne(...SMALL.pose2d.channels));
  assertEquals(count(table, /./) < 2e6, true);
});

Deno.test("the printed table names each layer and adds up", () => {
  const table = parameterTable(SMALL);
  const lines = formatParameterTable(table).split("\n");
  assertEquals(lines.length, table.length + 5);
  assertEquals(
    /^psiR\/trunk\/conv1_1 +224 {2}kernel 3x3x3x8, bias 8$/.test(lines[0]),
    true,
    lines[0],
  );
  assertEquals(lines.at(-1)!.replaceAll(/\D/g, ""), String(count(table, /./)));
});
