import * as tf from "@tensorflow/tfjs";
import type { CorrectionMachine } from "../../lib/correction/projector.ts";
import { initPsiC, initPsiP } from "../../lib/model/projector.ts";
import type { Dense } from "../../lib/nn/dense.ts";
import { initBatchNorm } from "../../lib/nn/batch_norm.ts";
import { decodeSafetensors } from "../../lib/data/formats/safetensors.ts";
import { mapTree } from "../../lib/nn/tree.ts";
import { createRng } from "../../lib/random.ts";
import { H36M_17 } from "../../lib/skeleton.ts";

const file = decodeSafetensors(
  Deno.readFileSync(new URL("../fixtures/correction.safetensors", import.meta.url)),
  "correction.safetensors",
);

/** The step length that fixtures/correction.py took. */
export const RATE = 0.01;

/** An array of fixtures/correction.py. */
export function values(name: string): { shape: readonly number[]; data: Float32Array } {
  const { shape, data } = file.tensors[name];
  return { shape, data: data as Float32Array };
}

/** The trained projector of fixtures/correction.py. */
export function trainedMachine(): CorrectionMachine {
  const tensor = <R extends tf.Rank>(name: string) => {
    const { data, shape } = values(name);
    return tf.tensor<R>(data, [...shape] as tf.ShapeMap[R]);
  };
  const dense = (name: string): Dense => ({
    kernel: tensor(`${name}/kernel`),
    bias: tensor(`${name}/bias`),
  });
  const span = values("span").data;
  return {
    psiC: { fc1: dense("psiC/fc1"), fc2: dense("psiC/fc2") },
    psiP: {
      fc1: dense("psiP/fc1"),
      fc2: dense("psiP/fc2"),
      fc3: dense("psiP/fc3"),
      fc4: dense("psiP/fc4"),
      norms: {},
    },
    config: { units: 24, centre: 0.5 },
    normalization: { min: [...span].map((s) => -s / 2), max: [...span].map((s) => s / 2) },
    skeleton: H36M_17,
  };
}

/** A projector with random weights, and normalisation statistics as far from 0 and 1 as real ones. */
export function randomMachine(units: number, batchNorm = false): CorrectionMachine {
  const config = { units, centre: 0.5, batchNorm };
  const rng = createRng("correction test", units);
  const init = { rng, initializer: "xavier" } as const;
  const psiP = initPsiP(17, config, init);
  const norm = () =>
    mapTree(initBatchNorm(units), (leaf, path) => {
      const low = path === "scale" || path === "variance" ? 0.5 : -0.3;
      return tf.tensor1d(Array.from({ length: leaf.size }, () => rng.uniform(low, low + 0.6)));
    });
  return {
    psiC: initPsiC(17, config, init),
    psiP: batchNorm ? { ...psiP, norms: { fc1: norm(), fc2: norm(), fc3: norm() } } : psiP,
    config,
    normalization: { min: Array(51).fill(-900), max: Array(51).fill(900) },
    skeleton: H36M_17,
  };
}

/** Random normalised poses [frames, columns]. */
export function randomPoses(frames: number, columns: number): Float32Array {
  const rng = createRng("correction poses", frames, columns);
  return Float32Array.from({ length: frames * columns }, () => rng.uniform());
}

/** Distances, mm, of the joints of two arrays of normalised poses: the largest and the mean. */
export function distances(machine: CorrectionMachine, a: Float32Array, b: Float32Array) {
  const { min, max } = machine.normalization;
  const columns = min.length;
  let largest = 0, total = 0;
  for (let i = 0; i < a.length; i += 3) {
    const axes = [0, 1, 2].map((k) => {
      const c = (i + k) % columns;
      return (a[i + k] - b[i + k]) * (max[c] - min[c]);
    });
    const distance = Math.hypot(...axes);
    if (!(distance <= largest)) largest = distance; // NaN stays
    total += distance;
  }
  return { largest, mean: total / (a.length / 3) };
}
