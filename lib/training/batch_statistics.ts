import * as tf from "@tensorflow/tfjs";
import type { MachineConfig } from "../model/config.ts";
import type { MachineParams } from "../model/machine.ts";
import { measurePsiP, psiC, type PsiP } from "../model/projector.ts";
import type { Tree } from "../nn/tree.ts";
import { fixedMaps, fixedPoses } from "./fixed_features.ts";
import type { Frames } from "./frames.ts";

/** Ψ_P with its batch statistics, if it has any, measured over all training frames. */
export async function withStatistics(
  { projector }: MachineConfig,
  params: Pick<MachineParams, "psiC" | "psiP">,
  poses: () => Promise<tf.Tensor2D>,
): Promise<PsiP> {
  if (!projector.batchNorm) return params.psiP;
  const all = await poses(); // which may outlive this
  return tf.tidy(() => measurePsiP(params.psiP, projector, psiC(params.psiC, projector, all)));
}

/** What {@link withStatistics} made anew; scales and offsets are those it was given. */
export function newStatistics({ norms }: PsiP): Tree {
  return Object.fromEntries(
    Object.entries(norms).map(([name, { mean, variance }]) => [name, { mean, variance }]),
  );
}

/** The fine-tuned machine with Ψ_P's batch statistics measured anew. */
export async function remeasured(
  config: MachineConfig,
  tuned: MachineParams,
  frames: Frames,
): Promise<MachineParams> {
  const maps = await fixedMaps(tuned.psiR, config, frames);
  const poses = await fixedPoses(tuned.psiT, config, frames, maps);
  maps.dispose();
  const psiP = await withStatistics(config, tuned, () => Promise.resolve(poses));
  poses.dispose();
  for (const { mean, variance } of Object.values(tuned.psiP.norms)) tf.dispose([mean, variance]);
  return { ...tuned, psiP }; // scale and offset are the same tensors as before
}
