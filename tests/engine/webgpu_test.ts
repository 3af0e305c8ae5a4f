import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
import { activate } from "../../lib/engine/engine.ts";
import { runExternal } from "../../lib/engine/machine.ts";
import { selfTest } from "../../lib/engine/self_test.ts";
import { webgpuAdapter } from "../../lib/engine/webgpu_backend.ts";
import { UserError } from "../../lib/errors.ts";
import { createRng } from "../../lib/random.ts";
import reference from "../../lib/engine/self_test_reference.json" with { type: "json" };
import { NO_WEBGPU } from "./webgpu_adapter.ts";

if (!NO_WEBGPU) await activate("webgpu");
tf.env().set("PROD", true); // no advice about tfjs-node when the cpu backend starts

Deno.test({
  name: "WebGPU passes the self-test, and no tensor is left behind",
  ignore: NO_WEBGPU,
  fn: () => {
    assertEquals(tf.getBackend(), "webgpu");
    assert(webgpuAdapter()!.name);
    const before = tf.memory();
    const { failures, checks } = selfTest();
    assertEquals([failures, checks], [[], Object.keys(reference).length]);
    const { numTensors, numDataBuffers } = tf.memory();
    assertEquals([numTensors, numDataBuffers], [before.numTensors, before.numDataBuffers]);
  },
});

Deno.test({
  name: "tensors of other types, of another backend and with shared numbers are themselves",
  ignore: NO_WEBGPU,
  fn: async () => {
    await tf.setBackend("cpu");
    const foreign = tf.tensor1d([1, 2, 3]);
    await tf.setBackend("webgpu");
    tf.tidy(() => {
      assertEquals([...tf.mul(foreign, 2).dataSync()], [2, 4, 6]);
      assertEquals([...tf.greater(foreign, 1.5).dataSync()], [0, 1, 1]);
      assertEquals([...tf.cast(tf.tensor1d([1.7, -1.7]), "int32").dataSync()], [1, -1]);
      const variable = tf.variable(tf.square(foreign));
      const clone = variable.clone();
      variable.assign(tf.neg(variable));
      assertEquals([...clone.dataSync(), ...variable.dataSync()], [1, 4, 9, -1, -4, -9]);
      variable.dispose();
      assertEquals([...tf.reshape(clone, [3, 1]).dataSync()], [1, 4, 9]);
      const [low, high] = tf.split(tf.concat([foreign, clone]), 2);
      assertEquals([...tf.add(low, high).dataSync()], [2, 6, 12]);
    });
    foreign.dispose();
    assertThrows(() => tf.tensor1d(["a"]), UserError, "takes no tensors of type string");
  },
});

Deno.test({
  name: "max pooling has the plain backend's gradient, overlapping or not, on odd sizes",
  ignore: NO_WEBGPU,
  fn: async () => {
    const rng = createRng("webgpu pooling");
    // Few different values, so that many are equal.
    const values = Float32Array.from({ length: 2 * 7 * 8 * 3 }, () => rng.integer(-2, 3));
    for (const [size, stride] of [[2, 2], [3, 2], [3, 1], [2, 3]]) {
      for (const pad of ["same", "valid"] as const) {
        const gradients = [];
        for (const backend of ["cpu", "webgpu"]) {
          await tf.setBackend(backend);
          gradients.push(tf.tidy(() => {
            const x = tf.tensor4d(values, [2, 7, 8, 3]);
            const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, size, stride, pad);
            const upstream = tf.reshape(tf.range(0, pool(x).size), pool(x).shape);
            return [...tf.grad(pool)(x, upstream).dataSync()];
          }));
        }
        assertEquals(gradients[1], gradients[0], `pool ${size}, stride ${stride}, ${pad}`);
      }
    }
  },
});

Deno.test({
  name: "of equal values in a pooling window the first gets the gradient",
  ignore: NO_WEBGPU,
  fn: () => {
    const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid");
    const gradient = tf.tidy(() => tf.grad(pool)(tf.zeros([1, 2, 4, 1])).dataSync());
    assertEquals([...gradient], [1, 0, 1, 0, 0, 0, 0, 0]);
  },
});

Deno.test({
  name: "what the GPU refuses is thrown by every reading from then on, where it would give zeros",
  ignore: NO_WEBGPU,
  fn: async () => {
    const before = tf.add(tf.tensor1d([1, 2]), 1);
    const huge = tf.fill([2 ** 17, 2 ** 17], 1); // 64 GB, which no buffer may have
    const sum = tf.sum(huge);
    const refused = "The GPU failed, so that its results cannot be trusted (validation: ";
    assertThrows(() => sum.dataSync(), UserError, refused);
    assertThrows(() => before.dataSync(), UserError, refused);
    await assertRejects(() => before.data(), UserError, refused);
    tf.dispose([before, huge, sum]);
  },
});

Deno.test("without an adapter the engine says how to get one", async () => {
  const program = fileURLToPath(new URL("../../lib/engine/self_test_main.ts", import.meta.url));
  const permissions = ["--allow-read", "--allow-env", "--allow-sys", "--allow-ffi"];
  const args = ["run", "--quiet", "--no-check", ...permissions, program, "webgpu"];
  // Of this list no backend is built into Deno, or none of its drivers is there.
  const env = { DENO_WEBGPU_BACKEND: "none", VK_ICD_FILENAMES: "/nowhere.json" };
  const outcome = await runExternal(Deno.execPath(), args, { env });
  assertEquals(outcome!.ok, false);
  const [said] = outcome!.output.split("\n").filter((line) => line.startsWith("error: The engine"));
  assert(said?.includes("no WebGPU adapter found") && said.includes("mesa-vulkan-drivers"), said);
});
