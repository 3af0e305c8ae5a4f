import type { Normalization } from "../normalize.ts";
import type { CorrectionMachine, Decision } from "./projector.ts";
import type { StepOptions } from "./options.ts";

/** The thresholds of the two rules. */
export type Rules = Pick<StepOptions, "epsilon" | "tau">;

/** What the rules need to know of a machine: they count millimetres of its robust joints. */
type Body = Pick<CorrectionMachine, "normalization" | "skeleton">;

/**
 * The two rules of section 3.3, as read here.
 *
 * "We terminate the further refinement when the positions of these joints are converged (i.e., average
 * changes < ε mm)", checked "in each iteration": after a step, the mean distance of the robust joints
 * from where they were before that step. A frame that has converged keeps the pose it has reached.
 * (With the paper's two steps the check can only act after the first, where the change since the last
 * step and the change since Ψ_C(p3d) are the same, so no other reading differs.)
 *
 * "Discard the self-supervised correction when the average change in these joints are not within an
 * empirical threshold τ mm": once the refinement has ended, the mean distance from Ψ_C(p3d). A
 * correction that has run off to NaN is not within it.
 */
export function isConverged(change: number, { epsilon }: Rules): boolean {
  return epsilon !== null && change < epsilon;
}

/** Whether a correction that moved the robust joints by `movement` mm is thrown away. */
export function isDiscarded(movement: number, { tau }: Rules): boolean {
  return tau !== null && !(movement <= tau);
}

/**
 * Mean distance, mm, of the robust joints between frame `frame` of two arrays of normalised poses
 * [frames, 3K].
 */
export function robustMovement(
  { normalization, skeleton }: Body,
  from: Float32Array,
  to: Float32Array,
  frame: number,
): number {
  const { min, max }: Normalization = normalization;
  const start = frame * min.length;
  let total = 0;
  for (const joint of skeleton.robust) {
    let square = 0;
    for (let c = 3 * joint; c < 3 * joint + 3; c++) {
      square += ((to[start + c] - from[start + c]) * (max[c] - min[c])) ** 2;
    }
    total += Math.sqrt(square);
  }
  return total / skeleton.robust.length;
}

/**
 * Where one frame ends on its way Ψ_C(p3d), pose after 1 step, after 2, …: its decision and the index
 * of the pose it keeps.
 *
 * @param trajectory poses [frames, 3K] after 0, 1, 2, … steps
 */
export function decide(
  machine: Body,
  trajectory: readonly Float32Array[],
  frame: number,
  options: Rules,
): { decision: Decision; kept: number } {
  let steps = 0, converged = false;
  while (steps + 1 < trajectory.length && !converged) {
    const change = robustMovement(machine, trajectory[steps], trajectory[steps + 1], frame);
    steps++;
    converged = isConverged(change, options);
  }
  const movement = robustMovement(machine, trajectory[0], trajectory[steps], frame);
  const discarded = isDiscarded(movement, options);
  return { decision: { steps, movement, converged, discarded }, kept: discarded ? 0 : steps };
}

/**
 * Row f of the matrix of step `kept[f]`, for every frame f.
 *
 * @param trajectory matrices [frames, columns] after 0, 1, 2, … steps
 */
export function keptRows(
  trajectory: readonly Float32Array[],
  kept: readonly number[],
): Float32Array {
  const columns = trajectory[0].length / kept.length;
  const chosen = trajectory[0].slice();
  kept.forEach((step, frame) => {
    const start = frame * columns;
    chosen.set(trajectory[step].subarray(start, start + columns), start);
  });
  return chosen;
}
