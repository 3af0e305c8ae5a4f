import * as tf from "@tensorflow/tfjs";
import { applyLin2017, initLin2017, LIN_2017 } from "../../model/peers/lin2017.ts";
import { disposeTree } from "../../nn/tree.ts";
import { createRng } from "../../random.ts";
import { cropped } from "./timed_clip.ts";
import type { TimedMethod } from "./timed_method.ts";

/** [21], the paper's conference version, a window of frames at once. Table 4 leaves it out. */
export const TIMED_LIN_2017: TimedMethod = {
  name: "Lin et al. [21]",
  reference: "Recurrent 3D Pose Sequence Machines, CVPR 2017",
  publishedMs: null,
  prepare({ frames, normalization }, seed) {
    const params = initLin2017(LIN_2017, createRng(seed, "lin2017"));
    const { network: { imageSize }, window } = LIN_2017;
    return {
      variants: [{
        label: `windows of ${window} frames`,
        params,
        frames: frames.length,
        run: (timed) => {
          const images = timed(
            "crop and resize",
            () => tf.tidy(() => tf.concat(frames.map((frame) => cropped(frame, imageSize, -0.5)))),
          );
          const poses = applyLin2017(params, LIN_2017, images, normalization, timed);
          images.dispose();
          const columns = poses.length / frames.length;
          return {
            poses: frames.map((_, f) => poses.subarray(f * columns, (f + 1) * columns)),
            counts: {},
          };
        },
      }],
      dispose: () => disposeTree(params),
    };
  },
};
