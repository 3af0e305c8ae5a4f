import * as tf from "@tensorflow/tfjs";
import { cropSquare } from "../../data/video/square_crops.ts";
import { shapeMixture } from "../../model/peers/shape_mixture.ts";
import { applyTome2017 } from "../../model/peers/tome2017.ts";
import { type Tome2017Config, TOME_2017 } from "../../model/peers/tome2017_config.ts";
import { initTome2017 } from "../../model/peers/tome2017_model.ts";
import { pictures } from "../../model/pictures.ts";
import { heatMaps } from "../../model/pose2d_network.ts";
import { disposeTree, type Tree } from "../../nn/tree.ts";
import { createRng } from "../../random.ts";
import type { TimedFrame } from "./timed_clip.ts";
import type { TimedMethod } from "./timed_method.ts";

const SIZE = TOME_2017.imageSize;

/**
 * How the method may be run. The released Python solves each least squares problem anew; its authors speak of
 * a version with cached matrices that they did not release: `prepared`. The paper lifts at 6 stages.
 */
const VARIANTS: readonly { label: string; change: Partial<Tome2017Config> }[] = [
  { label: "finds people, batch of 4, lifts once, as released", change: { solve: "each" } },
  {
    label: "given the person, batch of 1, lifts once, prepared",
    change: { search: false, slots: 1 },
  },
  {
    label: "given the person, batch of 1, lifts at 6 stages, prepared",
    change: { search: false, slots: 1, lifts: "every" },
  },
  {
    label: "given the person, batch of 1, lifts once, solved anew",
    change: { search: false, slots: 1, solve: "each" },
  },
];

/** The person's middle in the picture scaled to the network's height, px. */
function middleOf({ crop, picture }: TimedFrame) {
  const scale = SIZE / picture.full.height;
  const place = (start: number) => Math.round((start + crop.side / 2) * scale);
  return [place(crop.left), place(crop.top)] as const;
}

/** Maps of the true joints about the person's middle, and an empty background. */
function mapsOf(frame: TimedFrame, { slots, shown }: Tome2017Config): tf.Tensor4D {
  return tf.tidy(() => {
    const middle = middleOf(frame);
    const scale = SIZE / frame.picture.full.height;
    const places = shown.flatMap((joint) =>
      middle.map((at, axis) => (frame.pose2d[2 * joint + axis] * scale - at) / SIZE + 0.5)
    );
    const maps = heatMaps(tf.tensor2d([places]), SIZE / 8);
    const background = tf.zeros([1, SIZE / 8, SIZE / 8, 1]);
    return tf.tile(tf.concat([maps, background], 3), [slots, 1, 1, 1]) as tf.Tensor4D;
  });
}

/**
 * [20], picture by picture. Poses are lifted from maps of the true joints; the search for people runs where
 * a variant has it, and the true place is taken.
 */
export const TIMED_TOME_2017: TimedMethod = {
  name: "Tome et al. [20]",
  reference:
    "Lifting from the Deep: Convolutional 3D Pose Estimation from a Single Image, CVPR 2017",
  publishedMs: 444,
  prepare({ frames, shapes }, seed) {
    const mixture = shapeMixture(shapes, TOME_2017.mixture);
    const fused = { ...TOME_2017, lifts: "every" } as const; // has the weights of all variants
    const model = initTome2017(fused, mixture, createRng(seed, "tome2017"));
    const { person, pose } = model.networks;
    const drawn: tf.Tensor4D[] = [];
    return {
      variants: VARIANTS.map(({ label, change }) => {
        const config = { ...TOME_2017, ...change };
        const own = config.solve === "each" ? { ...model, prepared: undefined } : model;
        const params: Tree = config.search ? { person, pose } : { pose };
        const maps = frames.map((frame) => mapsOf(frame, config));
        drawn.push(...maps);
        return {
          label,
          params,
          frames: 1,
          run: (timed, round) => {
            const frame = frames[round % frames.length];
            const images = timed("crop and resize", () => {
              const { width, height } = frame.picture.full;
              const whole = { left: 0, top: 0, side: Math.max(width, height) };
              return pictures(cropSquare(frame.picture, whole, SIZE), SIZE);
            });
            const options = { timed, lifted: maps[round % frames.length] };
            const [[found]] = applyTome2017(own, config, images, [[middleOf(frame)]], options);
            images.dispose();
            return {
              poses: found.lifted ? [found.lifted.pose3d] : [],
              counts: { "least squares problems": found.solves },
            };
          },
        };
      }),
      dispose: () => {
        disposeTree(model.networks);
        tf.dispose(drawn);
      },
    };
  },
};
