import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import type { MachineConfig } from "../../lib/model/config.ts";
import { initMachine, type MachineParams } from "../../lib/model/machine.ts";
import { psiR } from "../../lib/model/pose2d_network.ts";
import { psiC, psiP } from "../../lib/model/projector.ts";
import { psiT } from "../../lib/model/transformer.ts";
import { disposeTree, leaves, type Tree } from "../../lib/nn/tree.ts";
import { squaredError } from "../../lib/training/losses.ts";
import { compareWithTorch, torchFixture } from "../torch_fixture.ts";

await startEngine();
const { cases, config } = torchFixture<MachineConfig>("machine");

Deno.test("the whole machine's three errors and all their gradients agree with PyTorch", () => {
  compareWithTorch(cases.machine, (given) => {
    const batch = given as MachineParams & {
      images: tf.Tensor4D;
      pose2d: tf.Tensor2D;
      pose3d: tf.Tensor2D;
    };
    const { maps, pose2d } = psiR(batch.psiR, config, batch.images);
    const { pose3d } = psiT(batch.psiT, config, maps, { sequences: 2 });
    const corrected = psiC(batch.psiC, config.projector, pose3d);
    const projected = psiP({ ...batch.psiP, norms: {} }, config.projector, corrected);
    return {
      error2d: squaredError(pose2d!, batch.pose2d),
      error3d: squaredError(pose3d, batch.pose3d),
      projection: squaredError(projected, pose2d!),
    };
  });
});

Deno.test("fresh parameters have PyTorch's shapes, the same numbers for a seed, and leak nothing", () => {
  const before = tf.memory().numTensors;
  const describe = (tree: Tree) =>
    leaves(tree).map(([path, { shape }]) => `${path} ${shape}`).sort();
  const numbers = (tree: Tree) => leaves(tree).map(([, leaf]) => [...leaf.dataSync()]);
  const [one, again, other] = [3, 3, 4].map((seed) => initMachine(config, seed));
  const { psiR, psiT, psiC, psiP } = cases.machine.given as unknown as MachineParams;
  assertEquals(describe(one), describe({ psiR, psiT, psiC, psiP }));
  assertEquals(numbers(one), numbers(again));
  assertEquals(numbers(one).join() === numbers(other).join(), false);
  [one, again, other].forEach(disposeTree);
  assertEquals(tf.memory().numTensors, before);
});
