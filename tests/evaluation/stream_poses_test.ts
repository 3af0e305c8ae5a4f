import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import { correctPoses } from "../../lib/correction/correct.ts";
import { streamPoses } from "../../lib/evaluation/stream_poses.ts";
import { intermediatePoses } from "../../lib/model/inference.ts";
import { initLifter, initMachine, type Machine } from "../../lib/model/machine.ts";
import { preset } from "../../lib/model/presets.ts";
import { disposeTree } from "../../lib/nn/tree.ts";
import { denormalize } from "../../lib/normalize.ts";
import { createRng } from "../../lib/random.ts";
import { H36M_17 } from "../../lib/skeleton.ts";

await startEngine();

const config = { ...preset("small"), imageSize: 16 };
const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
const machine: Machine = { config, params: initMachine(config, 1), normalization };
const BYTES = 16 * 16 * 3;

/** Frames of noise, made when they are asked for. */
function* noise(frames: number) {
  const rng = createRng("stream");
  for (let second = 0; second < frames; second++) {
    yield { second, rgb: Uint8Array.from({ length: BYTES }, () => 255 * rng.uniform()) };
  }
}

function assertNear(actual: Float32Array, expected: Float32Array, most: number, what: string) {
  assertEquals(actual.length, expected.length);
  const worst = actual.reduce((w, value, i) => Math.max(w, Math.abs(value - expected[i])), 0);
  assert(worst < most, `${what} differ by ${worst}`);
}

/** The whole of it at once: [frames, 51] in mm, and [frames, 34]. */
function atOnce(frames: number) {
  const images = new Uint8Array(frames * BYTES);
  for (const { second, rgb } of noise(frames)) images.set(rgb, second * BYTES);
  const seen = intermediatePoses(machine, images);
  const [pose2d, pose3d] = [seen.pose2d.dataSync(), seen.pose3d.dataSync()] as Float32Array[];
  tf.dispose([seen.maps, seen.pose2d, seen.pose3d, seen.state]);
  const { psiC, psiP } = machine.params;
  const whole = { psiC, psiP, config: config.projector, normalization, skeleton: H36M_17 };
  const corrected = correctPoses(whole, pose3d, pose2d);
  return {
    pose2d,
    intermediate: denormalize(normalization, pose3d),
    pose3d: denormalize(normalization, corrected.pose3d),
    decisions: corrected.decisions,
  };
}

Deno.test("a stream gives the poses of the whole sequence, however many frames at once", async () => {
  const whole = atOnce(7);
  for (const framesAtOnce of [1, 3, 7, 100]) {
    let count = 0;
    for await (const pose of streamPoses(machine, H36M_17, noise(7), { framesAtOnce })) {
      const { second } = pose.frame;
      assertEquals(second, count++);
      for (const name of ["pose2d", "intermediate", "pose3d"] as const) {
        const columns = whole[name].length / 7;
        const expected = whole[name].subarray(second * columns, (second + 1) * columns);
        assertNear(pose[name], expected, name === "pose2d" ? 1e-5 : 0.01, `${name}, mm`);
      }
      assertEquals(pose.decision!.steps, whole.decisions[second].steps);
    }
    assertEquals(count, 7);
  }
});

Deno.test("the state is carried: a frame's pose depends on those before it", async () => {
  const last = async (frames: Iterable<{ rgb: Uint8Array }>) => {
    let pose: Float32Array | undefined;
    for await (const { intermediate } of streamPoses(machine, H36M_17, frames)) pose = intermediate;
    return pose!;
  };
  const whole = [...noise(5)];
  const [long, short] = [await last(whole), await last(whole.slice(-1))];
  assert(long.some((value, i) => Math.abs(value - short[i]) > 0.1));
});

Deno.test("no tensor stays behind: while it runs, after it, or when it is left early", async () => {
  const before = tf.memory().numTensors;
  let held = 0, count = 0;
  for await (const _ of streamPoses(machine, H36M_17, noise(40), { framesAtOnce: 4 })) {
    if (count === 4) held = tf.memory().numTensors;
    if (count > 4 && count % 4 === 0) assertEquals(tf.memory().numTensors, held);
    count++;
  }
  assertEquals(tf.memory().numTensors, before);
  for await (const _ of streamPoses(machine, H36M_17, noise(9), { framesAtOnce: 4 })) break;
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("without a correction the answer is the intermediate pose", async () => {
  const plain = { config, params: initLifter(config, 1), normalization };
  for (const [model, options] of [[machine, { correction: false }], [plain, {}]] as const) {
    for await (const pose of streamPoses(model, H36M_17, noise(2), options)) {
      assertEquals(pose.pose3d, pose.intermediate);
      assertEquals(pose.decision, undefined);
    }
  }
  disposeTree(plain.params);
});

Deno.test("a machine without LSTMs streams too", async () => {
  const transformer = { ...config.transformer, recurrence: "none" } as const;
  const single = { ...config, transformer };
  const model = { config: single, params: initMachine(single, 1), normalization };
  const before = tf.memory().numTensors;
  const poses = await Array.fromAsync(
    streamPoses(model, H36M_17, noise(3), { framesAtOnce: 1 }),
  );
  assertEquals(poses.length, 3);
  assertEquals(tf.memory().numTensors, before);
  disposeTree(model.params);
});

Deno.test("a crop of another size is refused with both, and no tensor stays behind", async () => {
  const before = tf.memory().numTensors;
  const poses = streamPoses(machine, H36M_17, [...noise(2), { rgb: new Uint8Array(12) }], {
    framesAtOnce: 1,
  });
  await assertRejects(
    () => Array.fromAsync(poses),
    UserError,
    "A crop has 12 bytes; the machine takes 16x16 px",
  );
  assertEquals(tf.memory().numTensors, before);
  const none = streamPoses(machine, H36M_17, noise(1), { framesAtOnce: 0 });
  await assertRejects(() => none.next(), UserError, "framesAtOnce is 0");
});
