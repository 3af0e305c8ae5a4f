import { UserError } from "./errors.ts";
import type { Skeleton } from "./skeleton.ts";

/**
 * Where the joints of one skeleton are among those of another, by name. Names say what a joint is called;
 * data sets still differ by some millimetres or centimetres in where they put it.
 *
 * @throws {UserError} naming the joints that `from` lacks
 *
 * @example
 * ```ts
 * import { H36M_17, HUMANEVA_15, jointsByName } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const places = jointsByName(H36M_17, HUMANEVA_15);
 * assertEquals(places.slice(0, 4), [0, 8, 11, 12]); // Hip, Thorax, LShoulder, LElbow
 * ```
 */
export function jointsByName(from: Skeleton, to: Skeleton): number[] {
  const missing = to.joints.filter((joint) => !from.joints.includes(joint));
  if (missing.length === 0) return to.joints.map((joint) => from.joints.indexOf(joint));
  throw new UserError(
    `${from.name} has no joint ${
      missing.join(", ")
    } of ${to.name}: poses of the one cannot become ` +
      `poses of the other. Take a machine that was trained on data with ${to.name}, or data with the ` +
      `machine's joints (--joints ${from.joints.length}, where a data set has that choice)`,
  );
}

/**
 * Some joints of every pose.
 *
 * @param poses [frames, joints, numbers]
 * @param joints how many joints a pose has
 * @param chosen which, by their index
 * @returns [frames, chosen, numbers]
 *
 * @example
 * ```ts
 * import { chosenJoints } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const poses = Float32Array.of(0, 0, 1, 2, 3, 4); // three joints, 2D
 * assertEquals([...chosenJoints(poses, { frames: 1, joints: 3 }, [2, 0])], [3, 4, 0, 0]);
 * ```
 */
export function chosenJoints<T extends Float32Array | Uint8Array>(
  poses: T,
  { frames, joints }: { readonly frames: number; readonly joints: number },
  chosen: readonly number[],
): T {
  const numbers = poses.length / frames / joints;
  if (!Number.isInteger(numbers)) {
    throw new UserError(`${poses.length} numbers are no ${frames} poses of ${joints} joints`);
  }
  const out = new (poses.constructor as new (length: number) => T)(
    frames * chosen.length * numbers,
  );
  for (let frame = 0; frame < frames; frame++) {
    chosen.forEach((joint, i) => {
      const at = (frame * joints + joint) * numbers;
      out.set(poses.subarray(at, at + numbers), (frame * chosen.length + i) * numbers);
    });
  }
  return out;
}

/**
 * A data set with the joints of another skeleton, by name; its pictures and crops are the same.
 *
 * @throws {UserError} naming the joints that it lacks
 *
 * @example
 * ```ts
 * import { benchmark, RELEASED_16, withJoints } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const part = { actors: ["S9"], actions: ["Walking"], frames: 2, workers: 1, cache: false } as const;
 * const dataset = withJoints(await benchmark({ split: "test", ...part }), RELEASED_16);
 * assertEquals(dataset.sequences[0].pose3d.length, 2 * 16 * 3);
 * ```
 */
export function withJoints<
  D extends {
    readonly skeleton: Skeleton;
    readonly sequences: readonly {
      readonly frames: number;
      readonly pose2d: Float32Array;
      readonly pose3d: Float32Array;
    }[];
  },
>(dataset: D, skeleton: Skeleton): D {
  const { skeleton: own, sequences } = dataset;
  if (own.name === skeleton.name) return dataset;
  const chosen = jointsByName(own, skeleton);
  const joints = own.joints.length;
  return {
    ...dataset,
    skeleton,
    sequences: sequences.map(({ frames, pose2d, pose3d, ...sequence }) => ({
      ...sequence,
      frames,
      pose2d: chosenJoints(pose2d, { frames, joints }, chosen),
      pose3d: chosenJoints(pose3d, { frames, joints }, chosen),
    })),
  };
}
