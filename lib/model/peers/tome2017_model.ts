import * as tf from "@tensorflow/tfjs";
import type { Tree } from "../../nn/tree.ts";
import type { Rng } from "../../random.ts";
import { initPoseMachine, type PoseMachineParams } from "./pose_machine.ts";
import type { ShapeMixture } from "./shape_mixture.ts";
import type { Tome2017Config } from "./tome2017_config.ts";
import { type PreparedLifting, prepareLifting } from "./upright_lifting.ts";

/** The networks' parameters. */
export interface Tome2017Networks extends Tree {
  /** Finds people. */
  readonly person: PoseMachineParams;
  /** Finds joints. */
  readonly pose: PoseMachineParams;
  /** The share of each stage's own maps where the lifted pose is fused into them, by stage. */
  readonly fusion: { readonly [stage: string]: tf.Scalar };
}

/** Networks and 3D model. */
export interface Tome2017 {
  /** Weights. */
  readonly networks: Tome2017Networks;
  /** What 3D poses look like. */
  readonly mixture: ShapeMixture;
  /** What can be computed of it in advance, for poses of which all joints that have maps are seen. */
  readonly prepared?: PreparedLifting;
}

/** Weights of the 3D model's joints where those with maps are `seen`. */
export function jointWeights(
  { shown, mixture }: Tome2017Config,
  seen: readonly boolean[],
): Float64Array {
  const weights = new Float64Array(mixture.joints);
  shown.forEach((joint, i) => weights[joint] = seen[i] ? 1 : 0);
  return weights;
}

/**
 * Fresh weights. The published 3D model was learned from Human3.6M and is not part of this repository:
 * give one that `shapeMixture` learned from other poses.
 *
 * @example
 * ```ts
 * import { createRng, disposeTree, initTome2017, shapeMixture, TOME_2017 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const tiny = { trunk: [{ name: "conv", channels: 4 }], stages: 2, firstWidth: 4, width: 4 };
 * const config = {
 *   ...TOME_2017,
 *   pose: { ...TOME_2017.pose, ...tiny },
 *   person: { ...TOME_2017.person, ...tiny },
 * };
 * const rng = createRng(1);
 * const poses = Array.from({ length: 90 }, () => Float64Array.from({ length: 51 }, () => 300 * rng.normal()));
 * const model = initTome2017(config, shapeMixture(poses, config.mixture), rng);
 * assertEquals(model.networks.pose.stages[2].conv1.kernel.shape, [7, 7, 15 + 4 + 1, 4]);
 * disposeTree(model.networks);
 * ```
 */
export function initTome2017(
  config: Tome2017Config,
  mixture: ShapeMixture,
  rng: Rng,
): Tome2017 {
  const { pose, person, lifts, lifting, solve, shown } = config;
  const fused = lifts === "every" ? pose.stages - 1 : 0;
  const networks = {
    person: initPoseMachine(person, rng),
    pose: initPoseMachine(pose, rng),
    fusion: Object.fromEntries(
      Array.from({ length: fused }, (_, i) => [String(i + 1), tf.scalar(0.5)]),
    ),
  };
  if (solve === "each") return { networks, mixture };
  const weights = jointWeights(config, shown.map(() => true));
  return { networks, mixture, prepared: prepareLifting(mixture, lifting, weights) };
}
