import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import type { Stills } from "../../lib/data/dataset.ts";
import { startEngine } from "../../lib/engine/engine.ts";
import { HOURGLASS_SMALL } from "../../lib/model/hourglass_config.ts";
import { disposeTree, leaves } from "../../lib/nn/tree.ts";
import { createRng } from "../../lib/random.ts";
import { stepFolder } from "../../lib/training/plan.ts";
import { checkpointPath } from "../../lib/training/run_folder.ts";
import { trainHourglass } from "../../lib/training/train_hourglass.ts";

const { name: engine } = await startEngine();

/** TensorBoard's writer of each run stays open on the native engine. */
const EVENT_HANDLES = tf.getBackend() === "tensorflow" ? 1 : 0;
const [SIZE, BATCH, UPDATES] = [16, 4, 40];
const CONFIG = {
  ...HOURGLASS_SMALL,
  ...{ imageSize: SIZE, stemStride: 2, joints: 1, features: 8, depth: 1 } as const,
};

/** A white square on black: the joint is its middle. */
function square(number: number): Stills {
  const rng = createRng("square", number);
  const [x, y] = [rng.integer(2, SIZE - 2), rng.integer(2, SIZE - 2)];
  const images = new Uint8Array(SIZE * SIZE * 3);
  for (let row = y - 2; row < y + 2; row++) {
    images.fill(255, 3 * (row * SIZE + x - 2), 3 * (row * SIZE + x + 2));
  }
  return { count: 1, images, pose2d: Float32Array.of(x / SIZE, y / SIZE) };
}

/** Squares from number `start`; `kill` is one that cannot be had. */
function squares(kill: number) {
  return (start: number, batch: number) => ({
    next() {
      const all = Array.from({ length: batch }, (_, i) => start + i);
      start += batch;
      if (all.includes(kill)) return Promise.reject(new Error(`square ${kill} is lost`));
      const drawn = all.map(square);
      return Promise.resolve({
        count: batch,
        images: Uint8Array.from(drawn.flatMap(({ images }) => [...images])),
        pose2d: Float32Array.from(drawn.flatMap(({ pose2d }) => [...pose2d])),
      });
    },
    close() {},
  });
}

async function run(folder: string, kill = -1) {
  const { hourglass, steps } = await trainHourglass({
    config: CONFIG,
    recipe: { updates: UPDATES, rate: 1e-2, stills: BATCH, heatMaps: 0.5 },
    seed: 1,
    engine,
    stills: squares(kill),
    dataConfig: "squares",
    folder,
    checkpointEvery: 15,
  });
  const params = leaves(hourglass.params).map(([path, leaf]) => [path, [...leaf.dataSync()]]);
  disposeTree(hourglass.params);
  const run = join(folder, stepFolder(steps[0]));
  const bytes = [checkpointPath(run), join(run, "log.jsonl")].map((path) =>
    Deno.readFileSync(path)
  );
  return { params, steps, bytes };
}

Deno.test("an hourglass learns from stills; killed and started again it ends with the same bytes", async () => {
  const [straight, killed] = [1, 2].map(() => Deno.makeTempDirSync({ prefix: "posemachine" }));
  const before = tf.memory().numTensors;
  const whole = await run(straight);
  assertEquals(tf.memory().numTensors - before, EVENT_HANDLES, "tensors leaked");
  const { loss } = JSON.parse(new TextDecoder().decode(whole.bytes[1]).trim().split("\n").at(-1)!);
  const nothingSeen = Math.PI; // the square of a Gaussian of one cell, half of it for each stack
  assert(loss < nothingSeen / 4, `${loss}`);
  await assertRejects(() => run(killed, BATCH * 20), Error, `square ${BATCH * 20}`);
  assertEquals(await run(killed), whole);
  assertEquals(await run(killed, 0), whole); // finished: no stills are asked for
});
