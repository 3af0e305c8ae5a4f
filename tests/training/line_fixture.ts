// A training of three numbers that takes a second, and can be run as a process of its own to be killed.
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { disposeTree } from "../../lib/nn/tree.ts";
import { createRng } from "../../lib/random.ts";
import { minimize, type Objective } from "../../lib/training/minimize.ts";
import { openRun } from "../../lib/training/run_folder.ts";

const UPDATES = 60;
export const CHECKPOINT_EVERY = 25;
type Line = { line: { slope: tf.Tensor1D; offset: tf.Scalar } };

/** Fits y = 2 x1 - 3 x2 + 1; `batch` may fail or give nonsense at an update, or take its time. */
export function fitLine(
  at: { kill?: number; nan?: number; pause?: number } = {},
): Objective<Line, number[][]> {
  return {
    updates: UPDATES,
    rate: 0.3,
    images: 8,
    async batch(update) {
      if (update === at.kill) throw new Error("killed");
      if (at.pause) await new Promise((done) => setTimeout(done, at.pause));
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

/** Fits it in a run folder, going on where it stopped: slope and offset. */
export async function fit(
  folder: string,
  objective: Objective<Line, number[][]>,
): Promise<number[]> {
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

if (import.meta.main) {
  await startEngine();
  await fit(Deno.args[0], fitLine({ pause: 20 }));
}
