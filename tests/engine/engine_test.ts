import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { activate, startEngine } from "../../lib/engine/engine.ts";
import { ENGINES, parseEngineName } from "../../lib/engine/engine_names.ts";
import { measureSpeed } from "../../lib/engine/speed.ts";

Deno.test("an unknown engine's name is refused with the choices", () => {
  assertEquals(ENGINES.map((name) => parseEngineName(name, "a test")), [...ENGINES]);
  const error = assertThrows(() => parseEngineName("gpu", "--engine"), UserError);
  assertEquals(
    error.message,
    "Unknown engine 'gpu' in --engine: expected one of native, prebuilt, wasm, webgpu, cpu",
  );
});

Deno.test("the engine starts once, and no other beside it", async () => {
  const engine = await startEngine();
  assertEquals(tf.getBackend(), engine.backend);
  assertEquals(await startEngine(), engine);
  assertEquals(await startEngine({ engine: engine.name }), engine);
  const other = engine.name === "cpu" ? "wasm" : "cpu";
  await assertRejects(() => startEngine({ engine: other }), UserError, "already runs");
});

Deno.test("an engine that is not built says how to build it", async () => {
  const { name } = await startEngine();
  const missing = name === "prebuilt" ? "native" : "prebuilt";
  await assertRejects(() => activate(missing), UserError, `deno task setup --engine ${missing}`);
  assertEquals(tf.getBackend(), (await startEngine()).backend);
});

Deno.test("the speed is measured without leaving tensors", async () => {
  await startEngine();
  const before = tf.memory().numTensors;
  const { matMul, convolution } = measureSpeed(1);
  assert(matMul > 0.01 && convolution > 0.01);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a Worker starts an engine of its own", async () => {
  const worker = new Worker(new URL("engine_worker.ts", import.meta.url), { type: "module" });
  const answer = await new Promise((resolve, reject) => {
    worker.onmessage = (message) => resolve(message.data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage([1, 2, 3]);
  });
  worker.terminate();
  assertEquals(answer, 14);
});
