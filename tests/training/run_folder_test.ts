import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { UserError } from "../../lib/errors.ts";
import { disposeTree } from "../../lib/nn/tree.ts";
import { checkpointPath, openRun } from "../../lib/training/run_folder.ts";
import { readLog } from "../../lib/training/run_log.ts";

await tf.setBackend("cpu");

const CONFIG = { seed: 1, preset: { units: 128, head: "fc" }, clip: Infinity };
const newFolder = () => Deno.makeTempDirSync({ prefix: "posemachine" }) + "/run";
const notes: string[] = [];
const open = (folder: string, more = {}) =>
  openRun({ folder, config: CONFIG, note: (text) => notes.push(text), ...more });

Deno.test("a new run has no checkpoint; reopened, it has what was saved", async () => {
  const before = tf.memory().numTensors;
  const folder = newFolder();
  const first = await open(folder);
  assertEquals(first.checkpoint, undefined);
  const tensors = { params: tf.tensor1d([1, 2]), adam: { first: tf.tensor1d([3, 4]) } };
  first.save(5, tensors, { phase: "pose2d", step: 5 });
  first.close();
  const second = await open(folder);
  const { step, record, tensors: loaded } = second.checkpoint!;
  assertEquals(step, 5);
  assertEquals(record, { phase: "pose2d", step: 5 });
  assertEquals([...(loaded.params as tf.Tensor).dataSync()], [1, 2]);
  second.close();
  disposeTree(tensors);
  disposeTree(loaded);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("the log is cut back to the checkpoint, so a killed run's log equals an unbroken one's", async () => {
  const folder = newFolder();
  const killed = await open(folder);
  for (const step of [1, 2]) killed.log(step, { loss: 1 / step });
  killed.save(2, {});
  killed.log(3, { loss: 99 });
  killed.close();
  Deno.writeTextFileSync(`${folder}/log.jsonl`, '{"step":4,"lo', { append: true }); // cut by the kill
  const resumed = await open(folder);
  for (const step of [3, 4]) resumed.log(step, { loss: 1 / step });
  resumed.close();
  const straight = newFolder();
  const run = await open(straight);
  for (const step of [1, 2, 3, 4]) {
    run.log(step, { loss: 1 / step }, { images_per_s: Math.random() });
  }
  run.close();
  const text = (at: string) => Deno.readTextFileSync(`${at}/log.jsonl`);
  assertEquals(text(folder), text(straight));
  assertEquals(readLog(folder)[2], { step: 3, loss: 1 / 3 });
});

Deno.test("another configuration is refused, naming the setting and both ways out", async () => {
  const folder = newFolder();
  const run = await open(folder);
  run.save(1, {});
  run.close();
  const config = { ...CONFIG, preset: { units: 64, head: "fc" } };
  const error = await assertRejects(() => open(folder, { config }), UserError, folder);
  assertStringIncludes(error.message, "(preset.units: 128 in the folder, 64 now)");
  assertStringIncludes(error.message, "--runs");
  const fresh = await open(folder, { config, fresh: true });
  assertEquals(fresh.checkpoint, undefined);
  fresh.close();
});

Deno.test("--fresh discards checkpoint and log, and nothing else in the folder", async () => {
  const folder = newFolder();
  const run = await open(folder);
  run.log(1, { loss: 1 });
  run.save(1, {});
  run.close();
  Deno.writeTextFileSync(`${folder}/notes.txt`, "mine");
  (await open(folder, { fresh: true })).close();
  assertEquals(readLog(folder), []);
  assertEquals(Deno.readTextFileSync(`${folder}/notes.txt`), "mine");
});

Deno.test("a truncated checkpoint is refused by name, with what to do", async () => {
  const folder = newFolder();
  const run = await open(folder);
  const tensors = { params: tf.ones([100]) };
  run.save(1, tensors);
  run.close();
  Deno.truncateSync(checkpointPath(folder), 300);
  const error = await assertRejects(() => open(folder), UserError, checkpointPath(folder));
  assertStringIncludes(error.message, "truncated");
  assertStringIncludes(error.message, "--fresh");
  disposeTree(tensors);
});

Deno.test("weights that are no training checkpoint are refused", async () => {
  const folder = newFolder();
  Deno.mkdirSync(folder, { recursive: true });
  const empty = new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]); // {}
  Deno.writeFileSync(checkpointPath(folder), empty);
  await assertRejects(() => open(folder), UserError, "not a training checkpoint");
});

Deno.test("a second trainer is kept out, and let in after the first", async () => {
  const folder = newFolder();
  const first = await open(folder);
  const error = await assertRejects(() => open(folder), UserError, folder);
  assertStringIncludes(error.message, `process ${Deno.pid}`);
  first.close();
  (await open(folder)).close();
});

Deno.test("a lock left by a killed trainer does not hold", async () => {
  const folder = newFolder();
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(`${folder}/lock`, "999999\n");
  (await open(folder)).close();
});

Deno.test("a full disk is one clear message; the last checkpoint stays and no half file is left", async () => {
  const folder = newFolder();
  const run = await open(folder);
  const tensors = { params: tf.ones([100]) };
  run.save(1, tensors);
  const path = checkpointPath(folder);
  const saved = Deno.readFileSync(path);
  const { writeSync } = Deno.FsFile.prototype;
  let room = 250; // bytes until the disk is full
  Deno.FsFile.prototype.writeSync = function (bytes) {
    if (room === 0) throw new Error("No space left on device (os error 28)");
    const written = writeSync.call(this, bytes.subarray(0, room));
    room -= written;
    return written;
  };
  try {
    const error = assertThrows(() => run.save(2, tensors), UserError, "No space left on device");
    assertStringIncludes(error.message, `Cannot write ${path}`);
    assertStringIncludes(error.message, "Free some space");
    assertEquals(room, 0);
  } finally {
    Deno.FsFile.prototype.writeSync = writeSync;
  }
  run.close();
  assertEquals(Deno.readFileSync(path), saved);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assertEquals(names, ["checkpoint.safetensors", "lock", "log.jsonl"]);
  disposeTree(tensors);
});

Deno.test("an engine without TensorBoard files says so once", () => {
  assertEquals(notes.length, 1); // in all the tests above
  assertStringIncludes(notes[0], "native engine, this is cpu");
});
