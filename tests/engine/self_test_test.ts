import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { startEngine } from "../../lib/engine/engine.ts";
import { runExternal } from "../../lib/engine/machine.ts";
import { selfTest, signature } from "../../lib/engine/self_test.ts";
import { SELF_TEST_CASES } from "../../lib/engine/self_test_cases.ts";
import reference from "../../lib/engine/self_test_reference.json" with { type: "json" };

await startEngine();

Deno.test("the engine that runs passes, and no tensor is left behind", () => {
  const before = tf.memory().numTensors;
  const result = selfTest();
  assertEquals(result.failures, []);
  assertEquals(result.checks, Object.keys(reference).length);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a wrong value, a wrong gradient and an operation that throws are each reported", () => {
  const of = (name: string) => SELF_TEST_CASES.find((test) => test.name === name)!;
  const relu = of("relu"), tanh = of("tanh"), pool = of("maxPool 2x2");
  const result = selfTest([
    { ...relu, run: (x) => tf.mul(tf.relu(x), 1.001) },
    // The right value with the gradient of the identity.
    {
      ...tanh,
      run: (x) =>
        tf.customGrad((x) => ({ value: tf.tanh(x as tf.Tensor), gradFunc: (dy) => dy }))(x),
    },
    {
      ...pool,
      run: () => {
        throw new Error("no such kernel");
      },
    },
  ]);
  assertEquals(result.failures.length, 4);
  assertStringIncludes(result.failures[0], "relu: off by 1.5e-3");
  assertStringIncludes(result.failures[2], "tanh: gradient 1: off by");
  assertEquals(result.failures[3], "maxPool 2x2: no such kernel");
});

Deno.test("a signature sees two exchanged values, a NaN and a change of sign", () => {
  const values = Float32Array.from({ length: 100 }, (_, i) => Math.sin(i));
  const [norm, ...expected] = signature(values, "a");
  const distance = (other: Float32Array) =>
    Math.max(...signature(other, "a").slice(1).map((v, i) => Math.abs(v - expected[i]))) / norm;
  const exchanged = values.slice();
  [exchanged[3], exchanged[40]] = [exchanged[40], exchanged[3]];
  assert(distance(exchanged) > 1e-2);
  assert(distance(values.map((v) => -v)) > 1e-1);
  assert(Number.isNaN(distance(values.with(7, NaN))));
});

Deno.test("the stored reference is what the plain JavaScript engine computes", async () => {
  const program = fileURLToPath(new URL("../../lib/engine/self_test_main.ts", import.meta.url));
  const permissions = ["--allow-read", "--allow-env", "--allow-sys", "--allow-ffi"];
  const args = ["run", "--quiet", "--no-check", ...permissions, program, "cpu", "--reference"];
  const outcome = await runExternal(Deno.execPath(), args);
  const computed = outcome!.output.trim().split("\n").map((line) => JSON.parse(line));
  const stored: Record<string, number[]> = reference;
  assertEquals(computed.length, Object.keys(stored).length);
  for (const [name, values] of computed.flatMap(Object.entries)) {
    const differences = (values as number[]).map((v, i) => Math.abs(v - stored[name][i]));
    assert(Math.max(...differences) <= 1e-6 * stored[name][0], name);
  }
});
