import * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";
import type { Machine } from "./machine.ts";
import { psiP } from "./projector.ts";

/**
 * Projects 3D poses to 2D with the trained Ψ_P, plain arrays in and out: where the machine believes
 * that the joints of a pose are seen.
 *
 * @param pose3d [frames, 3K], normalised: Ψ_C(p3d) or a corrected pose
 * @returns [frames, 2K], in [0,1] of the crop
 * @throws {UserError} when the numbers are not whole poses of the machine's joints
 *
 * @example
 * ```ts
 * import { initMachine, preset, projectPoses, startEngine } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * await startEngine();
 * const config = preset("small");
 * const normalization = { min: Array(51).fill(-900), max: Array(51).fill(900) };
 * const machine = { config, params: initMachine(config, 1), normalization };
 * assertEquals(projectPoses(machine, new Float32Array(2 * 51)).length, 2 * 34);
 * ```
 */
export function projectPoses({ config, params }: Machine, pose3d: Float32Array): Float32Array {
  const columns = 3 * config.joints;
  const frames = pose3d.length / columns;
  if (!Number.isInteger(frames)) {
    throw new UserError(
      `${pose3d.length} numbers are not whole 3D poses of ${config.joints} joints: ` +
        `expected a multiple of ${columns}`,
    );
  }
  if (frames === 0) return new Float32Array();
  return tf.tidy(() => {
    const projected = psiP(params.psiP, config.projector, tf.tensor2d(pose3d, [frames, columns]));
    return Float32Array.from(projected.dataSync());
  });
}
