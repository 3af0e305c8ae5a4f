import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { meansOf } from "../../lib/evaluation/means.ts";
import { frameCount, jointSums, motionsOf } from "../../lib/evaluation/motions.ts";
import { motionSums } from "../../lib/evaluation/scores.ts";
import { ACTIONS } from "../../lib/data/benchmark/actions.ts";
import { PUBLISHED_OURS_BY_ACTION } from "../../lib/evaluation/published.ts";
import { describeProtocol, PROTOCOL_1 } from "../../lib/evaluation/protocol.ts";
import { smallDataset } from "./small_dataset.ts";

const dataset = smallDataset(["Walking", "Eating", "Posing"]);
const errors = Float32Array.from({ length: frameCount(dataset) * 17 }, (_, i) => (i * 37) % 101);

Deno.test("motions hold all cameras of an (actor, action, trial)", () => {
  const { motions, ofSequence } = motionsOf(dataset);
  assertEquals(motions.length, 3 * 2 * 2);
  assertEquals(motions[0], { actor: "S9", action: "Walking", trial: 1, frames: 4 });
  assertEquals(ofSequence.slice(0, 4), [0, 0, 1, 1]);
  assertEquals(motions.reduce((sum, { frames }) => sum + frames, 0), frameCount(dataset));
});

Deno.test("means agree with a plain recount, actions weighing the same", () => {
  const byAction = new Map<string, number[]>();
  let at = 0;
  for (const { action, frames } of dataset.sequences) {
    const values = [...errors.subarray(at, at += frames * 17)];
    byAction.set(action, [...byAction.get(action) ?? [], ...values]);
  }
  const average = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
  const means = meansOf(dataset, errors);
  for (const [action, values] of byAction) {
    assertAlmostEquals(means.actions.get(action)!, average(values), 1e-9);
  }
  assertAlmostEquals(means.overall, average([...byAction.values()].map(average)), 1e-9);
  assertAlmostEquals(average([...means.joints]), means.overall, 1e-9);
  const joint3 = [...byAction.values()].map((all) => average(all.filter((_, i) => i % 17 === 3)));
  assertAlmostEquals(means.joints[3], average(joint3), 1e-9);
});

Deno.test("motion sums give the same per-action means", () => {
  const index = motionsOf(dataset);
  const sums = motionSums(index.motions, jointSums(dataset, index, errors));
  for (const [action, mm] of meansOf(dataset, errors).actions) {
    const members = index.motions.map((motion, m) => ({ ...motion, sum: sums[m] }))
      .filter((motion) => motion.action === action);
    const total = members.reduce((sum, motion) => sum + motion.sum, 0);
    assertAlmostEquals(total / members.reduce((sum, { frames }) => sum + frames, 0), mm, 1e-9);
  }
});

Deno.test("errors that do not fit the data set are refused with their number", () => {
  assertThrows(() => meansOf(dataset, errors.subarray(17)), UserError, "72 frames of 17 joints");
  assertThrows(
    () => jointSums(dataset, motionsOf(dataset), errors.subarray(1)),
    UserError,
    "1223 joint errors",
  );
});

Deno.test("the protocol sentence names alignment, joints, frames and averaging", () => {
  const text = describeProtocol(PROTOCOL_1, dataset);
  const parts = [
    ...["Protocol #1 on a small data set", "trained on S1, S5, S6, S7, S8", "tested on S9, S11"],
    ...["3 actions, 2 cameras", "every frame at 10 a second, 72 frames", "up to translation"],
    ...["17 joints of H36M-17", "then over actions"],
  ];
  assertEquals(parts.filter((part) => !text.includes(part)), []);
});

Deno.test("published per-action figures carry the names of Human3.6M's fifteen actions", () => {
  assertEquals(Object.keys(PUBLISHED_OURS_BY_ACTION).sort(), [...ACTIONS].sort());
  assertEquals(PUBLISHED_OURS_BY_ACTION["SittingDown"], 118.0);
});
