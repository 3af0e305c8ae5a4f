// Tome, Russell and Agapito, "Lifting from the Deep: Convolutional 3D Pose Estimation from a Single Image"
// (CVPR 2017, arXiv 1701.00295), reference [20]. Layers, sizes and procedure: the released
// DenisTome/Lifting-from-the-Deep-release (packages/lifting). It lifts once, after the last stage; the
// paper's fusion after each stage (its figure 1) was never released and is written from the paper's text:
// lift, project, draw Gaussians, and mix with one learned weight a stage. How wide the paper's Gaussians
// are could not be found; here σ is one cell.
//
// 29.85 M parameters and 88.42 billion multiply-adds for the pose network, 25.71 M and 79.67 for the person
// network on 368x368 px, computed from the layers; the authors report none. Timed in the paper's Table 4:
// 444 ms a picture; of which variant is not said.
import * as tf from "@tensorflow/tfjs";
import { freeing } from "../../engine/freeing.ts";
import type { Tree } from "../../nn/tree.ts";
import type { Rng } from "../../random.ts";
import { argmaxPose, heatMaps } from "../pose2d_network.ts";
import { centreMap, cropsAbout, peaks, type Pixel } from "./person_crops.ts";
import { initPoseMachine, poseMachine, type PoseMachineParams } from "./pose_machine.ts";
import { computed, type Timed, untimed } from "./stages.ts";
import type { ShapeMixture } from "./shape_mixture.ts";
import type { Tome2017Config } from "./tome2017_config.ts";
import {
  type LiftedPose,
  liftUpright,
  type PreparedLifting,
  prepareLifting,
} from "./upright_lifting.ts";

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

/** A person's pose. */
export interface Tome2017Pose {
  /** Joints that have maps [n, 2], px of the picture. */
  readonly pose2d: Float64Array;
  /** Whether each of them is seen [n]. */
  readonly seen: readonly boolean[];
  /** The last lift; absent if too few joints are seen. */
  readonly lifted?: LiftedPose;
  /** Least squares problems solved for it, over all lifts. */
  readonly solves: number;
}

