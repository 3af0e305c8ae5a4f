import * as tf from "@tensorflow/tfjs";
import type { MachineConfig } from "../../model/config.ts";
import { initMachine, type MachineParams } from "../../model/machine.ts";
import {
  multiplyAdds,
  totalMultiplyAdds,
  trainingMultiplyAdds,
} from "../../model/multiply_adds.ts";
import { psiR } from "../../model/pose2d_network.ts";
import { initAdam } from "../../nn/adam.ts";
import { flatten } from "../../nn/flat.ts";
import { disposeTree, type Tree } from "../../nn/tree.ts";
import { createRng } from "../../random.ts";
import { adamUpdate, type Loss, type Trained } from "../../training/adam_update.ts";
import { type FinetuneBatch, finetuneLoss } from "../../training/finetune.ts";
import { squaredError } from "../../training/losses.ts";

/** What can be timed of the networks, here and in PyTorch: see `pytorch_peer.py`. */
export type NetworkWork = "infer" | "train" | "finetune";

/** How much of it at once. */
export interface NetworkBatch {
  /** Pictures of inference and of a training step of Ψ_R. */
  readonly images: number;
  /** Clips of a fine-tuning step, */
  readonly clips: number;
  /** frames of each, */
  readonly frames: number;
  /** and stills beside them. */
  readonly stills: number;
}

/** One of them, ready to run. */
export interface PreparedWork {
  /** Pictures that a run takes. */
  readonly images: number;
  /** 10^9 multiply-adds of a run. */
  readonly gmac: number;
  /** Once, to the end. */
  run(): void;
  dispose(): void;
}

const RATE = 1e-5; // as the paper trains

/** Ψ_R's inference or training step, or the whole step 4 of Algorithm 1, on random pictures. */
export function networkWork(
  work: NetworkWork,
  config: MachineConfig,
  batch: NetworkBatch,
): PreparedWork {
  const params = initMachine(config, 1);
  if (work === "infer") return inference(config, params, batch.images);
  return work === "train"
    ? training(config, params, batch.images)
    : finetuning(config, params, batch);
}

function inference(config: MachineConfig, params: MachineParams, images: number): PreparedWork {
  const x = randomPictures(images, config);
  const network = () => psiR(params.psiR, config, x).pose2d!;
  return {
    images,
    gmac: totalMultiplyAdds(multiplyAdds(params, network)) / 1e9,
    run: () => tf.tidy(() => void network().dataSync()),
    dispose() {
      disposeTree(params);
      x.dispose();
    },
  };
}

function training(config: MachineConfig, params: MachineParams, images: number): PreparedWork {
  const x = randomPictures(images, config);
  const truth = randomRows(images, 2 * config.joints);
  const { psiR: like, ...others } = params;
  disposeTree(others);
  return trainable(like, images, (psi) => {
    const error = squaredError(psiR(psi, config, x).pose2d!, truth);
    return { total: error, parts: {} };
  }, [x, truth]);
}

function finetuning(
  config: MachineConfig,
  params: MachineParams,
  { clips, frames, stills }: NetworkBatch,
): PreparedWork {
  const count = clips * frames, { joints, projector: shape } = config;
  const batch = {
    images: randomPictures(count + stills, config),
    clips,
    clips2d: randomRows(count, 2 * joints),
    clips3d: randomRows(count, 3 * joints),
    stills2d: randomRows(stills, 2 * joints),
  } satisfies FinetuneBatch;
  const rng = createRng("bench", "dropped joints");
  const dropout = { dropout: 0.3, dropoutShare: 0.5, updates: 0, rate: 0, poses: 0 };
  const options = { config, projector: { config: shape, dropout }, rng };
  const { clips: _, ...tensors } = batch;
  return trainable(params, count + stills, (all) => finetuneLoss(all, batch, options), [
    ...Object.values(tensors),
  ]);
}

/** Training steps of `like`, one after another; frees it, and `used`, in the end. */
export function trainable<Params extends Tree>(
  like: Params,
  images: number,
  loss: (params: Params) => Loss,
  used: readonly tf.Tensor[],
): PreparedWork {
  const vector = flatten(like);
  let trained: Trained = { vector, memory: initAdam(vector.size) };
  let step = 0;
  return {
    images,
    gmac: trainingMultiplyAdds(multiplyAdds(like, () => loss(like))) / 1e9,
    run() {
      const after = adamUpdate(trained, like, loss, { step: ++step, rate: RATE });
      trained = { vector: after.vector, memory: after.memory };
      for (const scalar of [after.loss, after.norm, ...Object.values(after.parts)]) {
        scalar.dataSync(); // as a training reads them, for its log
        scalar.dispose();
      }
    },
    dispose() {
      disposeTree(like);
      disposeTree(trained.memory);
      tf.dispose([trained.vector, ...used]);
    },
  };
}

function randomPictures(count: number, { imageSize }: MachineConfig): tf.Tensor4D {
  return tf.randomUniform([count, imageSize, imageSize, 3], -0.5, 0.5, "float32", 1);
}

/** Numbers between 0 and 1. */
export function randomRows(rows: number, columns: number): tf.Tensor2D {
  return tf.randomUniform([rows, columns], 0, 1, "float32", 2);
}
