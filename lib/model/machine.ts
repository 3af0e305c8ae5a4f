import type { Normalization } from "../normalize.ts";
import type { Tree } from "../nn/tree.ts";
import { createRng } from "../random.ts";
import type { LifterConfig, MachineConfig } from "./config.ts";
import { initPsiR, type PsiR } from "./pose2d_network.ts";
import { initPsiC, initPsiP, type PsiC, type PsiP } from "./projector.ts";
import { initPsiT, type PsiT } from "./transformer.ts";

/** ω_R and ω_T of Eq. (1). */
export interface LifterParams extends Tree {
  /** The 2D pose sub-network. */
  readonly psiR: PsiR;
  /** The 2D-to-3D pose transformer. */
  readonly psiT: PsiT;
}

/** ω_R, ω_T, ω_C and ω_P of Eq. (1). */
export interface MachineParams extends LifterParams {
  /** The regression function of the projector module. */
  readonly psiC: PsiC;
  /** The projection function of the projector module. */
  readonly psiP: PsiP;
}

/**
 * A machine without a projector module, whose intermediate pose is its answer (rows `w/o SSC train+test`
 * and `w/o projection`). Every {@link Machine} is one as well.
 */
export interface Lifter {
  /** Its shape. */
  readonly config: LifterConfig;
  /** Its weights. */
  readonly params: LifterParams;
  /** Max-min range of each 3D coordinate over the training frames (section 4.1), mm. */
  readonly normalization: Normalization;
}

/** A 3D human pose machine: its shape, its parameters, and the range of its training poses. */
export interface Machine extends Lifter {
  /** Its shape. */
  readonly config: MachineConfig;
  /** Its weights. */
  readonly params: MachineParams;
}

/**
 * Whether it was trained with a projector module, and so can be corrected.
 *
 * @example
 * ```ts
 * import { isMachine, loadMachine, SHIPPED_MACHINE, startEngine } from "posemachine";
 * import { assert } from "@std/assert";
 * await startEngine();
 * assert(isMachine(loadMachine(SHIPPED_MACHINE).machine));
 * ```
 */
export function isMachine(lifter: Lifter): lifter is Machine {
  return "psiC" in lifter.params;
}

/**
 * Fresh parameters of Ψ_R and Ψ_T. Each module has a random stream of its own, so that a change in one
 * does not move the start of another.
 *
 * @example
 * ```ts
 * import { disposeTree, initLifter, preset } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const params = initLifter(preset("small"), 1);
 * assertEquals(params.psiT.fc.kernel.shape, [256, 128]);
 * disposeTree(params);
 * ```
 */
export function initLifter(config: LifterConfig, seed: number): LifterParams {
  return {
    psiR: initPsiR(config, createRng(seed, "init", "psiR")),
    psiT: initPsiT(config, createRng(seed, "init", "psiT")),
  };
}

/**
 * Fresh parameters of a whole machine; Ψ_R and Ψ_T start as in {@link initLifter}.
 *
 * @example
 * ```ts
 * import { disposeTree, initMachine, preset } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const params = initMachine(preset("small"), 1);
 * assertEquals(params.psiC.fc1.kernel.shape, [51, 128]);
 * disposeTree(params);
 * ```
 */
export function initMachine(config: MachineConfig, seed: number): MachineParams {
  const init = (module: string) => ({
    rng: createRng(seed, "init", module),
    initializer: config.initializer,
  });
  return {
    ...initLifter(config, seed),
    psiC: initPsiC(config.joints, config.projector, init("psiC")),
    psiP: initPsiP(config.joints, config.projector, init("psiP")),
  };
}
