import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { correctBatched } from "../../lib/correction/batched.ts";
import { correctLoop } from "../../lib/correction/loop.ts";
import { CORRECTION_DEFAULTS, type StepOptions } from "../../lib/correction/options.ts";
import type { CorrectionMachine } from "../../lib/correction/projector.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { psiP } from "../../lib/model/projector.ts";
import {
  distances,
  randomMachine,
  randomPoses,
  RATE,
  trainedMachine,
  values,
} from "./correction_fixture.ts";

await startEngine();

const OFF = { ...CORRECTION_DEFAULTS, epsilon: null, tau: null, rate: RATE };
const UPDATES = ["psiC", "psiC+psiP"] as const;

/** The fixture's poses for the trained machine, random ones for another. */
function poses(trained: boolean) {
  const frames = trained ? 16 : 6; // the loop takes its time
  return {
    pose3d: tf.tensor2d(trained ? values("pose3d").data : randomPoses(frames, 51), [frames, 51]),
    target2d: tf.tensor2d(trained ? values("target2d").data : randomPoses(frames, 34), [
      frames,
      34,
    ]),
  };
}

/** Sum of squared differences. */
function squares(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
}

/** Frames whose decisions differ, but for those within 0.01 mm of a threshold. */
function disagreements(machine: CorrectionMachine, options: StepOptions, trained: boolean) {
  const { pose3d, target2d } = poses(trained);
  const batched = correctBatched(machine, pose3d, target2d, options).decisions;
  const loop = correctLoop(machine, pose3d, target2d, options).decisions;
  return batched.filter((decision, i) => {
    const other = loop[i];
    const same = decision.steps === other.steps && decision.converged === other.converged &&
      decision.discarded === other.discarded;
    return !same && Math.abs(decision.movement - options.tau!) > 0.01;
  });
}

for (const update of UPDATES) {
  Deno.test(`${update}: one to five steps are those of copied weights in PyTorch`, () => {
    const machine = trainedMachine();
    const { pose3d, target2d } = poses(true);
    const { data, shape } = values(update);
    const [frames, states, columns] = shape;
    for (let steps = 0; steps < states; steps++) {
      const expected = new Float32Array(frames * columns);
      for (let frame = 0; frame < frames; frame++) {
        const start = (frame * states + steps) * columns;
        expected.set(data.subarray(start, start + columns), frame * columns);
      }
      for (const method of [correctBatched, correctLoop]) {
        const corrected = method(machine, pose3d, target2d, { ...OFF, update, steps });
        const { largest, mean } = distances(machine, corrected.pose3d, expected);
        assert(
          largest < 1e-2 && mean < 1e-3,
          `${method.name}, ${steps} steps: ${largest}, ${mean}`,
        );
      }
    }
  });

  Deno.test(`${update}: batched and loop agree at random weights`, () => {
    for (const batchNorm of [false, true]) {
      const machine = randomMachine(40, batchNorm);
      const { pose3d, target2d } = poses(false);
      for (const steps of [1, 2, 3, 4, 5]) {
        const options = { ...OFF, update, steps };
        const batched = correctBatched(machine, pose3d, target2d, options);
        const loop = correctLoop(machine, pose3d, target2d, options);
        const { largest, mean } = distances(machine, batched.pose3d, loop.pose3d);
        assert(largest < 1e-2 && mean < 1e-3, `${steps} steps: ${largest}, ${mean}`);
        const moved = distances(machine, batched.pose3d, batched.initial);
        assert(moved.mean > 1, `a correction that moves ${moved.mean} mm tests little`);
      }
    }
  });

  Deno.test(`${update}: both methods decide as section 3.3 says`, () => {
    const machine = trainedMachine();
    const { pose3d, target2d } = poses(true);
    const names = [
      [`${update} decisions`, 5],
      ...update === "psiC" ? [["psiC decisions of 2 steps", 2]] : [],
    ] as [string, number][];
    for (const [name, steps] of names) {
      const expected = values(name).data;
      for (const method of [correctBatched, correctLoop]) {
        const options = { ...OFF, update, steps, epsilon: 5, tau: 20 };
        const { decisions } = method(machine, pose3d, target2d, options);
        decisions.forEach((decision, i) => {
          const [steps, movement, converged, discarded] = expected.subarray(4 * i, 4 * i + 4);
          assert(Math.abs(decision.movement - movement) < 1e-2, `frame ${i}: ${movement} mm`);
          assertEquals(
            { ...decision, movement },
            { steps, movement, converged: converged === 1, discarded: discarded === 1 },
          );
        });
      }
      assert(new Set(expected.filter((_, i) => i % 4 === 2)).size === 2, "some frames converge");
      assert(new Set(expected.filter((_, i) => i % 4 === 3)).size === 2, "some are discarded");
    }
  });

  Deno.test(`${update}: with the rules on, batched and loop decide alike at random weights`, () => {
    for (const rate of [0.003, 0.03]) {
      const options = { ...CORRECTION_DEFAULTS, update, rate, steps: 4 };
      assertEquals(disagreements(randomMachine(40), options, false), []);
    }
  });
}

