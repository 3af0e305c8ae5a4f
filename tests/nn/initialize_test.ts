import { assert, assertEquals } from "@std/assert";
import { startEngine } from "../../lib/engine/engine.ts";
import { initialize, type Initializer } from "../../lib/nn/initialize.ts";
import { createRng } from "../../lib/random.ts";

await startEngine();

const SHAPE = [3, 3, 20, 40]; // fan in 180, fan out 360

function sample(initializer: Initializer) {
  const tensor = initialize(SHAPE, initializer, createRng(1));
  const values = [...tensor.dataSync()];
  tensor.dispose();
  const mean = values.reduce((a, b) => a + b) / values.length;
  const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
  return { values, mean, deviation, largest: Math.max(...values.map(Math.abs)) };
}

/** Standard deviation that each promises, and the bound of the uniform ones. */
const PROMISES = {
  xavier: { deviation: Math.sqrt(2 / (180 + 360)), bound: Math.sqrt(6 / (180 + 360)) },
  he: { deviation: Math.sqrt(2 / 180), bound: Infinity },
  gaussian: { deviation: 0.01, bound: Infinity },
  uniform: { deviation: 0.01 / Math.sqrt(3), bound: 0.01 },
};
for (const [name, { deviation, bound }] of Object.entries(PROMISES)) {
  Deno.test(`${name} weights have the spread they promise, the same for the same seed`, () => {
    const drawn = sample(name as Initializer);
    const standardError = deviation / Math.sqrt(drawn.values.length);
    assert(Math.abs(drawn.mean) < 5 * standardError, `mean ${drawn.mean}`);
    assert(Math.abs(drawn.deviation / deviation - 1) < 0.03, `deviation ${drawn.deviation}`);
    assert(drawn.largest <= bound * (1 + 1e-6), `largest ${drawn.largest}`);
    assertEquals(drawn.values, sample(name as Initializer).values);
  });
}
