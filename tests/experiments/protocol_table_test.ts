import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import pl from "nodejs-polars";
import { ACTIONS } from "../../lib/data/benchmark/actions.ts";
import { UserError } from "../../lib/errors.ts";
import type { Motion } from "../../lib/evaluation/motions.ts";
import { PROTOCOL_1 } from "../../lib/evaluation/protocol.ts";
import { PUBLISHED_TABLE_2 } from "../../lib/evaluation/published_table2.ts";
import type { Scores } from "../../lib/evaluation/scores.ts";
import { alignedScores } from "../../lib/experiments/aligned_scores.ts";
import { frameRule } from "../../lib/experiments/frame_rule.ts";
import { measure } from "../../lib/experiments/measure.ts";
import { AS_PRINTED, protocolTable } from "../../lib/experiments/protocol_table.ts";
import { writeProtocolTable } from "../../lib/experiments/protocol_table_files.ts";
import { protocolTableText } from "../../lib/experiments/protocol_table_text.ts";
import { human36mProtocol } from "../../lib/data/human36m/protocols.ts";
import { mpjpe, pMpjpe } from "../../lib/metrics.ts";
import { smallDataset } from "../evaluation/small_dataset.ts";
import { smallPredictor } from "../evaluation/small_predictor.ts";

const dataset = smallDataset(["Walking", "Eating"]);
const provenance = { checkpoint: "ours-1@0123", variant: "ours", seed: 1, protocol: PROTOCOL_1 };
const measured = measure(dataset, smallPredictor(dataset), provenance);
const { scores, results } = measured;
const aligned = alignedScores(dataset, measured, PROTOCOL_1, ["ours"]);
const RULE = frameRule(human36mProtocol("1").test);
const translation = { alignment: "translation", frameRule: RULE } as const;
const procrustes = { alignment: "Procrustes", frameRule: RULE } as const;
const options = { resamples: 200 };
const both = [{ scores, ...translation }, { scores: aligned, ...procrustes }];
const table = protocolTable("1", both, options);

/** Mean over an action's frames of an error, from the poses themselves. */
function meanOf(action: string, error: typeof mpjpe): number {
  let [at, sum, frames] = [0, 0, 0];
  for (const sequence of dataset.sequences) {
    const poses = results[0].poses.subarray(at, at += sequence.pose3d.length);
    if (sequence.action !== action) continue;
    sum += error(poses, sequence.pose3d, 17) * sequence.frames;
    frames += sequence.frames;
  }
  return sum / frames;
}

/** The same scores of another seed, every error `by` times as large. */
function scaled(seed: number, by: number, more: Partial<Scores> = {}): Scores {
  const rows = scores.rows.map(({ sums, ...row }) => ({ ...row, sums: sums.map((mm) => mm * by) }));
  return { ...scores, seed, checkpoint: `ours-${seed}@4567`, rows, ...more };
}

Deno.test("published rows are those of the protocol, under their data's name and with their notes", () => {
  const counts = (["1", "2", "3"] as const).map((number) => {
    const { published, measured } = protocolTable(number, []);
    assertEquals(measured, []);
    assert(published.every(({ data, protocol }) => data === AS_PRINTED && protocol === number));
    assertEquals(published[0].row.split(",")[0], "Ours");
    return published.length;
  });
  assertEquals(counts.reduce((a, b) => a + b), PUBLISHED_TABLE_2.length);
  const swapped = protocolTable("1", []).published.find(({ source }) =>
    source.includes("other way round")
  );
  assertEquals(swapped?.row, "Zhou et al. [23], as Pavlakos et al. print it");
});

