import * as tf from "@tensorflow/tfjs";
import { correctPoses } from "../../correction/correct.ts";
import { CORRECTION_DEFAULTS } from "../../correction/options.ts";
import { initMachine } from "../../model/machine.ts";
import { computed } from "../../model/peers/stages.ts";
import { PAPER } from "../../model/presets.ts";
import { psiR } from "../../model/pose2d_network.ts";
import { initialState, psiT } from "../../model/transformer.ts";
import { disposeTree } from "../../nn/tree.ts";
import { denormalize } from "../../normalize.ts";
import { H36M_17 } from "../../skeleton.ts";
import { cropped } from "./timed_clip.ts";
import type { TimedMethod } from "./timed_method.ts";

/**
 * The paper's machine at its size (368 px, 1024 units), with the LSTMs' state carried on from frame to
 * frame and two back-propagations of correction for each. No rule ends or discards a correction, so that
 * every frame takes both steps.
 */
export const TIMED_OURS: TimedMethod = {
  name: "ours",
  reference: "3D Human Pose Machines with Self-supervised Learning, TPAMI 2020",
  publishedMs: 51,
  prepare({ frames, normalization }, seed) {
    const params = initMachine(PAPER, seed);
    const { psiC, psiP } = params;
    const whole = { psiC, psiP, config: PAPER.projector, normalization, skeleton: H36M_17 };
    const rules = { epsilon: null, tau: null };
    return {
      variants: [1, frames.length].map((together) => ({
        label: together === 1 ? "frame by frame" : `${together} frames at once`,
        params,
        frames: frames.length,
        together: together > 1,
        run: (timed) => {
          const poses: Float32Array[] = [];
          let steps = 0;
          tf.tidy(() => {
            let state = initialState(PAPER, 1);
            for (let first = 0; first < frames.length; first += together) {
              const some = frames.slice(first, first + together);
              const images = timed(
                "crop and resize",
                () => tf.concat(some.map((frame) => cropped(frame, PAPER.imageSize, -0.5))),
              );
              const { maps, pose2d } = timed("network", () => {
                const seen = psiR(params.psiR, PAPER, images);
                computed(seen.pose2d!);
                return seen;
              }, "Ψ_R");
              const lifted = timed("network", () => {
                const after = psiT(params.psiT, PAPER, maps, { sequences: 1, state });
                computed(after.pose3d);
                return after;
              }, "Ψ_T");
              state = lifted.state;
              const { pose3d, decisions } = timed(
                "after the network",
                () => correctPoses(whole, lifted.pose3d, pose2d!, rules),
                "correction",
              );
              steps += decisions.reduce((sum, decision) => sum + decision.steps, 0);
              const answer = timed(
                "after the network",
                () => denormalize(normalization, pose3d),
                "to millimetres",
              );
              some.forEach((_, f) => poses.push(answer.slice(51 * f, 51 * f + 51)));
            }
          });
          return {
            poses,
            counts: {
              [`back-propagations (of ${CORRECTION_DEFAULTS.steps})`]: steps / frames.length,
            },
          };
        },
      })),
      dispose: () => disposeTree(params),
    };
  },
};
