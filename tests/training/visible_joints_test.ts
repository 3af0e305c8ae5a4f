import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { squaredError } from "../../lib/training/losses.ts";
import { visibleCells, visibleCoordinates } from "../../lib/training/visible_joints.ts";

await startEngine();
const stills = { count: 2, images: new Uint8Array(), pose2d: new Float32Array(12) };

Deno.test("where all joints are known there is no mask", () => {
  assertEquals([visibleCoordinates(stills), visibleCells(stills, 4)], [undefined, undefined]);
});

Deno.test("a joint that was not annotated counts in neither coordinate, nor in its map", () => {
  tf.tidy(() => {
    const some = { ...stills, visible: Uint8Array.of(1, 0, 1, 1, 1, 0) };
    const mask = visibleCoordinates(some)!;
    assertEquals(mask.arraySync(), [[1, 1, 0, 0, 1, 1], [1, 1, 1, 1, 0, 0]]);
    const error = squaredError(tf.ones([2, 6]), tf.zeros([2, 6]), mask);
    assertEquals(error.dataSync()[0], 4);
    assertEquals(visibleCells(some, 2)!.arraySync(), [[1, 0, 1, 1, 0, 1], [1, 1, 0, 1, 1, 0]]);
  });
});
