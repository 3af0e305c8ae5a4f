import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { fileURLToPath } from "node:url";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import { disposeTree } from "../../lib/nn/tree.ts";
import { createRng } from "../../lib/random.ts";
import { checkpointPath, readCheckpoint } from "../../lib/training/run_folder.ts";
import { CHECKPOINT_EVERY, fit, fitLine } from "./line_fixture.ts";

const { name: engine } = await startEngine();
/** TensorBoard's writer of a run folder stays open on the native engine. */
const EVENT_HANDLES = tf.getBackend() === "tensorflow" ? 1 : 0;

const newFolder = () => Deno.makeTempDirSync({ prefix: "posemachine" });

const checkpointOf = (folder: string) => Deno.readFileSync(checkpointPath(folder));
const logOf = (folder: string) => Deno.readTextFileSync(`${folder}/log.jsonl`);

function stepOf(folder: string): number {
  const { step, tensors } = readCheckpoint(folder);
  disposeTree(tensors);
  return step;
}

Deno.test("a run killed between checkpoints and started again ends with the same bytes", async () => {
  const before = tf.memory().numTensors;
  const [straight, killed] = [newFolder(), newFolder()];
  const [a, b, c] = await fit(straight, fitLine());
  assert(
    Math.abs(a - 2) < 0.5 && Math.abs(b + 3) < 0.5 && Math.abs(c - 1) < 0.5,
    `${[a, b, c]}`,
  );
  assertEquals(tf.memory().numTensors - before, EVENT_HANDLES, "tensors leaked");
  await assertRejects(() => fit(killed, fitLine({ kill: 32 })), Error, "killed");
  assertEquals(stepOf(killed), CHECKPOINT_EVERY);
  await assertRejects(() => fit(killed, fitLine({ kill: 59 })), Error, "killed");
  assertEquals(await fit(killed, fitLine()), [a, b, c]);
  assertEquals(checkpointOf(killed), checkpointOf(straight));
  assertEquals(logOf(killed), logOf(straight));
  assertEquals(await fit(straight, fitLine({ kill: 0 })), [a, b, c]); // finished: nothing is run again
});

Deno.test("a loss that is no number stops with its update and batch; the last checkpoint stays", async () => {
  const folder = newFolder();
  const error = await assertRejects(() => fit(folder, fitLine({ nan: 37 })), UserError);
  assertStringIncludes(error.message, "update 38 is NaN");
  const named = createRng(1, "line", 37);
  named.normal();
  assertStringIncludes(error.message, `the batch that starts with ${named.normal().toFixed(3)}`);
  assertStringIncludes(error.message, folder);
  const { step, tensors } = readCheckpoint(folder);
  assertEquals(step, CHECKPOINT_EVERY);
  assert((tensors.parameters as tf.Tensor1D).dataSync().every(Number.isFinite));
  disposeTree(tensors);
});

Deno.test("a process killed outright leaves a run that goes on to the same bytes", async () => {
  const [straight, killed] = [newFolder(), newFolder()];
  const script = fileURLToPath(new URL("line_fixture.ts", import.meta.url));
  const allow = ["read", "write", "env", "sys", "ffi"].map((what) => `--allow-${what}`);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...allow, script, killed],
    env: { POSEMACHINE_ENGINE: engine, TF_CPP_MIN_LOG_LEVEL: "3" },
    stdout: "null",
    stderr: "null",
  }).spawn();
  const ended = child.status;
  const checkpointed = () => {
    try {
      return Deno.statSync(checkpointPath(killed)).isFile;
    } catch {
      return false;
    }
  };
  let running = true;
  ended.then(() => running = false);
  while (running && !checkpointed()) await new Promise((done) => setTimeout(done, 20));
  child.kill("SIGKILL");
  const { signal } = await ended;
  assertEquals(signal, "SIGKILL", "the child ended by itself");
  await fit(straight, fitLine());
  await fit(killed, fitLine());
  assertEquals(checkpointOf(killed), checkpointOf(straight));
  assertEquals(logOf(killed), logOf(straight));
});
