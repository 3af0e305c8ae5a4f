import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import { initMachine } from "../../lib/model/machine.ts";
import {
  multiplyAdds,
  multiplyAddsByModule,
  totalMultiplyAdds,
} from "../../lib/model/multiply_adds.ts";
import { initPsiR, psiR } from "../../lib/model/pose2d_network.ts";
import { PAPER, SMALL } from "../../lib/model/presets.ts";
import { psiC, psiP } from "../../lib/model/projector.ts";
import { psiT } from "../../lib/model/transformer.ts";
import { disposeTree } from "../../lib/nn/tree.ts";
import { createRng, type Rng } from "../../lib/random.ts";

await startEngine();
const ZEROS: Rng = { uniform: () => 0, normal: () => 0, integer: () => 0 };

Deno.test("the paper's Ψ_R takes 44.5 billion multiply-adds at 368 px", () => {
  const before = tf.memory().numTensors;
  // At 16 px: 'same' convolutions and exact halvings do work in proportion to the picture's area.
  const config = { ...PAPER, imageSize: 16, pose2d: { ...PAPER.pose2d, head: "none" as const } };
  const params = initPsiR(config, ZEROS);
  const layers = multiplyAdds(params, () => psiR(params, config, tf.zeros([1, 16, 16, 3])));
  const scale = (368 / 16) ** 2;
  // By hand, from Table 1: [side of the map, inputs, outputs] of each convolution.
  const table = [
    [368, 3, 64],
    [368, 64, 64],
    [184, 64, 128],
    [184, 128, 128],
    [92, 128, 256],
    ...Array(3).fill([92, 256, 256]),
    [46, 256, 512],
    [46, 512, 512],
    [46, 512, 256],
    ...Array(3).fill([46, 256, 256]),
    [46, 256, 128],
  ].map(([side, inputs, outputs]) => 9 * side * side * inputs * outputs);
  assertEquals(layers.map(({ multiplyAdds }) => scale * multiplyAdds), table);
  assertAlmostEquals(scale * totalMultiplyAdds(layers) / 1e9, 44.54, 0.005);
  disposeTree(params);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("the machine's modules: an LSTM counts both of its products, for every frame", () => {
  const before = tf.memory().numTensors;
  const config = { ...SMALL, imageSize: 16 };
  const params = initMachine(config, 1);
  const frames = (count: number) => {
    const rows = multiplyAdds(params, () => {
      const { maps, pose2d } = psiR(params.psiR, config, tf.zeros([count, 16, 16, 3]));
      const { pose3d } = psiT(params.psiT, config, maps, { sequences: 1 });
      return [
        pose2d,
        psiP(params.psiP, config.projector, psiC(params.psiC, config.projector, pose3d)),
      ];
    });
    return { rows, modules: multiplyAddsByModule(rows), total: totalMultiplyAdds(rows) };
  };
  const { rows, modules, total } = frames(1);
  assertEquals(modules.map(({ layer }) => layer), ["psiR", "psiT", "psiC", "psiP"]);
  const of = (name: string) => rows.find(({ layer }) => layer === name)!.multiplyAdds;
  assertEquals(of("psiT/lstm1"), 4 * 128 * (128 + 128));
  assertEquals(of("psiR/head/fc"), 2 * 2 * 32 * 34);
  const [, , correction, projection] = modules.map(({ multiplyAdds }) => multiplyAdds);
  assertEquals(correction, 2 * 51 * 128);
  assertEquals(projection, 51 * 128 + 2 * 128 * 128 + 128 * 34);
  assertEquals(modules.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0), total);
  assertEquals(frames(3).total, 3 * total);
  assertEquals(multiplyAddsByModule(rows, 2)[0].layer, "psiR/trunk");
  disposeTree(params);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("unknown weights are refused, and nobody listens any more afterwards", () => {
  const before = tf.memory().numTensors;
  const config = { ...SMALL, imageSize: 16 };
  const params = initPsiR(config, createRng(1));
  const run = () => psiR(params, config, tf.zeros([1, 16, 16, 3]));
  assertThrows(() => multiplyAdds({}, run), RangeError, "shape [3,3,3,8]");
  tf.tidy(() => assert(run().maps.size > 0));
  disposeTree(params);
  assertEquals(tf.memory().numTensors, before);
});
