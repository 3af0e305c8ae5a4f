import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import type { MachineConfig } from "../../lib/model/config.ts";
import { initLifter, initMachine, isMachine, type Machine } from "../../lib/model/machine.ts";
import { loadLifter, loadMachine, saveMachine } from "../../lib/model/machine_file.ts";
import { preset } from "../../lib/model/presets.ts";
import { disposeTree, leaves } from "../../lib/nn/tree.ts";
import { saveTree } from "../../lib/nn/tree_file.ts";
import { torchFixture } from "../torch_fixture.ts";

await startEngine();
const { config } = torchFixture<MachineConfig>("machine");
const RECORD = { variant: "ours", seed: 1 } as Parameters<typeof saveMachine>[2];
const normalization = { min: Array(15).fill(-900), max: Array(15).fill(900) };

const newPath = () => `${Deno.makeTempDirSync({ prefix: "posemachine" })}/machine.safetensors`;
const newMachine = (change: Partial<MachineConfig> = {}): Machine => ({
  config: { ...config, ...change },
  params: initMachine({ ...config, ...change }, 1),
  normalization,
});

const VARIANTS: Record<string, Partial<MachineConfig>> = {
  "the paper's head": {},
  "no head": { pose2d: { ...config.pose2d, head: "none" } },
  "no memory": { transformer: { ...config.transformer, recurrence: "none" } },
  "batch normalisation": { projector: { ...config.projector, batchNorm: true } },
};
for (const [name, change] of Object.entries(VARIANTS)) {
  Deno.test(`a machine comes back as it was saved: ${name}`, () => {
    const before = tf.memory().numTensors;
    const [path, machine] = [newPath(), newMachine(change)];
    saveMachine(path, machine, RECORD);
    const loaded = loadMachine(path);
    assertEquals(loaded.record, RECORD);
    assertEquals(loaded.machine.config, machine.config);
    assertEquals(loaded.machine.normalization, normalization);
    const numbers = ({ params }: Machine) =>
      leaves(params).map(([path, leaf]) => [path, leaf.shape, [...leaf.dataSync()]]);
    assertEquals(numbers(loaded.machine), numbers(machine)); // in the same order too
    disposeTree(loaded.machine.params);
    disposeTree(machine.params);
    assertEquals(tf.memory().numTensors, before);
  });
}

Deno.test("a machine without projector comes back, and is refused where one is needed", () => {
  const before = tf.memory().numTensors;
  const { projector: _, ...lifter } = config;
  const path = newPath();
  const params = initLifter(lifter, 1);
  saveMachine(path, { config: lifter, params, normalization }, { ...RECORD, variant: "wo-ssc" });
  const { machine } = loadLifter(path);
  assertEquals(isMachine(machine), false);
  assertEquals(leaves(machine.params).map(([name]) => name), leaves(params).map(([name]) => name));
  disposeTree(machine.params);
  disposeTree(params);
  const { message } = assertThrows(() => loadMachine(path), UserError, path);
  assertStringIncludes(message, "'wo-ssc'");
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("files that are no such machine are refused by name, and leave no tensors", () => {
  const before = tf.memory().numTensors;
  const refuse = (path: string, ...parts: string[]) => {
    const { message } = assertThrows(() => loadMachine(path), UserError, path);
    for (const part of parts) assertStringIncludes(message, part);
  };
  refuse("/nowhere/machine.safetensors", "no such file", "deno task train");
  const [path, machine] = [newPath(), newMachine()];
  saveMachine(path, machine, RECORD);
  Deno.truncateSync(path, Deno.statSync(path).size - 1);
  refuse(path, "truncated", "deno task train");
  saveTree(path, machine.params, { format: "another" });
  refuse(path, "another");
  const wider = { ...config, projector: { ...config.projector, units: 13 } };
  saveMachine(path, { ...machine, config: wider }, RECORD);
  refuse(path, "psiC/fc1/kernel", "15,12", "15,13");
  disposeTree(machine.params);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("an unknown preset names itself and those that there are", () => {
  for (const name of ["smal", "toString", ""]) {
    const { message } = assertThrows(() => preset(name), UserError, `'${name}'`);
    assertStringIncludes(message, "paper, small, official");
  }
});
