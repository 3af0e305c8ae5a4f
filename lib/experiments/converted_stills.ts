import type { Stills } from "../data/dataset.ts";
import { chosenJoints, jointsByName } from "../joint_conversion.ts";
import { H36M_17, type Skeleton } from "../skeleton.ts";

/** Gives batches of stills. */
interface StillBatches {
  next(): Promise<Stills>;
  close(): void;
}

/** Stills with the joints of another skeleton, by name; those of the benchmark have H36M-17's. */
export function convertedStills(
  stills: StillBatches,
  skeleton: Skeleton,
  own: Skeleton = H36M_17,
): StillBatches {
  if (skeleton === own) return stills;
  const chosen = jointsByName(own, skeleton);
  return {
    close: stills.close,
    async next() {
      const batch = await stills.next();
      const from = { frames: batch.count, joints: own.joints.length };
      return {
        ...batch,
        pose2d: chosenJoints(batch.pose2d, from, chosen),
        ...batch.visible && { visible: chosenJoints(batch.visible, from, chosen) },
      };
    },
  };
}
