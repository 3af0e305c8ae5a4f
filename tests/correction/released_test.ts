import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { RELEASED_DEFAULTS, type ReleasedOptions } from "../../lib/correction/options.ts";
import { correctReleased } from "../../lib/correction/released.ts";
import { correctReleasedLoop } from "../../lib/correction/released_loop.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import {
  distances,
  randomMachine,
  randomPoses,
  trainedMachine,
  values,
} from "./correction_fixture.ts";

await startEngine();

const FRAMES = 16;
const input = () => ({
  pose3d: tf.tensor2d(values("pose3d").data, [FRAMES, 51]),
  target2d: tf.tensor2d(values("target2d").data, [FRAMES, 34]),
});

/** The poses of fixtures/correction.py after so many steps. */
function expected(adam: ReleasedOptions["adam"], steps: number): Float32Array {
  const { data, shape: [, states, columns] } = values(`released ${adam}`);
  const poses = new Float32Array(FRAMES * columns);
  for (let frame = 0; frame < FRAMES; frame++) {
    const start = (frame * states + steps) * columns;
    poses.set(data.subarray(start, start + columns), frame * columns);
  }
  return poses;
}

for (const adam of ["reset", "carried"] as const) {
  Deno.test(`Adam ${adam}: the poses are PyTorch's in TensorFlow 1's form of Adam`, () => {
    const machine = trainedMachine();
    const { pose3d, target2d } = input();
    // Frames that carry Adam's moments on see the steps that earlier frames took: five, as the fixture.
    for (const steps of adam === "carried" ? [5] : [0, 1, 2, 5]) {
      for (const method of [correctReleased, correctReleasedLoop]) {
        const options = { ...RELEASED_DEFAULTS, adam, steps };
        const { pose3d: poses, initial } = method(machine, pose3d, target2d, options);
        const { largest, mean } = distances(machine, poses, expected(adam, steps));
        assert(
          largest < 1e-2 && mean < 1e-3,
          `${method.name}, ${steps} steps: ${largest}, ${mean}`,
        );
        assert(distances(machine, initial, expected(adam, 0)).largest < 1e-3);
      }
    }
  });
}

Deno.test("the pose can be that before the last update", () => {
  const machine = trainedMachine();
  const { pose3d, target2d } = input();
  for (const method of [correctReleased, correctReleasedLoop]) {
    const options = { ...RELEASED_DEFAULTS, returned: "before" } as const;
    const { pose3d: poses } = method(machine, pose3d, target2d, options);
    assert(distances(machine, poses, expected("reset", 1)).mean < 1e-3);
  }
});

Deno.test("batched and loop agree at random weights", () => {
  for (const batchNorm of [false, true]) {
    const machine = randomMachine(40, batchNorm);
    const pose3d = tf.tensor2d(randomPoses(66, 51), [66, 51]);
    const target2d = tf.tensor2d(randomPoses(66, 34), [66, 34]);
    const before = tf.memory().numTensors;
    const batched = correctReleased(machine, pose3d, target2d, RELEASED_DEFAULTS);
    const loop = correctReleasedLoop(machine, pose3d, target2d, RELEASED_DEFAULTS);
    correctReleasedLoop(machine, pose3d, target2d, { ...RELEASED_DEFAULTS, adam: "carried" });
    assertEquals(tf.memory().numTensors, before);
    const { largest, mean } = distances(machine, batched.pose3d, loop.pose3d);
    assert(largest < 1e-2 && mean < 1e-3, `${largest}, ${mean}`);
    assert(distances(machine, batched.pose3d, batched.initial).mean > 0.1);
    assert(batched.decisions.every(({ steps, discarded }) => steps === 2 && !discarded));
  }
});

Deno.test("a masked joint that the skeleton has not is named", () => {
  const machine = trainedMachine();
  const { pose3d, target2d } = input();
  const options = { ...RELEASED_DEFAULTS, masked: ["Spin"] };
  assertThrows(() => correctReleased(machine, pose3d, target2d, options), UserError, "'Spin'");
});
