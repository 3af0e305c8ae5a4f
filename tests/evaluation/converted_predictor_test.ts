import { assert, assertEquals, assertThrows } from "@std/assert";
import { benchmark } from "../../lib/data/benchmark/benchmark.ts";
import type { Dataset } from "../../lib/data/dataset.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import { convertedPredictor } from "../../lib/evaluation/converted_predictor.ts";
import { evaluateRows } from "../../lib/evaluation/evaluate.ts";
import { machinePredictor } from "../../lib/evaluation/machine_predictor.ts";
import type { TestTime } from "../../lib/evaluation/test_time.ts";
import { chosenJoints, jointsByName } from "../../lib/joint_conversion.ts";
import { loadMachine } from "../../lib/model/machine_file.ts";
import { SHIPPED_MACHINE } from "../../lib/model/shipped.ts";
import { disposeTree } from "../../lib/nn/tree.ts";
import { H36M_17, HUMANEVA_15 } from "../../lib/skeleton.ts";

await startEngine();
const part = { actors: ["S9"], actions: ["Walking"], trials: 1, frames: 3 } as const;
const whole = await benchmark({ split: "test", ...part, workers: 1, cache: false });
const places = jointsByName(H36M_17, HUMANEVA_15);
/** The same pictures, with the joints of HumanEva. */
const fewer: Dataset = {
  ...whole,
  skeleton: HUMANEVA_15,
  sequences: whole.sequences.map((sequence) => {
    const from = { frames: sequence.frames, joints: 17 };
    return {
      ...sequence,
      pose2d: chosenJoints(sequence.pose2d, from, places),
      pose3d: chosenJoints(sequence.pose3d, from, places),
    };
  }),
};
const TESTS: Readonly<Record<string, TestTime>> = {
  corrected: { answer: "corrected", mode: "sequence", target: "predicted" },
  regressed: { answer: "regressed", mode: "sequence" },
  single: { answer: "intermediate", mode: "frame" },
  mean: { answer: "mean pose" },
};

Deno.test("on fewer joints a machine's poses and errors are those that it has on all, of these joints", () => {
  const { machine } = loadMachine(SHIPPED_MACHINE);
  const predictor = machinePredictor(machine, H36M_17);
  const all = evaluateRows(whole, predictor, TESTS);
  const some = evaluateRows(fewer, convertedPredictor(predictor, H36M_17, HUMANEVA_15), TESTS);
  const from = { frames: 4 * 3, joints: 17 };
  some.forEach(({ name, poses, errors, discarded }, row) => {
    assertEquals(poses, chosenJoints(all[row].poses, from, places), name);
    assertEquals(errors, chosenJoints(all[row].errors, from, places), name);
    assertEquals(discarded, all[row].discarded);
  });
  assert(some[0].errors.some((mm) => mm > 10));
  disposeTree(machine.params);
});

Deno.test("no row aims at true 2D poses that are not there, and no machine is without joints of the data", () => {
  const { machine } = loadMachine(SHIPPED_MACHINE);
  const predictor = machinePredictor(machine, H36M_17);
  const converted = convertedPredictor(predictor, H36M_17, HUMANEVA_15);
  const truth: TestTime = { answer: "corrected", mode: "sequence", target: "truth" };
  assertThrows(
    () => evaluateRows(fewer, converted, { truth }),
    UserError,
    "has not all of the machine's joints: leave the row out",
  );
  assertThrows(
    () => evaluateRows(fewer, predictor, TESTS),
    UserError,
    "The machine predicts 17 joints, but HumanEva-15",
  );
  assertThrows(() => convertedPredictor(predictor, HUMANEVA_15, H36M_17), UserError, "Spine");
  assertEquals(convertedPredictor(predictor, H36M_17, H36M_17), predictor);
  disposeTree(machine.params);
});
