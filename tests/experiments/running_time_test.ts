import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { fileURLToPath } from "node:url";
import { type Engine, startEngine } from "../../lib/engine/engine.ts";
import { UserError } from "../../lib/errors.ts";
import { devicesBeside } from "../../lib/experiments/devices_beside.ts";
import { intervalCoverage, medianInterval } from "../../lib/experiments/median_interval.ts";
import { measureRunningTimes, TABLE_4 } from "../../lib/experiments/running_time.ts";
import { measureBeside, timesByEngine } from "../../lib/experiments/running_time_beside.ts";
import { writeRunningTimes } from "../../lib/experiments/running_time_files.ts";
import { stopwatch } from "../../lib/experiments/stopwatch.ts";
import { timedClip, trueMaps } from "../../lib/experiments/timed_methods/timed_clip.ts";
import type { TimedMethod } from "../../lib/experiments/timed_methods/timed_method.ts";
import { argmaxPose } from "../../lib/model/pose2d_network.ts";
import { dense, initDense } from "../../lib/nn/dense.ts";
import { disposeTree } from "../../lib/nn/tree.ts";
import { createRng } from "../../lib/random.ts";
import { toCrop } from "../../lib/camera.ts";

await startEngine();

Deno.test("the interval of a median covers it in 95 of 100 samples or more", () => {
  const rng = createRng("median");
  for (const n of [6, 9, 15, 40]) {
    let covered = 0;
    for (let i = 0; i < 2000; i++) {
      const values = Array.from({ length: n }, () => Math.exp(rng.normal())); // true median 1
      const { low, high } = medianInterval(values);
      if (low <= 1 && 1 <= high) covered++;
    }
    assert(covered >= 0.94 * 2000 && covered < 2000, `${covered} with ${n} values`);
    assertAlmostEquals(covered / 2000, intervalCoverage(n), 0.015);
    assert(intervalCoverage(n) >= 0.95);
  }
  assertEquals([1, 2, 3].map(intervalCoverage), [0, 0.5, 0.75]);
});

Deno.test("few values: from the smallest to the largest", () => {
  assertEquals(medianInterval([3, 1]), { median: 2, low: 1, high: 3 });
  assertEquals(medianInterval([7]), { median: 7, low: 7, high: 7 });
  assertEquals(medianInterval([6, 2, 3, 4, 5, 1]), { median: 3.5, low: 1, high: 6 });
  assertThrows(() => medianInterval([]), RangeError);
});

Deno.test("inner stages do not count to outer ones; parts add up, also when work throws", () => {
  let at = 0;
  const { timed, times } = stopwatch(() => at);
  timed("network", () => {
    at += 5;
    timed("after the network", () => at += 3, "lifting");
    at += 1;
  });
  assertThrows(() =>
    timed("network", () => {
      at += 2;
      throw new RangeError("stopped");
    }), RangeError);
  timed("after the network", () => at += 4, "lifting");
  assertEquals(times(), [
    { stage: "network", part: "", ms: 8 },
    { stage: "after the network", part: "lifting", ms: 7 },
  ]);
});

/** A fully connected layer that notes when it runs. */
function layer(name: string, ran: string[]): TimedMethod {
  return {
    ...{ name, reference: "none", publishedMs: name === "ours" ? 51 : null },
    prepare: (clip, seed) => {
      const params = { fc: initDense(100, 10, { rng: createRng(seed), initializer: "he" }) };
      return {
        variants: ["one", "two"].map((label) => ({
          label,
          params,
          frames: clip.frames.length,
          together: label === "two",
          run: (timed, round) => {
            ran.push(`${name} ${label} ${round}`);
            const poses = timed(
              "network",
              () =>
                clip.frames.map(() =>
                  tf.tidy(() => dense(params.fc, tf.ones([1, 100])).dataSync())
                ),
            );
            return { poses, counts: { steps: 2.5 } };
          },
        })),
        dispose: () => disposeTree(params),
      };
    },
  };
}

Deno.test("methods take turns; work is counted a picture; nothing is left in memory", async () => {
  const clip = await timedClip({ frames: 2 });
  const before = tf.memory().numTensors;
  const ran: string[] = [];
  const seen: number[] = [];
  const times = await measureRunningTimes([layer("a", ran), layer("ours", ran)], clip, {
    ...{ rounds: 2, warmUps: 1, peakSide: 64 },
    progress: (done, total) => seen.push(done / total),
  });
  assertEquals(tf.memory().numTensors, before);
  const all = ["a one", "a two", "ours one", "ours two"];
  assertEquals(ran, [0, 0, 0, 1].flatMap((round) => all.map((name) => `${name} ${round}`)));
  assertEquals(seen.at(-1), 1);
  const [row] = times.rows;
  assertEquals([row.gmac, row.parameters, row.counts, row.rounds], [1e-6, 1010, "steps 2.5", 2]);
  assertEquals(row.coverage_percent, 50); // of two rounds
  assert(row.measured_ms >= row.ci_low && row.ci_high >= row.measured_ms);
  assert(times.matmulGflops > 0 && row.peak_percent > 0);
  assertEquals(times.rows.map(({ published_ms }) => published_ms), [null, null, 51, 51]);
  const [, , first, second] = times.rows;
  assertEquals([first.times_ours, first.times_low, first.times_high], [1, 1, 1]);
  assertEquals([second.times_ours, second.times_low, second.times_high], [1, 1, 1]);
  const [single, together] = times.rows; // each beside ours of its kind
  assertEquals([single.ours_variant, together.ours_variant], ["one", "two"]);
  assert(single.times_low! <= single.times_ours! && single.times_ours! <= single.times_high!);
  // The median of two rounds is their mean, whose ratio lies between the rounds' ratios.
  const ratio = together.measured_ms / second.measured_ms;
  assert(together.times_low! <= ratio * 1.001 && ratio <= together.times_high! * 1.001);
  const network = times.stages.find(({ method }) => method === "ours")!;
  assert(network.measured_ms <= times.rows[2].ci_high);

  const folder = Deno.makeTempDirSync();
  const [table, stages] = (await writeRunningTimes(folder, times)).map((path) =>
    Deno.readTextFileSync(path).trimEnd().split("\n")
  );
  assertEquals([table.length, stages.length], [5, 5]);
  assertEquals(
    table[0].split(",").slice(0, 9).join(","),
    "method,published_ms,measured_ms,ci_low,ci_high,gmac,parameters,engine,machine",
  );
  assert(table[3].startsWith("ours,51.0,"), table[3]);
});

