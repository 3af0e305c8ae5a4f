import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { createHash } from "node:crypto";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import { writeCompact } from "../../lib/model/compact_file.ts";
import type { MachineConfig } from "../../lib/model/config.ts";
import { initHourglass } from "../../lib/model/hourglass.ts";
import { HOURGLASS_SMALL } from "../../lib/model/hourglass_config.ts";
import { loadHourglass, saveHourglass } from "../../lib/model/hourglass_file.ts";
import { initMachine } from "../../lib/model/machine.ts";
import { loadMachine, saveMachine, type TrainingRecord } from "../../lib/model/machine_file.ts";
import { initRpsm } from "../../lib/model/rpsm.ts";
import { RPSM_SMALL } from "../../lib/model/rpsm_config.ts";
import { loadRpsm, saveRpsm } from "../../lib/model/rpsm_file.ts";
import { disposeTree, leaves, type Tree } from "../../lib/nn/tree.ts";
import { createRng } from "../../lib/random.ts";
import { torchFixture } from "../torch_fixture.ts";

await startEngine();
const { config } = torchFixture<MachineConfig>("machine");
const record = { variant: "ours", seed: 3, command: "deno task train" } as TrainingRecord;
const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };

/** Saves, frees, compacts and reads again; what comes back must be within half a scale. */
function compacted<T>(
  params: Tree,
  save: (path: string) => void,
  load: (path: string) => T & { record: TrainingRecord },
  paramsOf: (loaded: T) => Tree,
): T {
  const folder = Deno.makeTempDirSync({ prefix: "posemachine" });
  const [from, to] = [`${folder}/machine.safetensors`, `${folder}/compact.safetensors`];
  save(from);
  const full = Deno.readFileSync(from);
  const { bytes, sourceBytes } = writeCompact(from, to);
  assertEquals(Deno.readFileSync(from), full);
  assertEquals([bytes, sourceBytes], [Deno.statSync(to).size, full.length]);
  const loaded = load(to);
  const source = createHash("sha256").update(full).digest("hex");
  assertEquals(loaded.record, { ...record, source });
  const found = new Map(leaves(paramsOf(loaded)));
  for (const [name, leaf] of leaves(params)) {
    const [was, is] = [leaf, found.get(name)!].map((t) => t.dataSync() as Float32Array);
    const largest = was.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    assert(was.every((weight, i) => Math.abs(weight - is[i]) <= largest / 2047 * 0.501), name);
  }
  disposeTree(paramsOf(loaded));
  disposeTree(params);
  Deno.removeSync(folder, { recursive: true });
  return loaded;
}

Deno.test("a machine, an hourglass and a conference version become compact and say from what", () => {
  const before = tf.memory().numTensors;
  const machine = { config, params: initMachine(config, 1), normalization };
  const { machine: found } = compacted(
    machine.params,
    (path) => saveMachine(path, machine, record),
    loadMachine,
    ({ machine }) => machine.params,
  );
  assertEquals([found.config, found.normalization], [config, normalization] as const);
  const hourglass = {
    config: HOURGLASS_SMALL,
    params: initHourglass(HOURGLASS_SMALL, createRng(1)),
  };
  compacted(
    hourglass.params,
    (path) => saveHourglass(path, hourglass, record),
    loadHourglass,
    ({ hourglass }) => hourglass.params,
  );
  const rpsm = { config: RPSM_SMALL, params: initRpsm(RPSM_SMALL, 1), normalization };
  compacted(
    rpsm.params,
    (path) => saveRpsm(path, rpsm, record),
    loadRpsm,
    ({ rpsm }) => rpsm.params,
  );
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a file of other content is kept unless forced; a compact one is not rounded again", () => {
  const before = tf.memory().numTensors;
  const folder = Deno.makeTempDirSync({ prefix: "posemachine" });
  const [from, to] = [`${folder}/machine.safetensors`, `${folder}/compact.safetensors`];
  const params = initMachine(config, 1);
  saveMachine(from, { config, params, normalization }, record);
  const first = writeCompact(from, to);
  assertEquals(writeCompact(from, to), first); // the same content is no other content
  saveMachine(from, { config, params, normalization }, { ...record, seed: 4 });
  disposeTree(params);
  const refused = assertThrows(() => writeCompact(from, to), UserError, to);
  assertStringIncludes(refused.message, "--force");
  assertEquals(Deno.statSync(to).size, first.bytes);
  assert(writeCompact(from, to, { force: true }).sha256 !== first.sha256);
  const refuse = (checkpoint: string, to: string, part: string) =>
    assertThrows(() => writeCompact(checkpoint, to, { force: true }), UserError, part);
  refuse(to, `${folder}/again.safetensors`, "compact already");
  refuse(from, from, "full-precision file itself");
  refuse(from, folder, folder);
  refuse("/nowhere/m.safetensors", to, "no such file");
  assertEquals([...Deno.readDirSync(folder)].length, 2);
  assertEquals(tf.memory().numTensors, before);
  Deno.removeSync(folder, { recursive: true });
});
