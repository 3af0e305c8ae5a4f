import * as tf from "@tensorflow/tfjs";
import { toCrop } from "../../camera.ts";
import { limbLengths } from "../../model/peers/limb_lengths.ts";
import {
  initPavlakos2017,
  largestCells,
  metricPose,
  pavlakos2017Volumes,
  PAVLAKOS_2017,
} from "../../model/peers/pavlakos2017.ts";
import { foldNorms } from "../../model/fold_norms.ts";
import { learnedParameters } from "../../model/parameter_table.ts";
import { computed } from "../../model/peers/stages.ts";
import { disposeTree } from "../../nn/tree.ts";
import { createRng } from "../../random.ts";
import { bones } from "../../skeleton.ts";
import { cropped, type TimedFrame } from "./timed_clip.ts";
import type { TimedMethod } from "./timed_method.ts";

const { network: { imageSize }, depths, depthRange, skeleton } = PAVLAKOS_2017;

/** The cells of the finest volumes that the true joints are in. */
function trueCells({ crop, pose2d, pose3d }: TimedFrame): Int32Array {
  const [size, layers] = [imageSize / 4, depths.at(-1)!];
  const places = toCrop(crop, pose2d);
  const [nearest, farthest] = depthRange;
  return Int32Array.from(pose3d, (value, i) => {
    const share = i % 3 === 2
      ? (value - nearest) / (farthest - nearest) * (layers - 1) + 0.5
      : places[2 * Math.floor(i / 3) + i % 3] * size;
    return Math.min((i % 3 === 2 ? layers : size) - 1, Math.max(0, Math.floor(share)));
  });
}

/** How the method may be run. */
const VARIANTS = [
  { label: "with the mirror image, as released", passes: 2, batch: false },
  { label: "one pass", passes: 1, batch: false },
  { label: "one pass, all pictures at once", passes: 1, batch: true },
] as const;

/**
 * [19], picture by picture. The search for the root's depth goes by the true joints' cells; the volumes of
 * the network are read all the same.
 */
export const TIMED_PAVLAKOS_2017: TimedMethod = {
  name: "Pavlakos et al. [19]",
  reference: "Coarse-to-Fine Volumetric Prediction for Single-Image 3D Human Pose, CVPR 2017",
  publishedMs: 170,
  prepare({ frames, camera }, seed) {
    const trained = initPavlakos2017(PAVLAKOS_2017, createRng(seed, "pavlakos2017"));
    const learned = learnedParameters(trained);
    const params = foldNorms(trained);
    disposeTree(trained);
    const pairs = bones(skeleton).map(({ parent, child }) => [parent, child] as const);
    return {
      variants: VARIANTS.map(({ label, passes, batch }) => {
        const config = { ...PAVLAKOS_2017, passes };
        return {
          ...{ label, params, learned },
          frames: batch ? frames.length : 1,
          together: batch,
          run: (timed, round) => {
            const some = batch ? frames : [frames[round % frames.length]];
            const volumes = tf.tidy(() => {
              const images = timed(
                "crop and resize",
                () => tf.concat(some.map((frame) => cropped(frame, imageSize, 0))),
              );
              return timed("network", () => computed(pavlakos2017Volumes(params, config, images)));
            });
            const found = timed("after the network", () => {
              tf.tidy(() => {
                largestCells(volumes);
              });
              return some.map((frame) => {
                const limbs = limbLengths(frame.pose3d, pairs);
                return metricPose(trueCells(frame), config, { camera, crop: frame.crop, limbs });
              });
            });
            volumes.dispose();
            const evaluations = found.reduce((sum, { evaluations }) => sum + evaluations, 0);
            return {
              poses: found.map(({ pose }) => pose),
              counts: { "tries of the root's depth": evaluations / some.length },
            };
          },
        };
      }),
      dispose: () => disposeTree(params),
    };
  },
};
