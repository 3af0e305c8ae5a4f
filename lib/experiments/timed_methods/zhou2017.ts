import { freeing } from "../../engine/freeing.ts";
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

/** [23], picture by picture. */
export const TIMED_ZHOU_2017: TimedMethod = {
  name: "Zhou et al. [23]",
  reference:
    "Towards 3D Human Pose Estimation in the Wild: a Weakly-supervised Approach, ICCV 2017",
  publishedMs: 311,
  prepare({ frames }, seed) {
    const params = initZhou2017(ZHOU_2017, createRng(seed, "zhou2017"));
    return {
      variants: [{
        label: "one pass",
        params,
        frames: 1,
        run: (timed, round) => {
          const frame = frames[round % frames.length];
          const pose = freeing(() => {
            const { imageSize } = ZHOU_2017.network;
            const image = timed("crop and resize", () => cropped(frame, imageSize, 0));
            const { heatMaps, depths } = timed("network", () => {
              const seen = zhou2017Network(params, ZHOU_2017, image);
              computed(seen.heatMaps);
              computed(seen.depths);
              return seen;
            });
            return timed("after the network", () => zhou2017Poses(ZHOU_2017, heatMaps, depths));
          });
          return { poses: [pose], counts: {} };
        },
      }],
      dispose: () => disposeTree(params),
    };
  },
};
