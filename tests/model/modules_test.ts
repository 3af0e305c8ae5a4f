import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../lib/engine/engine.ts";
import type { MachineConfig } from "../../lib/model/config.ts";
import { type PsiR, psiR } from "../../lib/model/pose2d_network.ts";
import { measurePsiP, type PsiC, psiC, type PsiP, psiP } from "../../lib/model/projector.ts";
import { type PsiT, psiT, type PsiTState } from "../../lib/model/transformer.ts";
import type { BatchNorm } from "../../lib/nn/batch_norm.ts";
import type { Tree } from "../../lib/nn/tree.ts";
import { assertClose, compareWithTorch, torchFixture } from "../torch_fixture.ts";

await startEngine();

for (const name of ["paper", "official"]) {
  const { cases, config } = torchFixture<MachineConfig>(name);

  Deno.test(`psiR agrees with PyTorch: ${name}`, () => {
    compareWithTorch(cases.psiR, (given) => {
      const { images, psiR: params } = given as Tree & { images: tf.Tensor4D; psiR: PsiR };
      const withHead = { ...params, head: params.head ?? {} };
      const { maps, pose2d } = psiR(withHead, { ...config, imageSize: 24 }, images);
      return { maps, ...(pose2d && { pose2d }) } as Tree;
    });
  });

  Deno.test(`psiT agrees with PyTorch, from a state to the next: ${name}`, () => {
    compareWithTorch(cases.psiT, (given) => {
      const { maps, psiT: params, state } = given as Tree & {
        maps: tf.Tensor4D;
        psiT: PsiT;
        state: PsiTState;
      };
      const wide = { ...config, imageSize: 8 * maps.shape[1] };
      return { ...psiT(params, wide, maps, { sequences: 2, state }) };
    });
  });

  Deno.test(`psiC agrees with PyTorch: ${name}`, () => {
    compareWithTorch(cases.psiC, (given) => {
      const { params, pose3d } = given as Tree & { params: PsiC; pose3d: tf.Tensor2D };
      return { pose: psiC(params, config.projector, pose3d) };
    });
  });

  Deno.test(`psiP agrees with PyTorch: ${name}`, () => {
    compareWithTorch(cases.psiP, (given) => {
      const { params, pose3d } = given as Tree & { params: PsiP; pose3d: tf.Tensor2D };
      return { pose: psiP({ ...params, norms: {} }, config.projector, pose3d) };
    });
  });
}

const normalized = torchFixture<MachineConfig>("batch_norm");
interface Normalized extends Tree {
  readonly params: PsiP;
  readonly pose3d: tf.Tensor2D;
  readonly norms: { readonly [layer: string]: BatchNorm };
  readonly statistics: { readonly [layer: string]: BatchNorm };
}

Deno.test("psiP with batch normalisation agrees with PyTorch: the batch's own statistics", () => {
  compareWithTorch(normalized.cases.training, (given) => {
    const { params, pose3d, norms } = given as Normalized;
    const { projector } = normalized.config;
    return { pose: psiP({ ...params, norms }, projector, pose3d, { training: true }) };
  });
});

Deno.test("psiP with batch normalisation agrees with PyTorch: stored statistics", () => {
  compareWithTorch(normalized.cases.stored, (given) => {
    const { params, pose3d, norms: learned, statistics } = given as Normalized;
    const norms = Object.fromEntries(
      Object.keys(learned).map((name) => [name, { ...learned[name], ...statistics[name] }]),
    );
    return { pose: psiP({ ...params, norms }, normalized.config.projector, pose3d) };
  });
});

Deno.test("statistics measured over a batch make psiP do what it did in training", () => {
  tf.tidy(() => {
    const { params, pose3d, norms } = normalized.cases.training.given as Normalized;
    const { projector } = normalized.config;
    const fresh = { ...params, norms };
    const trained = psiP(fresh, projector, pose3d, { training: true });
    assertClose(psiP(measurePsiP(fresh, projector, pose3d), projector, pose3d), trained, "pose");
  });
});

Deno.test("psiT streams: a clip in two halves gives what the whole clip gives", () => {
  const { cases, config } = torchFixture<MachineConfig>("paper");
  tf.tidy(() => {
    const { maps, psiT: params } = cases.psiT.given as Tree & { maps: tf.Tensor4D; psiT: PsiT };
    const wide = { ...config, imageSize: 8 * maps.shape[1] };
    const whole = psiT(params, wide, maps, { sequences: 1 }).pose3d;
    const first = psiT(params, wide, tf.slice(maps, [0], [2]), { sequences: 1 });
    const rest = tf.slice(maps, [2]);
    const second = psiT(params, wide, rest, { sequences: 1, state: first.state });
    assertClose(tf.concat([first.pose3d, second.pose3d]), whole, "poses");
  });
});

Deno.test("the argmax head reads the cell where a map is largest", async () => {
  const { argmaxPose } = await import("../../lib/model/pose2d_network.ts");
  tf.tidy(() => {
    const maps = tf.buffer([1, 3, 4, 3]); // 3 rows, 4 columns, the third channel is no joint's
    maps.set(5, 0, 2, 1, 0);
    maps.set(7, 0, 0, 3, 1);
    maps.set(9, 0, 1, 1, 2);
    const pose = argmaxPose(maps.toTensor() as tf.Tensor4D, 2).dataSync();
    assertEquals([...pose], [...new Float32Array([1.5 / 4, 2.5 / 3, 3.5 / 4, 0.5 / 3])]);
  });
});
