import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { HUMANEVA_SEQUENCES, PUBLISHED_TABLE_3 } from "../../lib/evaluation/published_table3.ts";
import type { Scores } from "../../lib/evaluation/scores.ts";
import type { MeasuredScores } from "../../lib/experiments/comparison_rows.ts";
import { AS_PRINTED_3, table3 } from "../../lib/experiments/table3.ts";
import { writeTable3 } from "../../lib/experiments/table3_files.ts";
import { table3Text } from "../../lib/experiments/table3_text.ts";

const JOINTS = ["Thorax", "Head"];
const motions = ["Walking", "Jog", "Box"].flatMap((action, a) =>
  ["S1", "S2", "S3"].map((actor, s) => ({ actor, action, trial: 1, frames: 1 + 3 * a + s }))
);
/** The error of every joint and frame of motion m is 10 m mm, and 4 mm more of the second joint. */
const sums = Float64Array.from(
  { length: 2 * motions.length },
  (_, i) => (10 * (i >> 1) + 4 * (i % 2)) * motions[i >> 1].frames,
);
const scores: Scores = {
  ...{ variant: "ours", seed: 1, checkpoint: "ours-1@0123", protocol: "made up", dataset: "a set" },
  ...{ joints: JOINTS, motions, rows: [{ row: "ours", sums, discarded: 0 }] },
};
const measured: MeasuredScores[] = [
  { scores, alignment: "translation", frameRule: "Validate of S1, S2, S3, camera C1" },
];

Deno.test("published rows come first and are not mixed up with what was measured", () => {
  const table = table3(measured);
  assertEquals(table.published.length, PUBLISHED_TABLE_3.length);
  assert(table.published.every(({ data, frames }) => data === AS_PRINTED_3 && frames === null));
  assertEquals(
    table.published.map(({ mean_mm }) => mean_mm),
    PUBLISHED_TABLE_3.map(({ mean }) => mean),
  );
  assertEquals(table3([]).measured, []);
});

Deno.test("a column is an action of a subject, and the mean is over columns, not over frames", () => {
  const [ours] = table3(measured).measured;
  HUMANEVA_SEQUENCES.forEach((name, m) => assertAlmostEquals(ours.sequences[name]!, 10 * m + 2));
  assertAlmostEquals(ours.mean_mm!, 10 * 4 + 2);
  assertEquals([ours.joints, ours.frames], [2, 45]);
  assertEquals([ours.ci_low, ours.ci_high], [null, null]); // one motion a column
  assertEquals(ours.frame_rule, "Validate of S1, S2, S3, camera C1"); // all of the nine
});

Deno.test("a sequence that Table 3 has no column for is refused by name", () => {
  const other = motions.map((motion) => ({ ...motion, action: "Gestures" }));
  const all = [{ ...measured[0], scores: { ...scores, motions: other } }];
  assertThrows(() => table3(all), UserError, "'Gestures S1', which Table 3 has no column for");
});

Deno.test("files and text have the nine sequences, and a label on every line", async () => {
  const table = table3(measured);
  const [csv] = await writeTable3(Deno.makeTempDirSync({ prefix: "posemachine" }), table);
  const [header, ...lines] = Deno.readTextFileSync(csv).trim().split("\n");
  assertEquals(
    header,
    `row,source,data,alignment,joints,frame_rule,${HUMANEVA_SEQUENCES.join()},mean_mm,ci_low,` +
      "ci_high,frames,checkpoint",
  );
  assertEquals(lines.length, PUBLISHED_TABLE_3.length + 1);
  const text = table3Text(table).split("\n");
  const [ours] = text.filter((line) => line.startsWith("ours  "));
  assert(/^ours +42.0 +translation +2 +a set$/.test(ours), ours);
  assert(text.some((line) => /^Box S3 +82.0$/.test(line)));
});
