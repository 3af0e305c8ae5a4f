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
import { centreMap, cropsAbout, peaks, type Pixel } from "./person_crops.ts";
import { poseMachine } from "./pose_machine.ts";
import { computed, type Timed, untimed } from "./stages.ts";
import type { Tome2017Config } from "./tome2017_config.ts";
import { fuse, readMaps, tome2017Lift } from "./tome2017_lifting.ts";
import type { Tome2017 } from "./tome2017_model.ts";
import type { LiftedPose } from "./upright_lifting.ts";

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

/** How {@link applyTome2017} runs. */
export interface Tome2017Options {
  /** Takes the time of the stages. */
  readonly timed?: Timed;
  /**
   * Maps [slots, h, w, n + 1] of a person each to lift from in place of the network's own, which runs all
   * the same: what weights that were never trained give is no pose.
   */
  readonly lifted?: tf.Tensor4D;
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
