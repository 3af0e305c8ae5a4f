import * as tf from "@tensorflow/tfjs";
import { type Dense, dense, initDense } from "../nn/dense.ts";
import type { Initializer } from "../nn/initialize.ts";
import type { Tree } from "../nn/tree.ts";
import type { Rng } from "../random.ts";

/** The 3D-to-2D projector module (section 3.3, figure 3). */
export interface ProjectorConfig {
  /** Units of each hidden layer; the paper: 1024. */
  readonly units: number;
  /**
   * Poses are measured from here: the middle of the max-min range (0.5) keeps layers centred, and makes
   * a dropped joint an average one instead of a corner of the box. 0 is the paper's letter and the
   * released code's.
   */
  readonly centre: number;
  /** Whether Ψ_P's hidden layers are batch-normalised before ReLU (the paper; not the released code). */
  readonly batchNorm: boolean;
}

/** Ψ_C, the regression function: p3d [batch, 3K] → p̂3d [batch, 3K]; 3K → units (ReLU) → 3K. */
export interface PsiC extends Tree {
  readonly fc1: Dense;
  readonly fc2: Dense;
}

/** Ψ_P, the projection function: p̂3d [batch, 3K] → p̂2d [batch, 2K], with an identity shortcut. */
export interface PsiP extends Tree {
  readonly fc1: Dense;
  readonly fc2: Dense;
  readonly fc3: Dense;
  readonly fc4: Dense;
}

type InitOptions = { rng: Rng; initializer: Initializer };

export function initPsiC(joints: number, { units }: ProjectorConfig, init: InitOptions): PsiC {
  return { fc1: initDense(3 * joints, units, init), fc2: initDense(units, 3 * joints, init) };
}

export function initPsiP(joints: number, { units }: ProjectorConfig, init: InitOptions): PsiP {
  return {
    fc1: initDense(3 * joints, units, init),
    fc2: initDense(units, units, init),
    fc3: initDense(units, units, init),
    fc4: initDense(units, 2 * joints, init),
  };
}

/** p̂3d = Ψ_C(p3d; ω_C), Eq. (1). Poses [batch, 3K], normalised to [0,1]. */
export function psiC(params: PsiC, { centre }: ProjectorConfig, pose3d: tf.Tensor2D): tf.Tensor2D {
  const hidden = tf.relu(dense(params.fc1, tf.sub(pose3d, centre)));
  return tf.add(dense(params.fc2, hidden), centre);
}

/** p̂2d = Ψ_P(p̂3d; ω_P), Eq. (1). [batch, 3K] normalised → [batch, 2K] in [0,1] of the crop. */
export function psiP(params: PsiP, { centre }: ProjectorConfig, pose3d: tf.Tensor2D): tf.Tensor2D {
  const h1 = tf.relu(dense(params.fc1, tf.sub(pose3d, centre)));
  const h2 = tf.relu(dense(params.fc2, h1));
  const h3 = tf.relu(dense(params.fc3, h2));
  return tf.add(dense(params.fc4, tf.add(h1, h3)), centre); // identity shortcut around fc2, fc3
}
