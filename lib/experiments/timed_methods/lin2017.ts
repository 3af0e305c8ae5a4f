import * as tf from "@tensorflow/tfjs";
import { applyLin2017, initLin2017, LIN_2017 } from "../../model/peers/lin2017.ts";
import { disposeTree } from "../../nn/tree.ts";
import { createRng } from "../../random.ts";
import { cropped } from "./timed_clip.ts";
import type { TimedMethod } from "./timed_method.ts";

/**
 * [21], the paper's conference version: a window of frames at once, as released, and frame by frame with the
 * memory carried on within a window. Table 4 leaves it out.
 */
export const TIMED_LIN_2017: TimedMethod = {
  name: "Lin et al. [21]",
  reference: "Recurrent 3D Pose Sequence Machines, CVPR 2017",
  publishedMs: null,
  prepare({ frames, normalization }, seed) {
    const params = initLin2017(LIN_2017, createRng(seed, "lin2017"));
    const { network: { imageSize }, window } = LIN_2017;
    return {
      variants: [window, 1].map((atOnce) => ({
        label: atOnce === 1
          ? `frame by frame, in windows of ${window}`
          : `windows of ${window} frames at once, as released`,
        params,
        frames: frames.length,
        together: atOnce > 1,
        run: (timed) => {
          const images = timed(
            "crop and resize",
            () => tf.tidy(() => tf.concat(frames.map((frame) => cropped(frame, imageSize, -0.5)))),
          );
          const config = { ...LIN_2017, atOnce };
          const poses = applyLin2017(params, config, images, normalization, timed);
          images.dispose();
          const columns = poses.length / frames.length;
          return {
            poses: frames.map((_, f) => poses.subarray(f * columns, (f + 1) * columns)),
            counts: {},
          };
        },
      })),
      dispose: () => disposeTree(params),
    };
  },
};
