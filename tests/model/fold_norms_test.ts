import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { foldNorms } from "../../lib/model/fold_norms.ts";
import {
  initPavlakos2017,
  pavlakos2017Volumes,
  PAVLAKOS_2017,
} from "../../lib/model/peers/pavlakos2017.ts";
import { initZhou2016, zhou2016HeatMaps, ZHOU_2016 } from "../../lib/model/peers/zhou2016.ts";
import { initZhou2017, zhou2017Network, ZHOU_2017 } from "../../lib/model/peers/zhou2017.ts";
import { disposeTree, leaves, mapTree, type Tree } from "../../lib/nn/tree.ts";
import { createRng } from "../../lib/random.ts";

await startEngine();

const SMALL = { features: 16, imageSize: 64 };

/** Statistics and factors as a trained network has them, and biases that are not zero. */
function trained<T extends Tree>(params: T): T {
  const rng = createRng("trained");
  const drawn = mapTree(params, (leaf, path) => {
    const name = path.split("/").at(-1)!;
    const around = { scale: 1, variance: 1, mean: 0, offset: 0, bias: 0 }[name];
    if (around === undefined) return tf.clone(leaf);
    const values = Float32Array.from(
      { length: leaf.size },
      () => around + 0.5 * (2 * rng.uniform() - 1),
    );
    return tf.tensor(values, leaf.shape);
  });
  disposeTree(params);
  return drawn;
}

/** How many normalisations of maps a tree has left. */
const norms = (params: Tree) => leaves(params).filter(([path]) => path.endsWith("/scale")).length;

function assertSame<T extends Tree>(
  params: T,
  output: (params: T, images: tf.Tensor4D) => tf.Tensor,
) {
  const before = tf.memory().numTensors;
  const folded = foldNorms(params);
  const [whole, left] = [norms(params), norms(folded)];
  const [expected, actual] = tf.tidy(() => {
    const rng = createRng("images");
    const values = Float32Array.from({ length: 2 * 64 * 64 * 3 }, () => rng.uniform());
    const images = tf.tensor4d(values, [2, 64, 64, 3]);
    return [output(params, images), output(folded, images)].map((x) => x.dataSync<"float32">());
  });
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  assert(largest > 0.01, `${largest}`);
  expected.forEach((value, i) => assertAlmostEquals(actual[i], value, 1e-4 * largest));
  disposeTree(folded);
  assertEquals(tf.memory().numTensors, before);
  disposeTree(params);
  return [whole, left];
}

Deno.test("normalisation before convolutions: one of three stays in a module", () => {
  const config = {
    ...PAVLAKOS_2017,
    network: { ...PAVLAKOS_2017.network, ...SMALL },
    passes: 1,
  } as const;
  const params = trained(initPavlakos2017(config, createRng(1)));
  const modules = leaves(params).filter(([path]) => path.endsWith("conv1/kernel")).length;
  const [, left] = assertSame(params, (p, images) => pavlakos2017Volumes(p, config, images));
  assertEquals(left, modules);
});

Deno.test("normalisation after convolutions: none stays", () => {
  const config = { ...ZHOU_2016, network: { ...ZHOU_2016.network, ...SMALL } };
  const params = trained(initZhou2016(config, createRng(1)));
  const [whole, left] = assertSame(params, zhou2016HeatMaps);
  assert(whole > 100 && left === 0, `${whole} ${left}`);
});

Deno.test("an hourglass with a depth module: heat maps and depths stay the same", () => {
  const config = { ...ZHOU_2017, network: { ...ZHOU_2017.network, ...SMALL } };
  const params = trained(initZhou2017(config, createRng(1)));
  const [whole, left] = assertSame(params, (p, images) => {
    const { heatMaps, depths } = zhou2017Network(p, config, images);
    return tf.concat([tf.reshape(heatMaps, [-1]), tf.reshape(depths, [-1])]);
  });
  assert(left < 0.4 * whole, `${left} of ${whole}`);
});

Deno.test("folding twice changes nothing more", () => {
  const config = { ...ZHOU_2016, network: { ...ZHOU_2016.network, features: 8 } };
  const params = trained(initZhou2016(config, createRng(1)));
  const once = foldNorms(params);
  const twice = foldNorms(once);
  leaves(once).forEach(([path, leaf], i) => {
    assertEquals(leaves(twice)[i][0], path);
    assertEquals(leaves(twice)[i][1].dataSync(), leaf.dataSync(), path);
  });
  [params, once, twice].forEach(disposeTree);
});
