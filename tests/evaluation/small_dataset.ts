import type { Dataset } from "../../lib/data/dataset.ts";
import { H36M_17 } from "../../lib/skeleton.ts";
import { createRng } from "../../lib/random.ts";

/** Random poses of `actions` x 2 actors x 2 trials x 2 cameras, with differing numbers of frames. */
export function smallDataset(actions: readonly string[]): Dataset {
  const rng = createRng(3, "small dataset");
  const random = (length: number, low: number, high: number) =>
    Float32Array.from({ length }, () => rng.uniform(low, high));
  const sequences = actions.flatMap((action, a) =>
    ["S9", "S11"].flatMap((actor) =>
      [1, 2].flatMap((trial) =>
        [0, 1].map((camera) => {
          const frames = 2 + a;
          const pose3d = random(frames * 51, -500, 500);
          for (let f = 0; f < frames; f++) pose3d.fill(0, 51 * f, 51 * f + 3); // the root
          return {
            ...{ id: `${actor}/${action}/${trial}/cam${camera}`, actor, action, trial, camera },
            calibration: {
              rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
              position: [0, 0, -5000],
              focal: [1145, 1145] as const,
              centre: [500, 500] as const,
              radial: [0, 0, 0] as const,
              tangential: [0, 0] as const,
              width: 1000,
              height: 1000,
            },
            frames,
            images: new Uint8Array(frames * 8 * 8 * 3),
            pose2d: random(frames * 34, 0, 1),
            pose3d,
            root: new Float32Array(frames * 3),
            crops: new Float32Array(frames * 3),
          };
        })
      )
    )
  );
  return { name: "a small data set", skeleton: H36M_17, imageSize: 8, fps: 10, sequences };
}
