import * as tf from "@tensorflow/tfjs";
import { type BatchNorm, batchNorm, initBatchNorm, withStatistics } from "../nn/batch_norm.ts";
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
  /**
   * Whether Ψ_P's hidden layers are batch-normalised before ReLU (the released code: no). The paper has
   * batch normalisation in all six layers; not in Ψ_C here, whose correction of a single frame it would
   * tie to the statistics of others.
   */
  readonly batchNorm?: boolean;
}

/** Ψ_C, the regression function: p3d [batch, 3K] → p̂3d [batch, 3K]; 3K → units (ReLU) → 3K. */
export interface PsiC extends Tree {
  /** [3K, units], before ReLU. */
  readonly fc1: Dense;
  /** [units, 3K] */
  readonly fc2: Dense;
}

/** Ψ_P, the projection function: p̂3d [batch, 3K] → p̂2d [batch, 2K], with an identity shortcut. */
export interface PsiP extends Tree {
  /** Of the hidden layers `fc1`, `fc2`, `fc3`; empty where the configuration has no batch normalisation. */
  readonly norms: { readonly [layer: string]: BatchNorm };
  /** [3K, units], before ReLU; its output also passes by the next two layers. */
  readonly fc1: Dense;
  /** [units, units], before ReLU. */
  readonly fc2: Dense;
  /** [units, units], before ReLU. */
  readonly fc3: Dense;
  /** [units, 2K] */
  readonly fc4: Dense;
}

/** How parameters start. */
export interface InitOptions {
  /** Where random numbers come from. */
  readonly rng: Rng;
  /** Which distribution they follow. */
  readonly initializer: Initializer;
}

/**
 * Parameters of Ψ_C for `joints` joints.
 *
 * @example
 * ```ts
 * import { createRng, initPsiC } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const init = { rng: createRng(1), initializer: "xavier" } as const;
 * assertEquals(initPsiC(17, { units: 128, centre: 0.5 }, init).fc1.kernel.shape, [51, 128]);
 * ```
 */
export function initPsiC(joints: number, { units }: ProjectorConfig, init: InitOptions): PsiC {
  return { fc1: initDense(3 * joints, units, init), fc2: initDense(units, 3 * joints, init) };
}

/**
 * Parameters of Ψ_P for `joints` joints.
 *
 * @example
 * ```ts
 * import { createRng, initPsiP } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const init = { rng: createRng(1), initializer: "xavier" } as const;
 * assertEquals(initPsiP(17, { units: 128, centre: 0.5 }, init).fc4.kernel.shape, [128, 34]);
 * ```
 */
export function initPsiP(
  joints: number,
  { units, batchNorm }: ProjectorConfig,
  init: InitOptions,
): PsiP {
  const norm = () => initBatchNorm(units);
  return {
    fc1: initDense(3 * joints, units, init),
    fc2: initDense(units, units, init),
    fc3: initDense(units, units, init),
    fc4: initDense(units, 2 * joints, init),
    norms: batchNorm ? { fc1: norm(), fc2: norm(), fc3: norm() } : {},
  };
}

/**
 * p̂3d = Ψ_C(p3d; ω_C), Eq. (1). Poses [batch, 3K], normalised to [0,1].
 *
 * @example
 * ```ts
 * import { createRng, initPsiC, psiC } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * const config = { units: 8, centre: 0.5 };
 * const params = initPsiC(17, config, { rng: createRng(1), initializer: "xavier" });
 * assertEquals(psiC(params, config, tf.fill([2, 51], 0.5)).shape, [2, 51]);
 * ```
 */
export function psiC(params: PsiC, { centre }: ProjectorConfig, pose3d: tf.Tensor2D): tf.Tensor2D {
  const hidden = tf.relu(dense(params.fc1, tf.sub(pose3d, centre)));
  return tf.add(dense(params.fc2, hidden), centre);
}

/**
 * p̂2d = Ψ_P(p̂3d; ω_P), Eq. (1). [batch, 3K] normalised → [batch, 2K] in [0,1] of the crop. While
 * `training`, batch normalisation (if any) goes by the batch's own statistics.
 *
 * @example
 * ```ts
 * import { createRng, initPsiP, psiP } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * const config = { units: 8, centre: 0.5 };
 * const params = initPsiP(17, config, { rng: createRng(1), initializer: "xavier" });
 * assertEquals(psiP(params, config, tf.fill([2, 51], 0.5)).shape, [2, 34]);
 * ```
 */
export function psiP(
  params: PsiP,
  { centre }: ProjectorConfig,
  pose3d: tf.Tensor2D,
  { training = false } = {},
): tf.Tensor2D {
  const hidden = (name: "fc1" | "fc2" | "fc3", x: tf.Tensor2D): tf.Tensor2D => {
    const y = dense(params[name], x);
    return tf.relu(name in params.norms ? batchNorm(params.norms[name], y, training) : y);
  };
  const h1 = hidden("fc1", tf.sub(pose3d, centre));
  const h3 = hidden("fc3", hidden("fc2", h1));
  return tf.add(dense(params.fc4, tf.add(h1, h3)), centre); // identity shortcut around fc2, fc3
}

/**
 * Ψ_P with the batch statistics of `pose3d` [frames, 3K], all training poses, stored for test time. The
 * caller frees the new statistics.
 */
export function measurePsiP(params: PsiP, { centre }: ProjectorConfig, pose3d: tf.Tensor2D): PsiP {
  const { norms } = params;
  if (Object.keys(norms).length === 0) return params;
  return {
    ...params,
    norms: tf.tidy(() => {
      const measured: Record<string, BatchNorm> = {};
      let x: tf.Tensor2D = tf.sub(pose3d, centre);
      for (const name of ["fc1", "fc2", "fc3"] as const) {
        const y = dense(params[name], x);
        measured[name] = withStatistics(norms[name], y);
        x = tf.relu(batchNorm(measured[name], y, false));
      }
      return measured;
    }),
  };
}
