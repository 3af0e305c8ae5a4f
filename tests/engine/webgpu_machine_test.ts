import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { activate } from "../../lib/engine/engine.ts";
import type { RemoteBackend } from "../../lib/engine/webgpu_remote.ts";
import { evaluateRows } from "../../lib/evaluation/evaluate.ts";
import { machinePredictor } from "../../lib/evaluation/machine_predictor.ts";
import { initMachine } from "../../lib/model/machine.ts";
import { disposeTree, leaves } from "../../lib/nn/tree.ts";
import { fitNormalization } from "../../lib/normalize.ts";
import { H36M_17 } from "../../lib/skeleton.ts";
import { STEPS } from "../../lib/training/plan.ts";
import { train } from "../../lib/training/train.ts";
import { CONFIG, noise, noiseStills, RECIPE } from "../training/noise_fixture.ts";
import { NO_WEBGPU } from "./webgpu_adapter.ts";

if (!NO_WEBGPU) await activate("webgpu");
tf.env().set("PROD", true); // no advice about tfjs-node when the cpu backend starts

/** Tensors here, and in the thread of the GPU. */
const held = () => [tf.memory().numTensors, (tf.backend() as RemoteBackend).remoteTensors()];

Deno.test({
  name: "WebGPU evaluates a machine as plain JavaScript does, and leaves no tensor",
  ignore: NO_WEBGPU,
  fn: async () => {
    const dataset = noise();
    const normalization = fitNormalization(dataset.sequences.map(({ pose3d }) => pose3d), 17);
    const errors: number[][] = [];
    for (const backend of ["cpu", "webgpu"]) {
      await tf.setBackend(backend);
      const before = backend === "webgpu" ? held() : [];
      const machine = { config: CONFIG, params: initMachine(CONFIG, 1), normalization };
      const predictor = machinePredictor(machine, H36M_17, { correction: { rate: 0.1 } });
      errors.push(
        evaluateRows(dataset, predictor, {
          intermediate: { answer: "intermediate", mode: "sequence" },
          frame: { answer: "intermediate", mode: "frame" },
          corrected: { answer: "corrected", mode: "sequence", target: "predicted" },
        }).flatMap(({ errors }) => [...errors]),
      );
      disposeTree(machine.params);
      if (backend === "webgpu") assertEquals(held(), before);
    }
    assertEquals(errors[1].length, 3 * 12 * 17);
    errors[1].forEach((error, i) => assertAlmostEquals(error, errors[0][i], 0.05, "mm"));
  },
});

Deno.test({
  name: "Algorithm 1 trains on WebGPU what it trains on plain JavaScript; memory does not grow",
  ignore: NO_WEBGPU,
  fn: async () => {
    const trained: [string, number[]][][] = [];
    for (const backend of ["cpu", "webgpu"]) {
      await tf.setBackend(backend);
      const counts: number[][] = [];
      const remote = backend === "webgpu";
      const start = remote ? held() : [];
      const { machine, steps } = (await train({
        ...{ config: CONFIG, recipe: RECIPE, seed: 1, engine: backend, checkpointEvery: 100 },
        folder: Deno.makeTempDirSync({ prefix: "posemachine" }),
        pretraining: () => Promise.resolve(noise()),
        dataset: () => Promise.resolve(noise()),
        stills(from, count) {
          const stills = noiseStills(-1)(from, count);
          const next = () => {
            if (remote) counts.push(held());
            return stills.next();
          };
          return { next, close: () => stills.close() };
        },
        dataConfig: { stills: "noise", pretraining: "noise", dataset: "noise" },
      }))!;
      assertEquals(steps.map(({ name }) => name), [...STEPS]);
      trained.push(leaves(machine.params).map(([path, leaf]) => [path, [...leaf.dataSync()]]));
      disposeTree(machine.params);
      if (!remote) continue;
      assertEquals(held(), start);
      // Six updates of the first step see stills, and six of the last. The first
      // are asked for ahead of the first update.
      for (const step of [counts.slice(3, 6), counts.slice(9, 12)]) {
        assertEquals(step, step.map(() => step[0]));
      }
      assertEquals(counts.length, 12);
    }
    const [plain, gpu] = trained;
    assertEquals(gpu.map(([path]) => path), plain.map(([path]) => path));
    plain.forEach(([path, values], i) => {
      const worst = values.reduce((w, v, k) => Math.max(w, Math.abs(v - gpu[i][1][k])), 0);
      assert(worst < 1e-3, `${path} differs by ${worst}`);
    });
  },
});
