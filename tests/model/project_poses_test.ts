import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import { initMachine } from "../../lib/model/machine.ts";
import { preset } from "../../lib/model/presets.ts";
import { projectPoses } from "../../lib/model/project_poses.ts";
import type { Dense } from "../../lib/nn/dense.ts";
import { disposeTree } from "../../lib/nn/tree.ts";

await startEngine();

/** One fully connected layer, written out. */
function layer({ kernel, bias }: Dense, input: number[]): number[] {
  const weights = kernel.dataSync(), [inputs, outputs] = kernel.shape;
  return Array.from(bias.dataSync(), (start, column) => {
    let sum = start;
    for (let row = 0; row < inputs; row++) sum += input[row] * weights[row * outputs + column];
    return sum;
  });
}

Deno.test("poses are projected as Ψ_P written out does, and no tensor stays behind", () => {
  const base = preset("small");
  const config = { ...base, projector: { ...base.projector, units: 6, centre: 0.5 } };
  const machine = { config, params: initMachine(config, 1), normalization: { min: [], max: [] } };
  const pose3d = Float32Array.from({ length: 2 * 51 }, (_, i) => (i * 7 % 11) / 11);
  const tensors = tf.memory().numTensors;
  const projected = projectPoses(machine, pose3d);
  assertEquals(tf.memory().numTensors, tensors);
  const { fc1, fc2, fc3, fc4 } = machine.params.psiP;
  const relu = (values: number[]) => values.map((value) => Math.max(0, value));
  for (const frame of [0, 1]) {
    const input = [...pose3d.subarray(frame * 51, (frame + 1) * 51)].map((value) => value - 0.5);
    const h1 = relu(layer(fc1, input));
    const h3 = relu(layer(fc3, relu(layer(fc2, h1))));
    layer(fc4, h1.map((value, i) => value + h3[i])).forEach((value, i) => {
      assert(Math.abs(value + 0.5 - projected[frame * 34 + i]) < 1e-5);
    });
  }
  assertThrows(() => projectPoses(machine, new Float32Array(50)), UserError, "50 numbers");
  disposeTree(machine.params);
});
