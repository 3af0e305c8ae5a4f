import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { adamVariables } from "../../../lib/cli/bench/adam_operation.ts";
import { benchUpdate } from "../../../lib/cli/bench/update.ts";
import { startEngine } from "../../../lib/engine/engine.ts";
import { hasRawOperations } from "../../../lib/engine/raw_operations.ts";
import { preset } from "../../../lib/model/presets.ts";
import { STEPS } from "../../../lib/training/plan.ts";
import { SMALL_RECIPE } from "../../../lib/training/recipe.ts";
import { ADAM, adam, initAdam } from "../../../lib/nn/adam.ts";

await startEngine();

Deno.test({
  name:
    "Adam as one operation gives the composed one's numbers, clipped or not, and leaves no tensor",
  ignore: !hasRawOperations(),
  fn() {
    const before = tf.memory().numTensors;
    for (const clipNorm of [5, Infinity]) {
      tf.tidy(() => {
        let parameters = tf.randomNormal([50], 0, 1, "float32", 3) as tf.Tensor1D;
        let state = initAdam(50);
        const variables = adamVariables(parameters)!;
        for (let step = 1; step <= 4; step++) {
          const gradient = tf.randomNormal([50], 0, 2, "float32", 3 + step) as tf.Tensor1D;
          const how = { step, rate: 1e-2, options: { ...ADAM, clipNorm } };
          const composed = adam(parameters, gradient, state, how);
          const { parameters: now, norm } = variables.update(gradient, how);
          const apart = tf.max(tf.abs(tf.sub(now, composed.parameters)));
          assert(apart.dataSync()[0] < 1e-6);
          assertAlmostEquals(norm.dataSync()[0], composed.norm.dataSync()[0], 1e-4);
          ({ parameters, state } = composed);
        }
        variables.dispose();
      });
    }
    assertEquals(tf.memory().numTensors, before);
  },
});

Deno.test("the update is timed beside the steps that it is part of", async () => {
  const before = tf.memory().numTensors;
  const recipe = {
    ...SMALL_RECIPE,
    transformer: { ...SMALL_RECIPE.transformer, clips: 2, frames: 3 },
    projector: { ...SMALL_RECIPE.projector, poses: 4 },
    finetune: { ...SMALL_RECIPE.finetune, clips: 1, frames: 2, stills: 1 },
  };
  const config = { ...preset("small"), imageSize: 16 };
  const costs = await benchUpdate(config, { images: 2, recipe, rounds: 2 });
  assertEquals(tf.memory().numTensors, before);
  assertEquals(costs.map(({ step }) => step), [...STEPS]);
  const [psiR, psiT, projector, all] = costs.map(({ parameters }) => parameters);
  assertEquals(psiR + psiT + projector, all);
  for (const { whole, composed, operation, share } of costs) {
    assertEquals(share, composed.median / whole.median);
    assertEquals(operation !== null, hasRawOperations());
  }
});
