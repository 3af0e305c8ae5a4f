import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { Dataset, Sequence } from "../../lib/data/dataset.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import { createRng } from "../../lib/random.ts";
import { H36M_17 } from "../../lib/skeleton.ts";
import { type Frames, layOutFrames, sampleClips } from "../../lib/training/frames.ts";
import { scaledFrames } from "../../lib/training/scaled_frames.ts";

await startEngine();
const SIZE = 32;
const PICTURE = SIZE * SIZE * 3;
const [FIRST, SECOND] = [4, 6];

/** A grey picture with one bright square of 2 x 2 px whose middle is at `x`, `y` px. */
function dot(x: number, y: number): Uint8Array {
  const picture = new Uint8Array(PICTURE).fill(128);
  for (const row of [y - 1, y]) {
    picture.fill(255, 3 * (row * SIZE + x - 1), 3 * (row * SIZE + x + 1));
  }
  return picture;
}

/** Two sequences; frame f of the whole has every joint at its dot, and 3D coordinates f, f + 1, … mm. */
function newFrames(): Frames {
  let frame = 0;
  const sequences = [FIRST, SECOND].map((frames): Sequence => {
    const own = Array.from({ length: frames }, () => frame++);
    const place = (f: number) => [4 + f, 24 - f] as const;
    return {
      frames,
      images: Uint8Array.from(own.flatMap((f) => [...dot(...place(f))])),
      pose2d: Float32Array.from(
        own.flatMap((f) => Array(17).fill(place(f).map((px) => px / SIZE)).flat()),
      ),
      pose3d: Float32Array.from(own.flatMap((f) => Array.from({ length: 51 }, (_, i) => f + i))),
    } as Sequence;
  });
  const data: Dataset = { name: "dots", skeleton: H36M_17, imageSize: SIZE, fps: 10, sequences };
  return layOutFrames(data);
}

Deno.test("frames are laid out in order, their 3D poses normalised over all of them", async () => {
  const frames = newFrames();
  assertEquals(frames.count, FIRST + SECOND);
  assertEquals(frames.sequences, [{ start: 0, frames: FIRST }, { start: FIRST, frames: SECOND }]);
  assertEquals([frames.normalization.min[3], frames.normalization.max[3]], [3, 12]);
  const values = frames.pose3d.arraySync();
  for (const [f, pose] of values.entries()) {
    assert(pose.every((value) => Math.abs(value - f / 9) < 1e-6), `frame ${f}`);
  }
  const pictures = await frames.pictures(new Int32Array([5, 0, 4]));
  assertEquals(
    pictures,
    Uint8Array.from([[9, 19], [4, 24], [8, 20]].flatMap(([x, y]) => [...dot(x, y)])),
  );
  tf.dispose([frames.pose2d, frames.pose3d]);
});

Deno.test("a clip's frames follow one another and never leave their sequence", () => {
  const frames = newFrames();
  const rng = createRng(1);
  const seen = new Set<number>();
  for (let draw = 0; draw < 100; draw++) {
    const indices = [...sampleClips(frames, { clips: 2, frames: 3 }, rng)];
    assertEquals(indices.length, 6);
    for (const clip of [indices.slice(0, 3), indices.slice(3)]) {
      assertEquals(clip, [clip[0], clip[0] + 1, clip[0] + 2]);
      assertEquals(clip[0] < FIRST, clip[2] < FIRST, `clip ${clip} crosses sequences`);
      seen.add(clip[0]);
    }
  }
  assertEquals([...seen].sort(), [0, 1, 4, 5, 6, 7]); // every place a clip can begin
  tf.dispose([frames.pose2d, frames.pose3d]);
});

Deno.test("clips come from sequences that are long enough; without one, that is said", () => {
  const frames = newFrames();
  const clips = Array.from(
    { length: 20 },
    (_, i) => [...sampleClips(frames, { clips: 1, frames: 5 }, createRng(i))],
  );
  assert(clips.every(([first]) => first >= FIRST)); // the first sequence has four frames
  assertThrows(
    () => sampleClips(frames, { clips: 1, frames: 7 }, createRng(1)),
    UserError,
    "A clip of 7 frames does not fit a sequence of 6, the longest there is",
  );
  tf.dispose([frames.pose2d, frames.pose3d]);
});

Deno.test("a scaled picture shows the joint where the scaled 2D pose says", async () => {
  const frames = newFrames();
  const indices = new Int32Array([0, 1, 4, 5, 8, 9]);
  const bytes = await frames.pictures(indices);
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const scaled = scaledFrames(frames, indices, bytes, 2, SIZE, createRng(3));
    const poses = scaled.pose2d.arraySync();
    const original = tf.gather(frames.pose2d, indices).arraySync();
    const brightness = tf.maximum(tf.mean(scaled.images, 3), 0.02).arraySync() as number[][][];
    const factors = poses.map((pose, i) => (pose[0] - 0.5) / (original[i][0] - 0.5));
    for (let i = 0; i < indices.length; i++) {
      let [mass, x, y] = [0, 0, 0];
      brightness[i].forEach((line, row) =>
        line.forEach((value, column) => {
          mass += value - 0.02;
          x += (value - 0.02) * (column + 0.5);
          y += (value - 0.02) * (row + 0.5);
        })
      );
      const [atX, atY] = [x / mass, y / mass];
      const [wantX, wantY] = [poses[i][0] * SIZE, poses[i][1] * SIZE];
      assert(Math.hypot(atX - wantX, atY - wantY) < 0.3, `${atX}, ${atY} px: ${wantX}, ${wantY}`);
      assert(factors[i] >= 0.9 && factors[i] <= 1.1, `factor ${factors[i]}`);
      const pair = factors[i - i % 2];
      assert(Math.abs(factors[i] - pair) < 1e-4, "a clip's frames have one factor");
    }
    assert(Math.abs(factors[0] - factors[2]) > 1e-3, "each clip has its own factor");
  });
  assertEquals(tf.memory().numTensors, before);
  tf.dispose([frames.pose2d, frames.pose3d]);
});