Deno.test("measured rows are the paper's means of the poses' own errors, in both alignments", () => {
  assertEquals(table.measured.map(({ row, alignment }) => [row, alignment]), [
    ["ours", "translation"],
    ["ours", "Procrustes"],
  ]);
  table.measured.forEach((row, i) => {
    const [walking, eating] = ["Walking", "Eating"].map((action) =>
      meanOf(action, [mpjpe, pMpjpe][i])
    );
    assertAlmostEquals(row.actions.Walking!, walking, 1e-4);
    assertAlmostEquals(row.actions.Eating!, eating, 1e-4);
    assertAlmostEquals(row.mean_mm!, (walking + eating) / 2, 1e-4);
    assertEquals(Object.values(row.actions).filter((mm) => mm === null).length, 13);
    assert(row.ci_low! < row.mean_mm! && row.mean_mm! < row.ci_high!);
    assertEquals([row.data, row.joints, row.frames], ["a small data set", 17, 40]);
    assertEquals(row.frame_rule, "S9 and S11, four cameras, 1 frame in 25; 2 of 15 actions");
  });
  const [first, second] = table.measured;
  assert(second.mean_mm! < first.mean_mm!);
  assertStringIncludes(first.source, "the root counted with its error of 0");
  assertStringIncludes(second.source, "the root counted as any other");
  assert(!second.source.includes("up to translation"));
});

Deno.test("seeds are averaged; other data, frames and trainings stay apart", () => {
  const [alone] = table.measured;
  const { measured } = protocolTable("1", [
    { scores: scaled(3, 1.5), ...translation },
    { scores, ...translation },
    { scores: scaled(1, 2, { dataset: "another" }), ...translation },
    { scores: scaled(1, 3, { variant: "ours-2fps" }), ...translation },
    { scores: scaled(1, 4), ...translation, frameRule: "every frame" },
  ], options);
  assertEquals(measured.map(({ row, data }) => `${row} on ${data}`), [
    "ours on a small data set",
    "ours on another",
    "ours, trained as ours-2fps on a small data set",
    "ours on a small data set",
  ]);
  const means = measured.map(({ mean_mm }) => mean_mm! / alone.mean_mm!);
  [1.25, 2, 3, 4].forEach((by, i) => assertAlmostEquals(means[i], by, 1e-9));
  assertEquals(measured[0].checkpoint, "ours-1@0123 ours-3@4567");
});

Deno.test("few motions, or an action with one alone, leave no interval", () => {
  const those = (wanted: (motion: Motion) => boolean) => {
    const kept = scores.motions.map(wanted);
    const motions = scores.motions.filter((_, m) => kept[m]);
    const rows = scores.rows.map(({ sums, ...row }) => (
      { ...row, sums: sums.filter((_, i) => kept[Math.floor(i / 17)]) }
    ));
    const part = { ...scores, motions, rows };
    const [row] = protocolTable("1", [{ scores: part, ...translation }], options).measured;
    assert(row.mean_mm! > 0);
    assertEquals(row.ci_low === null, row.ci_high === null);
    return [motions.length, row.ci_low !== null];
  };
  const first = ({ actor, trial }: Motion) => actor === "S9" && trial === 1;
  assertEquals(those((motion) => motion.action === "Walking" || first(motion)), [5, false]);
  assertEquals(those(({ actor }) => actor === "S9"), [4, false]);
  assertEquals(those(({ action, ...m }) => action === "Walking" || m.actor === "S9"), [6, true]);
});

Deno.test("a model for each action is one row, beside that of all actions", () => {
  const only = (action: string, seed = 1) => {
    const kept = scores.motions.map((motion) => motion.action === action);
    const rows = scores.rows.map(({ sums, ...row }) => (
      { ...row, sums: sums.filter((_, i) => kept[Math.floor(i / 17)]) }
    ));
    const motions = scores.motions.filter((_, m) => kept[m]);
    const actions = [action], checkpoint = `${action}-${seed}@0123`;
    return { scores: { ...scores, seed, checkpoint, actions, motions, rows }, ...translation };
  };
  const machines = [only("Walking"), only("Walking", 2), only("Eating", 2), only("Eating")];
  const { measured } = protocolTable("1", [...machines, both[0]], options);
  assertEquals(measured.map(({ row }) => row), ["ours, individual action", "ours"]);
  const [apart, together] = measured;
  assertAlmostEquals(apart.mean_mm!, together.mean_mm!, 1e-9);
  assertEquals([apart.actions, apart.frames], [together.actions, together.frames]);
  assertEquals(apart.checkpoint, "Eating-1@0123 Walking-1@0123 Eating-2@0123 Walking-2@0123");
  const twice = () => protocolTable("1", [only("Eating"), only("Eating")]);
  assertThrows(twice, UserError, "both trained on Eating with seed 1");
  const missing = () => protocolTable("1", machines.slice(0, 3));
  assertThrows(missing, UserError, "different motions");
});

