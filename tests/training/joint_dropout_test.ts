import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { createRng } from "../../lib/random.ts";
import { dropJoints, keptJoints } from "../../lib/training/joint_dropout.ts";
import { squaredError } from "../../lib/training/losses.ts";

await startEngine();

Deno.test("a joint goes with all its coordinates, with probability δ, in the given share of frames", () => {
  const [frames, joints] = [4000, 10];
  const mask = keptJoints(frames, joints, 3, { dropout: 0.3, dropoutShare: 0.5 }, createRng(1));
  const rows = mask.arraySync();
  mask.dispose();
  let dropped = 0, touched = 0;
  for (const row of rows) {
    for (let joint = 0; joint < joints; joint++) {
      const [x, y, z] = row.slice(3 * joint, 3 * joint + 3);
      assert(x === y && y === z && (x === 0 || x === 1));
      dropped += 1 - x;
    }
    touched += Number(row.includes(0));
  }
  assert(Math.abs(dropped / (frames * joints) - 0.3 * 0.5) < 0.01, `${dropped} joints dropped`);
  const expected = 0.5 * (1 - 0.7 ** joints);
  assert(Math.abs(touched / frames - expected) < 0.03, `${touched} frames touched`);
});

Deno.test("a dropped joint stands at the centre and leaves the error", () => {
  tf.tidy(() => {
    const poses = tf.tensor2d([[0.1, 0.2, 0.3, 0.9], [0.4, 0.6, 0.7, 0.8]]);
    const kept = tf.tensor2d([[1, 1, 0, 0], [1, 1, 1, 1]]);
    const [first, second] = dropJoints(poses, kept, 0.5).arraySync();
    const near = (a: number[], b: number[]) =>
      assert(a.every((value, i) => Math.abs(value - b[i]) < 1e-6), `${a} is not ${b}`);
    near(first, [0.1, 0.2, 0.5, 0.5]);
    near(second, [0.4, 0.6, 0.7, 0.8]);
    const truth = tf.zeros([2, 4]) as tf.Tensor2D;
    // The sum over coordinates, the mean over frames: (0.1² + 0.2² + 0.4² + 0.6² + 0.7² + 0.8²) / 2
    near([squaredError(poses, truth, kept).dataSync()[0]], [0.85]);
  });
});

Deno.test("without dropout every joint stays", () => {
  const mask = keptJoints(50, 17, 2, { dropout: 0, dropoutShare: 1 }, createRng(1));
  assertEquals(mask.dataSync().every((value) => value === 1), true);
  mask.dispose();
});