Deno.test("the clip's pictures show the person where the crop is, and maps peak at the joints", async () => {
  const { frames: [frame], shapes, camera } = await timedClip({ frames: 1 });
  const { rgb, full } = frame.picture;
  assertEquals([full.width, full.height], [camera.width, camera.height]);
  const lit = (x: number, y: number) => {
    const at = 3 * (Math.round(y) * full.width + Math.round(x));
    return rgb[at] + rgb[at + 1] + rgb[at + 2];
  };
  const { left, top, side } = frame.crop;
  assert(lit(left + side / 2, top + side / 2) > 0);
  assertEquals(lit(left / 2, top / 2), 0);
  assert(shapes.length > 128); // the largest dictionary
  const feet = shapes.filter((pose) => pose[3 * 10 + 2] > pose[3 * 3 + 2]);
  assert(feet.length > 0.8 * shapes.length, "heads are above feet");

  const places = toCrop(frame.crop, frame.pose2d);
  const read = tf.tidy(() => argmaxPose(trueMaps([frame], 64), 17).dataSync());
  read.forEach((value, i) => assertAlmostEquals(value, places[i], 0.51 / 64));
});

const NATIVE = { name: "native", backend: "tensorflow", library: "a library" } as const;
const asked = (card: boolean, engine: Partial<Engine>) =>
  devicesBeside({
    engine: { ...NATIVE, device: "cpu", ...engine },
    hasGpuAdapter: () => Promise.resolve(card),
  });

Deno.test("a graphics card is measured beside the processor, by CUDA or by WebGPU", async () => {
  const webgpu = { POSEMACHINE_ENGINE: "webgpu" };
  const cpu = { POSEMACHINE_ENGINE: "native", CUDA_VISIBLE_DEVICES: "-1" };
  assertEquals(await asked(false, {}), []);
  assertEquals(await asked(true, {}), [webgpu]);
  assertEquals(await asked(true, { name: "wasm", backend: "wasm" }), [webgpu]);
  assertEquals(await asked(true, { device: "gpu" }), [cpu, webgpu]);
  assertEquals(await asked(false, { device: "gpu" }), [cpu]);
  assertEquals(await asked(true, { name: "webgpu", device: "gpu" }), []);
});

Deno.test("another engine's rows come from a process of its own, and stand beside the others", async () => {
  const program = fileURLToPath(new URL("running_time_program.ts", import.meta.url));
  const options = { program, frames: 1, rounds: 1, peakSide: 64 };
  const devices = [{ POSEMACHINE_ENGINE: "wasm" }, { POSEMACHINE_ENGINE: "cpu" }];
  const times = await measureBeside({ ...options, devices });
  assertEquals(times.map(({ rows }) => rows.map(({ engine }) => engine.split(":")[0])), [
    ["wasm"],
    ["cpu"],
  ]);
  assert(times[0].rows[0].measured_ms > 0 && times[0].matmulGflops > 0);
  const folder = Deno.makeTempDirSync();
  const [table, stages] = (await writeRunningTimes(folder, ...times)).map((path) =>
    Deno.readTextFileSync(path).trimEnd().split("\n")
  );
  assertEquals([table.length, stages.length], [3, 3]);
  assert(stages[1].includes("wasm: tfjs") && stages[2].includes("cpu: tfjs"), stages.join());
  const [row, ...others] = timesByEngine(times);
  const [{ engine, measured_ms }] = times[1].rows;
  assertEquals([row.method, row[`ms, ${engine}`], others.length], ["ours", measured_ms, 0]);
});

Deno.test("an engine that does not start is named with its reason", async () => {
  const devices = [{ POSEMACHINE_ENGINE: "tpu" }];
  const error = await assertRejects(() => measureBeside({ devices, frames: 1 }), UserError);
  assert(error.message.startsWith("Running times with POSEMACHINE_ENGINE=tpu: "), error.message);
  assert(error.message.includes("Unknown engine 'tpu'"), error.message);
});

Deno.test("Table 4's published figures", () => {
  assertEquals(TABLE_4.map(({ publishedMs }) => publishedMs), [880, 170, 311, 444, null, 51]);
  assertEquals(TABLE_4.at(-1)!.name, "ours");
});