Deno.test("rows are chosen by name", () => {
  const rows = ["w/o SSC test", "mean pose"];
  const { measured } = protocolTable("1", [both[0]], { rows, ...options });
  assertEquals(measured.map(({ row }) => row), [
    "w/o SSC test, trained as ours",
    "mean pose, trained as ours",
  ]);
});

Deno.test("what does not belong into the table is refused by name", () => {
  const refused = (all: readonly Scores[], message: string, rows?: readonly string[]) => {
    const each = all.map((scores) => ({ scores, ...translation }));
    assertThrows(() => protocolTable("1", each, { rows }), UserError, message);
  };
  refused([scores, scaled(1, 2)], "two results of seed 1, from ours-1@0123 and from ours-1@4567");
  const motions = scores.motions.map((motion) => ({ ...motion, frames: motion.frames + 1 }));
  refused(
    [scores, scaled(2, 1, { motions })],
    "evaluated on different motions or joints of a small",
  );
  const jump = scores.motions.map((motion) => ({ ...motion, action: "Jumping" }));
  refused([{ ...scores, motions: jump }], "the action 'Jumping', which Table 2 has no column for");
  const second = scores.protocol.replace("#1", "#2");
  refused([{ ...scores, protocol: second }], "ours-1@0123 was evaluated under Protocol #2");
  refused([scores], "none of oars", ["oars"]);
});

Deno.test("files have the columns in their order, and a label on every line", async () => {
  const folder = Deno.makeTempDirSync();
  const [csv, parquet] = await writeProtocolTable(folder, table);
  const text = Deno.readTextFileSync(csv);
  assertEquals(
    text.slice(0, text.indexOf("\n")),
    `protocol,row,source,data,alignment,joints,frame_rule,${ACTIONS.join()},mean_mm,ci_low,` +
      `ci_high,frames,checkpoint`,
  );
  const frame = pl.readParquet(parquet);
  assertEquals(frame.height, table.published.length + 2);
  const data = frame.getColumn("data").toArray();
  assertEquals(data.lastIndexOf(AS_PRINTED), table.published.length - 1);
  assertEquals(data.slice(-2), ["a small data set", "a small data set"]);
  assertEquals(frame.getColumn("Photo").toArray()[0], 79.6);
  assertEquals(frame.getColumn("joints").toArray().slice(-3), ["not stated", "17", "17"]);
  const checkpoints = frame.getColumn("checkpoint");
  assertEquals(checkpoints.nullCount(), table.published.length);
  assertEquals(checkpoints.toArray().slice(-2), ["ours-1@0123", "ours-1@0123"]);
  const again = await writeProtocolTable(Deno.makeTempDirSync(), table);
  assertEquals(Deno.readFileSync(again[1]), Deno.readFileSync(parquet));
  assertEquals(Deno.readTextFileSync(again[0]), text);
});

Deno.test("the printed table names the data of every figure", () => {
  const lines = protocolTableText(table).split("\n");
  const begins = (name: string) => lines.filter((line) => line.startsWith(name));
  assert(begins("Tome et al. [20]")[0].endsWith(AS_PRINTED));
  assertEquals(begins("ours  ").every((line) => line.endsWith("a small data set")), true);
  assertStringIncludes(begins("Li et al.")[0], "none printed");
  assertEquals(begins("Walking")[0].split(/\s+/)[1], "41.5");
  assertEquals(begins("mean")[0].split(/\s+/)[1], "63.7");
  const text = lines.join(" ");
  assertStringIncludes(text, "The paper counts 21,911 frames to test on, and 62,437 to train on");
});
