import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { ADAM, adam, initAdam } from "../../lib/nn/adam.ts";
import type { Tree } from "../../lib/nn/tree.ts";
import { loadTree } from "../../lib/nn/tree_file.ts";
import { assertClose } from "../torch_fixture.ts";

await startEngine();

interface Steps extends Tree {
  readonly start: tf.Tensor1D;
  readonly gradients: tf.Tensor2D;
  readonly steps: tf.Tensor2D;
}
const path = new URL("../fixtures/modules/adam.safetensors", import.meta.url).pathname;
const cases = loadTree(path).tree as unknown as Record<string, Steps>;

for (const [name, clipNorm] of [["clipped", 5], ["unclipped", Infinity]] as const) {
  Deno.test(`ten steps of Adam agree with PyTorch: ${name}`, () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const { start, gradients, steps } = cases[name];
      let parameters = start;
      let state = initAdam(start.size);
      tf.unstack(gradients).forEach((gradient, i) => {
        const options = { ...ADAM, clipNorm };
        const next = adam(parameters, gradient as tf.Tensor1D, state, {
          step: i + 1,
          rate: 1e-2,
          options,
        });
        // What moved is compared, not where it is: a step is a hundredth of a parameter.
        const [moved, expected] = [next.parameters, tf.slice(steps, [i], [1]).flatten()]
          .map((now) => tf.sub(now, start));
        assertClose(moved, expected, `movement after step ${i + 1}`);
        ({ parameters, state } = next);
      });
    });
    assertEquals(tf.memory().numTensors, before);
  });
}
