import type { Normalization } from "../normalize.ts";
import type { Tree } from "../nn/tree.ts";
import { createRng } from "../random.ts";
import type { MachineConfig } from "./config.ts";
import { initPsiR, type PsiR } from "./pose2d_network.ts";
import { initPsiC, initPsiP, type PsiC, type PsiP } from "./projector.ts";
import { initPsiT, type PsiT } from "./transformer.ts";

/** ω_R, ω_T, ω_C and ω_P of Eq. (1). */
export interface MachineParams extends Tree {
  /** The 2D pose sub-network. */
  readonly psiR: PsiR;
  /** The 2D-to-3D pose transformer. */
  readonly psiT: PsiT;
  /** The regression function of the projector module. */
  readonly psiC: PsiC;
  /** The projection function of the projector module. */
  readonly psiP: PsiP;
}

/** A 3D human pose machine: its shape, its parameters, and the range of its training poses. */
export interface Machine {
  /** Its shape. */
  readonly config: MachineConfig;
  /** Its weights. */
  readonly params: MachineParams;
  /** Max-min range of each 3D coordinate over the training frames (section 4.1), mm. */
  readonly normalization: Normalization;
}

/**
 * Fresh parameters. Each module has a random stream of its own, so that a change in one does not move
 * the start of another.
 *
 * @example
 * ```ts
 * import { disposeTree, initMachine, preset } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const params = initMachine(preset("small"), 1);
 * assertEquals(params.psiT.lstm1.recurrent.shape, [128, 512]);
 * disposeTree(params);
 * ```
 */
export function initMachine(config: MachineConfig, seed: number): MachineParams {
  const init = (module: string) => ({
    rng: createRng(seed, "init", module),
    initializer: config.initializer,
  });
  return {
    psiR: initPsiR(config, init("psiR").rng),
    psiT: initPsiT(config, init("psiT").rng),
    psiC: initPsiC(config.joints, config.projector, init("psiC")),
    psiP: initPsiP(config.joints, config.projector, init("psiP")),
  };
}
