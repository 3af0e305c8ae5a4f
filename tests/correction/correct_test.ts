import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { correctPoses } from "../../lib/correction/correct.ts";
import { correctionOptions } from "../../lib/correction/options.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import { psiC } from "../../lib/model/projector.ts";
import { RELEASED_16 } from "../../lib/skeleton.ts";
import { randomMachine, randomPoses } from "./correction_fixture.ts";

await startEngine();

const machine = randomMachine(16);
const pose3d = randomPoses(3, 51);
const target2d = randomPoses(3, 34);

Deno.test("every method starts from Ψ_C(p3d), takes arrays or tensors and leaves no tensor", () => {
  const inputs = [tf.tensor2d(pose3d, [3, 51]), tf.tensor2d(target2d, [3, 34])] as const;
  const expected = tf.tidy(() => psiC(machine.psiC, machine.config, inputs[0]).dataSync());
  const before = tf.memory().numTensors;
  for (const method of ["batched", "loop", "released"] as const) {
    const fromArrays = correctPoses(machine, pose3d, target2d, { method });
    assertEquals(correctPoses(machine, ...inputs, { method }), fromArrays);
    fromArrays.initial.forEach((value, i) => assert(Math.abs(value - expected[i]) < 1e-5));
    assertEquals(fromArrays.pose3d.length, pose3d.length);
  }
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("no step gives Ψ_C(p3d) itself", () => {
  const { pose3d: poses, initial, decisions } = correctPoses(machine, pose3d, target2d, {
    steps: 0,
  });
  assertEquals(poses, initial);
  const untouched = { steps: 0, movement: 0, converged: false, discarded: false };
  assertEquals(decisions, [untouched, untouched, untouched]);
});

Deno.test("no frame gives no pose", () => {
  const none = correctPoses(machine, new Float32Array(), new Float32Array());
  assertEquals([none.pose3d.length, none.decisions.length, none.projection], [0, 0, undefined]);
  const asked = { project: true, trail: true };
  const more = correctPoses(machine, new Float32Array(), new Float32Array(), asked);
  assertEquals([more.projection?.length, more.trail?.length], [0, 3]);
});

Deno.test("poses that do not fit are named with their size", () => {
  const fails = (part: string, ...inputs: [Float32Array, Float32Array]) =>
    assertThrows(() => correctPoses(machine, ...inputs), UserError, part);
  fails("2D poses: 33 numbers", pose3d, new Float32Array(33));
  fails("3 3D poses to correct but 2 2D poses", pose3d, target2d.subarray(34));
  const wide = tf.zeros<tf.Rank.R2>([2, 52]);
  assertThrows(() => correctPoses(machine, wide, target2d), UserError, "[2,52]");
  const other = { ...machine, skeleton: RELEASED_16 };
  assertThrows(() => correctPoses(other, pose3d, target2d), UserError, "released-16 need 48");
});

Deno.test("an unknown option or a wrong value is named", () => {
  const fails = (options: object, ...parts: string[]) => {
    const { message } = assertThrows(() => correctionOptions(options), UserError);
    for (const part of parts) assert(message.includes(part), message);
  };
  fails({ step: 2 }, "'step'", "steps");
  fails({ steps: 1.5 }, "steps is 1.5", "whole number");
  fails({ rate: 0 }, "rate is 0", "positive");
  fails({ rate: NaN }, "rate");
  fails({ epsilon: -5 }, "epsilon is -5", "null");
  fails({ update: "psiT" }, '"psiT"', "psiC, psiP, psiC+psiP");
  fails({ project: 1 }, "project is 1", "true or false");
  fails({ trail: true, epsilon: 5 }, "epsilon is 5", "null");
  fails({ method: "fast" }, '"fast"', "batched, loop, released");
  fails({ method: "released", tau: 20 }, "'tau' of the released variant", "masked");
  fails({ method: "released", masked: "Spine" }, "masked", "list");
});

Deno.test("what is not given takes its default", () => {
  assertEquals(correctionOptions({ rate: undefined }), correctionOptions());
  assertEquals(correctionOptions({ method: "released" }).rate, 1.5e-4);
  assertEquals(correctionOptions({ tau: null }), { ...correctionOptions(), tau: null });
});
