import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import { disposeTree } from "../../lib/nn/tree.ts";
import { minimize, type Objective } from "../../lib/training/minimize.ts";
import { checkpointPath, openRun, readCheckpoint } from "../../lib/training/run_folder.ts";
import { createRng } from "../../lib/random.ts";

await startEngine();
/** TensorBoard's writer of a run folder stays open on the native engine. */
const EVENT_HANDLES = tf.getBackend() === "tensorflow" ? 1 : 0;

const UPDATES = 60;
const CHECKPOINT_EVERY = 25;
type Line = { line: { slope: tf.Tensor1D; offset: tf.Scalar } };

const newFolder = () => Deno.makeTempDirSync({ prefix: "posemachine" });

/** Fits y = 2 x1 - 3 x2 + 1; `batch` may fail or give nonsense at an update. */
function fitLine(at: { kill?: number; nan?: number } = {}): Objective<Line, number[][]> {
  return {
    updates: UPDATES,
    rate: 0.3,
    images: 8,
    batch(update) {
      if (update === at.kill) throw new Error("killed");
      const rng = createRng(1, "line", update);
      const scale = update === at.nan ? NaN : 1;
      return Array.from({ length: 8 }, () => [scale * rng.normal(), rng.normal()]);
    },
    describe: (batch) => `the batch that starts with ${batch[0][1].toFixed(3)}`,
    loss({ line }, batch) {
      const x = tf.tensor2d(batch);
      const truth = tf.add(tf.dot(x, tf.tensor1d([2, -3])), 1);
      const y = tf.add(tf.dot(x, line.slope), line.offset);
      const total = tf.mean(tf.square(tf.sub(y, truth))) as tf.Scalar;
      return { total, parts: { offset: tf.clone(line.offset) } };
    },
  };
}

async function fit(folder: string, objective: Objective<Line, number[][]>): Promise<number[]> {
  const start: Line = { line: { slope: tf.zeros([2]), offset: tf.scalar(0) } };
  const run = await openRun({ folder, config: { task: "line" }, note: () => {} });
  try {
    const { line } = await minimize(start, objective, {
      run,
      label: "line",
      checkpointEvery: CHECKPOINT_EVERY,
    });
    const fitted = [...line.slope.dataSync(), ...line.offset.dataSync()];
    disposeTree({ line });
    return fitted;
  } finally {
    run.close();
    disposeTree(start);
  }
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
  assertEquals(readCheckpoint(killed).step, 25);
  await assertRejects(() => fit(killed, fitLine({ kill: 59 })), Error, "killed");
  assertEquals(await fit(killed, fitLine()), [a, b, c]);
  assertEquals(
    Deno.readFileSync(checkpointPath(killed)),
    Deno.readFileSync(checkpointPath(straight)),
  );
  const log = (folder: string) => Deno.readTextFileSync(`${folder}/log.jsonl`);
  assertEquals(log(killed), log(straight));
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
  assertEquals(step, 25);
  assert((tensors.parameters as tf.Tensor1D).dataSync().every(Number.isFinite));
  disposeTree(tensors);
});
