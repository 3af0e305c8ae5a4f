import type { Stills } from "../data/dataset.ts";
import { chosenJoints, jointsByName } from "../joint_conversion.ts";
import { H36M_17, type Skeleton } from "../skeleton.ts";

/** Gives batches of the benchmark's stills. */
interface StillBatches {
  next(): Promise<Stills>;
  close(): void;
}

/** The benchmark's stills, whose joints are H36M-17's, with those of another skeleton, by name. */
export function convertedStills(stills: StillBatches, skeleton: Skeleton): StillBatches {
  if (skeleton === H36M_17) return stills;
  const chosen = jointsByName(H36M_17, skeleton);
  return {
    close: stills.close,
    async next() {
      const batch = await stills.next();
      const from = { frames: batch.count, joints: H36M_17.joints.length };
      return {
        ...batch,
        pose2d: chosenJoints(batch.pose2d, from, chosen),
        ...batch.visible && { visible: chosenJoints(batch.visible, from, chosen) },
      };
    },
  };
}
