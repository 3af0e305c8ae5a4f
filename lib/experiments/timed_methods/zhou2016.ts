import * as tf from "@tensorflow/tfjs";
import { convexProblem } from "../../model/peers/convex_shape_fit.ts";
import { fitSequence } from "../../model/peers/sequence_fit.ts";
import { shapeDictionary } from "../../model/peers/shape_dictionary.ts";
import { computed } from "../../model/peers/stages.ts";
import { initZhou2016, zhou2016HeatMaps, ZHOU_2016 } from "../../model/peers/zhou2016.ts";
import { disposeTree } from "../../nn/tree.ts";
import { createRng } from "../../random.ts";
import { cropped, trueMaps } from "./timed_clip.ts";
import type { TimedMethod } from "./timed_method.ts";

/**
 * [14] with the detector of its public demonstration, picture by picture, then the fit of the whole clip to
 * maps of its true joints: of weights that were never trained, no pose could be fitted.
 */
export const TIMED_ZHOU_2016: TimedMethod = {
  name: "Zhou et al. [14]",
  reference: "Sparseness Meets Deepness: 3D Human Pose Estimation from Monocular Video, CVPR 2016",
  publishedMs: 880,
  prepare(clip, seed) {
    const { network: { imageSize }, width, fit } = ZHOU_2016;
    const params = initZhou2016(ZHOU_2016, createRng(seed, "zhou2016"));
    const size = imageSize / 4;
    const values = tf.tidy(() => trueMaps(clip.frames, size).dataSync<"float32">());
    const maps = { values, size, joints: 17, width };
    const frames = clip.frames.length;
    return {
      variants: [64, 128].map((atoms) => {
        const problem = convexProblem(shapeDictionary(clip.shapes, atoms));
        return {
          label: `${frames} frames, dictionary of ${atoms}`,
          params,
          frames,
          run: (timed) => {
            for (const frame of clip.frames) {
              tf.tidy(() => {
                const image = timed("crop and resize", () => cropped(frame, imageSize, 0));
                timed("network", () => computed(zhou2016HeatMaps(params, image)));
              });
            }
            const { poses, work } = timed(
              "after the network",
              () => fitSequence(problem, maps, fit),
            );
            return {
              poses,
              counts: {
                "ADMM iterations": work.convex / frames,
                "refinements": work.refinement / frames,
                "rounds of EM": work.expectation,
                "rounds of maximisation": work.maximization,
              },
            };
          },
        };
      }),
      dispose: () => disposeTree(params),
    };
  },
};