/** Weights of the 3D model's joints where those with maps are `seen`. */
function jointWeights({ shown, mixture }: Tome2017Config, seen: readonly boolean[]): Float64Array {
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

/** The largest column's mean of each map but the last, [batch, n]: how surely a joint is seen. */
function certainty(maps: tf.Tensor4D, joints: number): tf.Tensor2D {
  return tf.max(tf.mean(tf.slice(maps, [0, 0, 0, 0], [-1, -1, -1, joints]), 1), 1) as tf.Tensor2D;
}

/** What maps [batch, h, w, n + 1] say of each of the first `people`: places in [0,1], and what is seen. */
function readMaps(maps: tf.Tensor4D, { shown, visible }: Tome2017Config, people: number) {
  const joints = shown.length;
  const [places, certain] = tf.tidy(() => [
    argmaxPose(maps, joints).dataSync(),
    certainty(maps, joints).dataSync(),
  ]);
  return Array.from({ length: people }, (_, person) => ({
    places: Float64Array.from(places.subarray(2 * joints * person, 2 * joints * (person + 1))),
    seen: shown.map((_, joint) => certain[joints * person + joint] > visible),
  }));
}

/**
 * Lifts joints that have maps [n, 2], in any unit; also gives where the lifted joints lie, in that unit.
 * Nothing if too few are seen.
 */
export function tome2017Lift(
  { mixture, prepared }: Pick<Tome2017, "mixture" | "prepared">,
  config: Tome2017Config,
  places: Float64Array,
  seen: readonly boolean[],
): { lifted: LiftedPose; projected: Float64Array } | undefined {
  const { shown, fewestJoints, lifting } = config;
  const visible = shown.keys().filter((joint) => seen[joint]).toArray();
  if (visible.length < fewestJoints) return undefined;
  const mean = (axis: number) =>
    visible.reduce((sum, joint) => sum + places[2 * joint + axis], 0) / visible.length;
  const middle = [mean(0), mean(1)];
  const heights = visible.map((joint) => places[2 * joint + 1]);
  const half = (Math.max(...heights) - Math.min(...heights)) / 2 || 1; // all at one height: as they are
  const points = new Float64Array(2 * config.mixture.joints);
  for (const joint of visible) {
    for (const axis of [0, 1]) {
      points[2 * shown[joint] + axis] = (places[2 * joint + axis] - middle[axis]) / half;
    }
  }
  const pose = { points, weights: jointWeights(config, seen) };
  const lifted = liftUpright(mixture, lifting, pose, prepared);
  const projected = places.map((_, i) =>
    lifted.projection[2 * shown[i >> 1] + i % 2] * half + middle[i % 2]
  );
  return { lifted, projected };
}

/** How {@link applyTome2017} runs. */
export interface Tome2017Options {
  /** Takes the time of the stages. */
  readonly timed?: Timed;
  /**
   * Maps [people, h, w, n + 1] of a person each to lift from in place of the network's own, which runs all
   * the same: what weights that were never trained give is no pose.
   */
  readonly lifted?: tf.Tensor4D;
}

/**
 * A stage's maps mixed with Gaussians about the projections of the poses lifted from `read`; counts the
 * solves.
 */
function fuse(
  model: Tome2017,
  config: Tome2017Config,
  maps: tf.Tensor4D,
  read: tf.Tensor4D,
  stage: number,
  solves: number[],
): tf.Tensor4D {
  const [joints, batch] = [config.shown.length, maps.shape[0]];
  const people = readMaps(read, config, batch).map(({ places, seen }, person) => {
    if (person >= solves.length) return places; // an empty slot
    const lift = tome2017Lift(model, config, places, seen);
    solves[person] += lift?.lifted.solves ?? 0;
    return lift?.projected ?? places;
  });
  const projected = tf.tensor2d(people.flatMap((points) => [...points]), [batch, 2 * joints]);
  const background = tf.slice(maps, [0, 0, 0, joints], [-1, -1, -1, 1]);
  const drawn = tf.concat([heatMaps(projected, maps.shape[1]), background], 3);
  const share = model.networks.fusion[stage];
  return tf.add(tf.mul(share, maps), tf.mul(tf.sub(1, share), drawn));
}

/** The people in the middle of `crops` [slots, size, size, 3]; the first `people` of them are there. */
function posesOf(
  model: Tome2017,
  config: Tome2017Config,
  crops: tf.Tensor4D,
  people: number,
  { timed = untimed, lifted }: Tome2017Options,
): Tome2017Pose[] {
  const { imageSize, pose, lifts, centreSigma, shown } = config;
  const solves: number[] = Array(people).fill(0);
  const after = <T>(work: () => T) => timed("after the network", work);
  return freeing(() => {
    const maps = timed("network", () => {
      const centre = tf.tile(centreMap(imageSize, centreSigma), [crops.shape[0], 1, 1, 1]);
      const between = (maps: tf.Tensor4D, stage: number) => {
        if (lifts === "last" || stage === pose.stages) return maps;
        computed(maps);
        return after(() => fuse(model, config, maps, lifted ?? maps, stage, solves));
      };
      return computed(poseMachine(model.networks.pose, pose, crops, { centre, between }));
    });
    return after(() => {
      const joints: tf.Tensor4D = tf.slice(lifted ?? maps, [0, 0, 0, 0], [
        -1,
        -1,
        -1,
        shown.length,
      ]);
      const large = tf.image.resizeBilinear(joints, [imageSize, imageSize]);
      return readMaps(large, config, people).map(({ places, seen }, person) => {
        const pose2d = places.map((value) => value * imageSize);
        const lift = tome2017Lift(model, config, pose2d, seen);
        const all = solves[person] + (lift?.lifted.solves ?? 0);
        return { pose2d, seen, solves: all, ...(lift && { lifted: lift.lifted }) };
      });
    });
  });
}

/** Where people are in a `picture` [1, h, w, 3], in ±0.5: the peaks of the enlarged person map. */
export function tome2017People(
  { networks }: Tome2017,
  { person, personThreshold }: Tome2017Config,
  picture: tf.Tensor4D,
  timed = untimed,
): Pixel[] {
  const [, height, width] = picture.shape;
  return freeing(() => {
    const map = timed("network", () => computed(poseMachine(networks.person, person, picture)));
    return timed("after the network", () => {
      const large = tf.image.resizeBilinear(map, [height, width]).dataSync();
      return peaks(large, width, personThreshold);
    });
  });
}

/**
 * What the method puts out for each of `images` [batch, h, w, 3], in ±0.5, h the size of the network: the
 * people that it finds, or those at `places`, px. Where both are wanted, the search is done and what it
 * finds left aside: weights that were never trained find nobody, or crowds.
 *
 * @throws {RangeError} when there are no places, and no search
 *
 * @example
 * ```ts
 * import { applyTome2017, createRng, initTome2017, shapeMixture, TOME_2017 } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * const tiny = { trunk: ["max_1", "max_2", "max_3", { name: "conv", channels: 4 }], width: 4 };
 * const config = {
 *   ...TOME_2017,
 *   imageSize: 64,
 *   pose: { ...TOME_2017.pose, ...tiny },
 *   person: { ...TOME_2017.person, ...tiny },
 *   slots: 1,
 *   visible: -Infinity, // each joint counts as seen
 * };
 * const rng = createRng(1);
 * const poses = Array.from({ length: 90 }, () => Float64Array.from({ length: 51 }, () => 300 * rng.normal()));
 * const model = initTome2017(config, shapeMixture(poses, config.mixture), rng);
 * const [[pose]] = applyTome2017(model, config, tf.zeros([1, 64, 80, 3]), [[[40, 32]]]);
 * assertEquals(pose.lifted!.pose3d.length, 17 * 3);
 * assertEquals(pose.solves >= 300, true);
 * ```
 */
export function applyTome2017(
  model: Tome2017,
  config: Tome2017Config,
  images: tf.Tensor4D,
  places?: readonly (readonly Pixel[])[],
  options: Tome2017Options = {},
): Tome2017Pose[][] {
  const { search, slots, imageSize } = config;
  const { timed = untimed } = options;
  if (!places && !search) throw new RangeError("Give people's places, or let them be searched for");
  return freeing(() =>
    Array.from({ length: images.shape[0] }, (_, i) => {
      const picture = tf.slice(images, [i], [1]);
      const found = search ? tome2017People(model, config, picture, timed) : [];
      const centres = places?.[i] ?? found;
      const poses: Tome2017Pose[] = [];
      for (let first = 0; first < centres.length; first += slots) {
        const some = centres.slice(first, first + slots);
        const filled = timed("crop and resize", () => {
          const crops = cropsAbout(picture, some, imageSize);
          return computed(tf.pad(crops, [[0, slots - some.length], [0, 0], [0, 0], [0, 0]]));
        });
        for (const [k, pose] of posesOf(model, config, filled, some.length, options).entries()) {
          const pose2d = pose.pose2d.map((value, j) => value + some[k][j % 2] - imageSize / 2);
          poses.push({ ...pose, pose2d });
        }
      }
      return poses;
    })
  );
}
