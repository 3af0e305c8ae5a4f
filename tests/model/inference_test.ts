import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { Dataset, Sequence } from "../../lib/data/dataset.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import { inferDataset, intermediatePoses } from "../../lib/model/inference.ts";
import { initMachine, type Machine } from "../../lib/model/machine.ts";
import { SMALL } from "../../lib/model/presets.ts";
import { createRng } from "../../lib/random.ts";
import { H36M_17 } from "../../lib/skeleton.ts";

await startEngine();
const SIZE = 16;
const PICTURE = SIZE * SIZE * 3;
const config = {
  ...SMALL,
  imageSize: SIZE,
  pose2d: { ...SMALL.pose2d, channels: [8, 8, 12, 12, 17] },
  transformer: { ...SMALL.transformer, channels: 12, units: 8 },
} as const;
const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
const newMachine = (): Machine => ({ config, params: initMachine(config, 1), normalization });

function noise(frames: number, name: number): Uint8Array {
  const rng = createRng("noise", name);
  return Uint8Array.from({ length: frames * PICTURE }, () => rng.integer(0, 256));
}

const dataset = (...lengths: number[]): Dataset => ({
  name: "noise",
  skeleton: H36M_17,
  imageSize: SIZE,
  fps: 10,
  sequences: lengths.map((frames, i) => ({ frames, images: noise(frames, i) }) as Sequence),
});

function assertNear(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string) {
  assertEquals(actual.length, expected.length, what);
  for (let i = 0; i < actual.length; i++) {
    assert(Math.abs(actual[i] - expected[i]) < 1e-5, `${what} ${i}: ${actual[i]}, ${expected[i]}`);
  }
}

Deno.test("a data set's poses are those of each sequence by itself, whatever runs beside it", () => {
  const machine = newMachine();
  const before = tf.memory().numTensors;
  const data = dataset(3, 3, 3, 5, 3);
  const done: number[] = [];
  const { pose2d, pose3d, singleFrame } = inferDataset(
    machine,
    data,
    (frames) => done.push(frames),
  );
  assertEquals(done.at(-1), 17);
  assertEquals(tf.memory().numTensors, before, "tensors leaked");
  let at = 0;
  for (const { frames, images } of data.sequences) {
    tf.tidy(() => {
      const alone = intermediatePoses(machine, images);
      assertNear(pose2d.subarray(at * 34, (at + frames) * 34), alone.pose2d.dataSync(), "2D");
      assertNear(pose3d.subarray(at * 51, (at + frames) * 51), alone.pose3d.dataSync(), "3D");
      for (let frame = 0; frame < frames; frame++) {
        const picture = images.subarray(frame * PICTURE, (frame + 1) * PICTURE);
        const single = intermediatePoses(machine, picture).pose3d.dataSync();
        const start = (at + frame) * 51;
        assertNear(singleFrame.subarray(start, start + 51), single, "single frame");
      }
    });
    at += frames;
  }
  const moved = pose3d.some((value, i) => Math.abs(value - singleFrame[i]) > 1e-4);
  assert(moved, "the LSTMs' memory changes nothing");
});

Deno.test("a video in pieces, the state passed on, has the poses of the whole", () => {
  const machine = newMachine();
  tf.tidy(() => {
    const images = noise(4, 7);
    const whole = intermediatePoses(machine, images).pose3d.dataSync();
    let state;
    for (let frame = 0; frame < 4; frame++) {
      const picture = images.subarray(frame * PICTURE, (frame + 1) * PICTURE);
      const piece = intermediatePoses(machine, picture, { state });
      assertNear(piece.pose3d.dataSync(), whole.subarray(frame * 51, (frame + 1) * 51), "3D");
      state = piece.state;
    }
  });
});

Deno.test("pictures and joints that do not fit the machine are refused with both sizes", () => {
  const machine = newMachine();
  assertThrows(() => intermediatePoses(machine, new Uint8Array(PICTURE + 1)), UserError, "16x16");
  assertThrows(() => intermediatePoses(machine, new Uint8Array(0)), UserError, "0 bytes");
  const larger = { ...dataset(2), imageSize: 64 };
  assertThrows(() => inferDataset(machine, larger), UserError, "64 px pictures");
  const headless = {
    ...machine,
    config: { ...config, pose2d: { ...config.pose2d, head: "none" } },
  };
  assertThrows(
    () => intermediatePoses(headless as Machine, new Uint8Array(PICTURE)),
    UserError,
    "no 2D head",
  );
});
