import type { Dataset } from "../data/dataset.ts";
import { concatenated } from "../evaluation/evaluate.ts";
import { motionsOf } from "../evaluation/motions.ts";
import { describeProtocol, type Protocol } from "../evaluation/protocol.ts";
import { countedSums, type Scores } from "../evaluation/scores.ts";
import { alignedJointErrors } from "../metrics.ts";
import type { Measured } from "./measure.ts";

/** What differs from a protocol whose errors are up to translation. */
const PROCRUSTES: Pick<Protocol, "alignment" | "root"> = {
  alignment: "mean joint error after Procrustes analysis (rotation, scale and translation)",
  root: "as any other",
};

/**
 * The same scores with every pose laid over the true one by Procrustes analysis first: P-MPJPE, which most
 * published rows of Protocols #2 and #3 are.
 *
 * @param measured poses of the frames of `dataset`
 * @param protocol that the scores were taken under
 * @param rows only these (default: all; 20,000 frames of a row take some seconds)
 *
 * @example
 * ```ts
 * import { alignedScores, type Dataset, H36M_17, type Measured, PROTOCOL_1, scoresOf } from "posemachine";
 * import { assert } from "@std/assert";
 * const pose3d = Float32Array.from({ length: 51 }, (_, i) => i < 3 ? 0 : (i * i) % 700);
 * const take = { actor: "S9", action: "Eating", trial: 1, frames: 1, pose3d };
 * const about = { name: "a take", skeleton: H36M_17, imageSize: 64, fps: 10 };
 * const dataset = { ...about, sequences: [take] } as unknown as Dataset;
 * const poses = pose3d.map((x) => 2 * x); // right but for its size
 * const results = [{ name: "ours", poses, errors: new Float32Array(17).fill(90), discarded: null }];
 * const provenance = { checkpoint: "none", variant: "ours", seed: 1, protocol: PROTOCOL_1 };
 * const measured: Measured = { results, scores: scoresOf(dataset, results, provenance) };
 * const { rows, protocol } = alignedScores(dataset, measured, PROTOCOL_1);
 * assert(rows[0].sums.every((mm) => mm < 0.01) && protocol.includes("Procrustes"));
 * ```
 */
export function alignedScores(
  dataset: Dataset,
  { scores, results }: Measured,
  protocol: Protocol,
  rows?: readonly string[],
): Scores {
  const joints = dataset.skeleton.joints.length;
  const truth = concatenated(dataset, "pose3d", 3 * joints);
  const index = motionsOf(dataset);
  return {
    ...scores,
    protocol: describeProtocol({
      ...protocol,
      ...PROCRUSTES,
      // Means may leave the root out, the alignment does not.
      ...protocol.withoutRoot &&
        { alignment: `${PROCRUSTES.alignment} of all ${joints} joints` },
    }, dataset),
    rows: scores.rows.flatMap((row, i) => {
      if (rows && !rows.includes(row.row)) return [];
      const errors = alignedJointErrors(results[i].poses, truth, joints);
      return [{ ...row, sums: countedSums(dataset, index, errors, protocol) }];
    }),
  };
}