Deno.test("Ψ_P alone leaves every pose as it is, and pulls its projection to the 2D pose", () => {
  for (const machine of [trainedMachine(), randomMachine(40, true)]) {
    const { pose3d, target2d } = poses(false);
    const target = target2d.dataSync() as Float32Array;
    const projected = (steps: number) => {
      const options = { ...OFF, update: "psiP", project: true, steps } as const;
      const { pose3d: poses, initial, projection } = correctBatched(
        machine,
        pose3d,
        target2d,
        options,
      );
      assertEquals(poses, initial);
      return squares(projection!, target);
    };
    const [before, one, two] = [0, 1, 2].map(projected);
    assert(one < 0.9 * before && two < one, `${before}, ${one}, ${two}`);
  }
  const rule = { ...OFF, update: "psiP", epsilon: 5, tau: 20 } as const;
  const { pose3d, target2d } = poses(false);
  for (const method of [correctBatched, correctLoop]) {
    // A step that moves nothing has converged.
    const { decisions } = method(trainedMachine(), pose3d, target2d, rule);
    assertEquals(decisions[0], { steps: 1, movement: 0, converged: true, discarded: false });
  }
});

Deno.test("the trail holds what so many steps give, the τ rule aside", () => {
  const machine = randomMachine(40);
  const { pose3d, target2d } = poses(false);
  for (const method of [correctBatched, correctLoop]) {
    const { trail } = method(machine, pose3d, target2d, { ...OFF, steps: 3, trail: true, tau: 1 });
    const expected = [0, 1, 2, 3].map((steps) =>
      method(machine, pose3d, target2d, { ...OFF, steps }).pose3d
    );
    assertEquals(trail, expected);
  }
  const { trail } = correctBatched(machine, pose3d, target2d, { ...OFF, trail: true }, 4);
  assertEquals(trail?.map(({ length }) => length), [6 * 51, 6 * 51, 6 * 51]);
});

Deno.test("the projection is that by each frame's own weights, in both methods", () => {
  for (const update of ["psiC", "psiP", "psiC+psiP"] as const) {
    for (const batchNorm of [false, true]) {
      const machine = randomMachine(40, batchNorm);
      const { pose3d, target2d } = poses(false);
      for (const rules of [{}, { epsilon: 5, tau: 20 }]) {
        const options = { ...OFF, ...rules, update, steps: 3, project: true };
        const batched = correctBatched(machine, pose3d, target2d, options, 4);
        const loop = correctLoop(machine, pose3d, target2d, options);
        assertEquals(batched.projection!.length, target2d.size);
        assert(squares(batched.projection!, loop.projection!) < 1e-6, `${update}, ${batchNorm}`);
        assertEquals(
          correctBatched(machine, pose3d, target2d, { ...options, project: false }, 4).pose3d,
          batched.pose3d,
        );
        if (update !== "psiC") continue; // then Ψ_P is the trained one
        const trained = tf.tidy(() =>
          psiP(machine.psiP, machine.config, tf.tensor2d(batched.pose3d, pose3d.shape)).dataSync()
        );
        assert(squares(batched.projection!, trained as Float32Array) < 1e-6);
      }
    }
  }
});

Deno.test("a discarded frame keeps Ψ_C(p3d), another its last pose", () => {
  const machine = trainedMachine();
  const { pose3d, target2d } = poses(true);
  const off = correctBatched(machine, pose3d, target2d, { ...OFF, steps: 2 });
  const on = correctBatched(machine, pose3d, target2d, { ...OFF, steps: 2, tau: 20 });
  on.decisions.forEach(({ discarded, movement }, i) => {
    assertEquals(discarded, movement > 20);
    const row = (poses: Float32Array) => poses.slice(51 * i, 51 * i + 51);
    assertEquals(row(on.pose3d), row(discarded ? on.initial : off.pose3d));
  });
});

Deno.test("poses that run off to NaN are discarded", () => {
  const machine = trainedMachine();
  const { pose3d, target2d } = poses(true);
  for (const method of [correctBatched, correctLoop]) {
    const options = { ...OFF, steps: 5, tau: 20, rate: 1e12 };
    const { pose3d: kept, initial, decisions } = method(machine, pose3d, target2d, options);
    assert(decisions.some(({ movement }) => !Number.isFinite(movement)), "the rate is too small");
    assert(decisions.every(({ discarded }) => discarded));
    assertEquals(kept, initial);
  }
});

Deno.test("the result does not depend on the chunk, and no tensor is left behind", () => {
  const machine = randomMachine(24);
  const { pose3d, target2d } = poses(false);
  const before = tf.memory().numTensors;
  const options = { ...CORRECTION_DEFAULTS, update: "psiC+psiP" } as const;
  const whole = correctBatched(machine, pose3d, target2d, options);
  const parts = correctBatched(machine, pose3d, target2d, options, 4);
  correctLoop(machine, pose3d, target2d, options);
  assertEquals(tf.memory().numTensors, before);
  assert(distances(machine, whole.pose3d, parts.pose3d).largest < 1e-2);
  assertEquals(whole.decisions.length, 6);
});
