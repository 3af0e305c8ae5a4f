import * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";
import { freeing } from "../engine/freeing.ts";
import { correctBatched } from "./batched.ts";
import { correctLoop } from "./loop.ts";
import { type CorrectionOptions, correctionOptions, type ReleasedOptions } from "./options.ts";
import type { Correction, CorrectionMachine } from "./projector.ts";
import { correctReleased } from "./released.ts";

/**
 * The self-supervised correction of section 3.3: makes intermediate 3D poses agree with 2D poses
 * through the 3D-to-2D projector, each frame with disposable weights.
 *
 * @param machine the trained projector and what its numbers mean
 * @param pose3d intermediate poses p3d [frames, 3K], normalised: a tensor or its values
 * @param target2d 2D poses to agree with [frames, 2K], in [0,1] of the crop: the predicted ones, or the
 * true ones for the row `w/ 2D GT`
 * @param options see {@link CorrectionOptions} and, for `method: "released"`, {@link ReleasedOptions};
 * what is not given is taken from `CORRECTION_DEFAULTS` or `RELEASED_DEFAULTS`
 * @throws {UserError} for an unknown option, a wrong value, or poses that do not fit the skeleton
 *
 * @example
 * ```ts
 * import { correctPoses, createRng, H36M_17, initPsiC, initPsiP } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const init = { rng: createRng(1), initializer: "xavier" } as const;
 * const config = { units: 8, centre: 0.5 };
 * const machine = {
 *   psiC: initPsiC(17, config, init),
 *   psiP: initPsiP(17, config, init),
 *   config,
 *   normalization: { min: Array(51).fill(-900), max: Array(51).fill(900) },
 *   skeleton: H36M_17,
 * };
 * const frames = 3;
 * const pose3d = new Float32Array(frames * 51).fill(0.4);
 * const target2d = new Float32Array(frames * 34).fill(0.6);
 * const { decisions } = correctPoses(machine, pose3d, target2d, { steps: 2, epsilon: null });
 * assertEquals(decisions.map(({ steps }) => steps), [2, 2, 2]);
 * ```
 */
export function correctPoses(
  machine: CorrectionMachine,
  pose3d: Float32Array | tf.Tensor2D,
  target2d: Float32Array | tf.Tensor2D,
  options: Partial<CorrectionOptions> | (Partial<ReleasedOptions> & { method: "released" }) = {},
): Correction {
  const chosen = correctionOptions(options);
  const joints = machine.skeleton.joints.length;
  checkMachine(machine, joints);
  return freeing(() => {
    const pose = matrix("3D poses", pose3d, 3 * joints);
    const target = matrix("2D poses", target2d, 2 * joints);
    if (pose.shape[0] !== target.shape[0]) {
      throw new UserError(
        `${pose.shape[0]} 3D poses to correct but ${target.shape[0]} 2D poses to agree with: ` +
          `give one of each a frame`,
      );
    }
    if (pose.shape[0] === 0) {
      const none = { pose3d: new Float32Array(), initial: new Float32Array(), decisions: [] };
      if (chosen.method === "released") return none;
      const { project, trail, steps } = chosen;
      return {
        ...none,
        ...(project && { projection: new Float32Array() }),
        ...(trail && { trail: Array.from({ length: steps + 1 }, () => new Float32Array()) }),
      };
    }
    if (chosen.method === "released") return correctReleased(machine, pose, target, chosen);
    const method = chosen.method === "loop" ? correctLoop : correctBatched;
    return method(machine, pose, target, chosen);
  });
}

function checkMachine({ psiC, psiP, normalization, skeleton }: CorrectionMachine, joints: number) {
  const sizes: [string, number, number][] = [
    ["Ψ_C's input", psiC.fc1.kernel.shape[0], 3 * joints],
    ["Ψ_C's output", psiC.fc2.kernel.shape[1], 3 * joints],
    ["Ψ_P's input", psiP.fc1.kernel.shape[0], 3 * joints],
    ["Ψ_P's output", psiP.fc4.kernel.shape[1], 2 * joints],
    ["the normalisation", normalization.min.length, 3 * joints],
  ];
  for (const [what, size, expected] of sizes) {
    if (size !== expected) {
      throw new UserError(
        `${what} has ${size} numbers, but the ${joints} joints of ${skeleton.name} need ${expected}: ` +
          `take the skeleton that the projector was trained with`,
      );
    }
  }
}

function matrix(what: string, values: Float32Array | tf.Tensor2D, columns: number): tf.Tensor2D {
  if (values instanceof Float32Array) {
    if (values.length % columns !== 0) {
      throw new UserError(`${what}: ${values.length} numbers are not whole frames of ${columns}`);
    }
    return tf.tensor2d(values, [values.length / columns, columns]);
  }
  if (values.shape.length !== 2 || values.shape[1] !== columns) {
    throw new UserError(`${what} of shape [${values.shape}]: expected [frames, ${columns}]`);
  }
  return values;
}
