import * as tf from "@tensorflow/tfjs";
import { type ConvexFitConfig, convexProblem } from "../../model/peers/convex_shape_fit.ts";
import { fitSequence } from "../../model/peers/sequence_fit.ts";
import { shapeDictionary } from "../../model/peers/shape_dictionary.ts";
import { foldNorms } from "../../model/fold_norms.ts";
import { learnedParameters } from "../../model/parameter_table.ts";
import { computed } from "../../model/peers/stages.ts";
import { initZhou2016, zhou2016HeatMaps, ZHOU_2016 } from "../../model/peers/zhou2016.ts";
import { disposeTree } from "../../nn/tree.ts";
import { createRng } from "../../random.ts";
import { cropped, trueMaps } from "./timed_clip.ts";
import type { TimedMethod } from "./timed_method.ts";

/**
 * Error of each coordinate of the joints in the perturbed maps, as a share of the crop: joints are then off
 * by 2.3 px of 64 on average, as those of a 2D network trained on the embedded benchmark are.
 */
const MAP_NOISE = 1.8 / 64;

/** How the method may be run. */
interface Way {
  readonly label: string;
  readonly atoms: 64 | 128;
  readonly solve: ConvexFitConfig["solve"];
  readonly noise?: number;
  readonly together?: boolean;
}

const NOISY = "joints off by 2.3 px";
const VARIANTS: readonly Way[] = [
  { label: "dictionary of 64, as released", atoms: 64, solve: "each" },
  { label: "dictionary of 128, as released", atoms: 128, solve: "each" },
  { label: `dictionary of 64, as released, ${NOISY}`, atoms: 64, solve: "each", noise: MAP_NOISE },
  { label: "dictionary of 64, prepared", atoms: 64, solve: "prepared" },
  { label: "dictionary of 128, prepared", atoms: 128, solve: "prepared" },
  {
    label: `dictionary of 64, prepared, ${NOISY}`,
    ...{ atoms: 64, solve: "prepared", noise: MAP_NOISE },
  },
  {
    label: "dictionary of 64, prepared, all pictures at once",
    ...{ atoms: 64, solve: "prepared", together: true },
  },
];

/**
 * [14] with the detector of its public demonstration, picture by picture, then the fit of the whole clip to
 * maps of its true joints: of weights that were never trained, no pose could be fitted. Clean maps are the
 * fit's best case, so that perturbed ones are a row beside them. As released, each iteration of the convex
 * start solves its system anew; prepared once, the systems give the same numbers.
 */
export const TIMED_ZHOU_2016: TimedMethod = {
  name: "Zhou et al. [14]",
  reference: "Sparseness Meets Deepness: 3D Human Pose Estimation from Monocular Video, CVPR 2016",
  publishedMs: 880,
  prepare(clip, seed) {
    const { network: { imageSize }, width, fit } = ZHOU_2016;
    const trained = initZhou2016(ZHOU_2016, createRng(seed, "zhou2016"));
    const learned = learnedParameters(trained);
    const params = foldNorms(trained);
    disposeTree(trained);
    const size = imageSize / 4;
    const frames = clip.frames.length;
    return {
      variants: VARIANTS.map(({ label, atoms, solve, noise = 0, together = false }) => {
        const problem = convexProblem(shapeDictionary(clip.shapes, atoms));
        const rng = createRng(seed, "zhou2016", "maps");
        const values = tf.tidy(() =>
          trueMaps(clip.frames, size, { noise, rng }).dataSync<"float32">()
        );
        const maps = { values, size, joints: 17, width };
        const config = { ...fit, convex: { ...fit.convex, solve } };
        const groups = together ? [clip.frames] : clip.frames.map((frame) => [frame]);
        return {
          label: `${frames} frames, ${label}`,
          ...{ params, learned, frames, together },
          run: (timed) => {
            for (const group of groups) {
              tf.tidy(() => {
                const images = timed(
                  "crop and resize",
                  () => tf.concat(group.map((frame) => cropped(frame, imageSize, 0))),
                );
                timed("network", () => computed(zhou2016HeatMaps(params, images)));
              });
            }
            const { poses, work } = timed(
              "after the network",
              () => fitSequence(problem, maps, config),
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
