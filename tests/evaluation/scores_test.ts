import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import type { Dataset, Sequence } from "../../lib/data/dataset.ts";
import type { RowResult } from "../../lib/evaluation/evaluate.ts";
import { meansOfSums } from "../../lib/evaluation/means.ts";
import { PROTOCOL_1 } from "../../lib/evaluation/protocol.ts";
import { scoresOf } from "../../lib/evaluation/scores.ts";
import { alignedScores } from "../../lib/experiments/aligned_scores.ts";
import { createRng } from "../../lib/random.ts";
import { HUMANEVA_15 } from "../../lib/skeleton.ts";

const rng = createRng(5, "scores");
const pose3d = Float32Array.from({ length: 2 * 45 }, () => rng.uniform(-500, 500));
const take = { actor: "S1", action: "Jog", trial: 1, camera: 0, frames: 2, pose3d };
const dataset: Dataset = {
  ...{ name: "a take", skeleton: HUMANEVA_15, imageSize: 64, fps: 60 },
  sequences: [take as unknown as Sequence],
};
const errors = Float32Array.from({ length: 2 * 15 }, (_, i) => i % 15); // the root's are 0
const result: RowResult = {
  name: "ours",
  poses: pose3d.map((x) => 2 * x),
  errors,
  discarded: null,
};
const about = { checkpoint: "none", variant: "ours", seed: 1 };
const protocol = { ...PROTOCOL_1, withoutRoot: true };

Deno.test("a protocol may leave the root out of the means over joints, and says so", () => {
  const [all, without] = [PROTOCOL_1, protocol].map((protocol) =>
    scoresOf(dataset, [result], { ...about, protocol })
  );
  const mean = ({ motions, rows: [{ sums }] }: typeof all) => meansOfSums(motions, sums).overall;
  assertAlmostEquals(mean(all), 7);
  assertAlmostEquals(mean(without), 105 / 14);
  assertEquals([all.joints.length, without.joints], [15, HUMANEVA_15.joints.slice(1)]);
  assertStringIncludes(all.protocol, "15 joints of HumanEva-15, the root counted with");
  assertStringIncludes(without.protocol, "14 joints of HumanEva-15, without the root;");
});

Deno.test("poses laid over the truth leave the root out as well", () => {
  const scores = scoresOf(dataset, [result], { ...about, protocol });
  const aligned = alignedScores(dataset, { scores, results: [result] }, protocol);
  assertEquals(aligned.rows[0].sums.length, 14);
  assertStringIncludes(aligned.protocol, "Procrustes");
  assertStringIncludes(aligned.protocol, "14 joints of HumanEva-15, without the root;");
});
