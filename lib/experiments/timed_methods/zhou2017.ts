import * as tf from "@tensorflow/tfjs";
import { freeing } from "../../engine/freeing.ts";
import { foldNorms } from "../../model/fold_norms.ts";
import { learnedParameters } from "../../model/parameter_table.ts";
import { computed } from "../../model/peers/stages.ts";
import {
  initZhou2017,
  zhou2017Network,
  zhou2017Poses,
  ZHOU_2017,
} from "../../model/peers/zhou2017.ts";
import { disposeTree } from "../../nn/tree.ts";
import { createRng } from "../../random.ts";
import { cropped } from "./timed_clip.ts";
import type { TimedMethod } from "./timed_method.ts";

const { network: { imageSize, joints } } = ZHOU_2017;

/** [23], picture by picture, and all at once. */
export const TIMED_ZHOU_2017: TimedMethod = {
  name: "Zhou et al. [23]",
  reference:
    "Towards 3D Human Pose Estimation in the Wild: a Weakly-supervised Approach, ICCV 2017",
  publishedMs: 311,
  prepare({ frames }, seed) {
    const trained = initZhou2017(ZHOU_2017, createRng(seed, "zhou2017"));
    const learned = learnedParameters(trained);
    const params = foldNorms(trained);
    disposeTree(trained);
    return {
      variants: [false, true].map((batch) => ({
        label: batch ? "one pass, all pictures at once" : "one pass",
        ...{ params, learned },
        frames: batch ? frames.length : 1,
        together: batch,
        run: (timed, round) => {
          const some = batch ? frames : [frames[round % frames.length]];
          const all = freeing(() => {
            const images = timed(
              "crop and resize",
              () => tf.concat(some.map((frame) => cropped(frame, imageSize, 0))),
            );
            const { heatMaps, depths } = timed("network", () => {
              const seen = zhou2017Network(params, ZHOU_2017, images);
              computed(seen.heatMaps);
              computed(seen.depths);
              return seen;
            });
            return timed("after the network", () => zhou2017Poses(ZHOU_2017, heatMaps, depths));
          });
          const poses = some.map((_, f) => all.subarray(3 * joints * f, 3 * joints * (f + 1)));
          return { poses, counts: {} };
        },
      })),
      dispose: () => disposeTree(params),
    };
  },
};
