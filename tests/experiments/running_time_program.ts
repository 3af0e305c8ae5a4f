// Measures two products on the engine that the environment asks for, as running_time_main.ts does Table 4.
import * as tf from "@tensorflow/tfjs";
import { measureRunningTimes } from "../../lib/experiments/running_time.ts";
import { timedClip } from "../../lib/experiments/timed_methods/timed_clip.ts";

const { frames, ...options } = JSON.parse(Deno.args[0]);
const times = await measureRunningTimes(
  [{
    ...{ name: "ours", reference: "none", publishedMs: 51 },
    prepare: () => ({
      variants: [{
        ...{ label: "once", params: {}, frames },
        run: (timed) => {
          const product = timed(
            "network",
            () => tf.tidy(() => tf.matMul([[1, 2]], [[3], [4]]).dataSync()),
          );
          return { poses: [product], counts: { steps: 1 } };
        },
      }],
      dispose: () => {},
    }),
  }],
  await timedClip({ frames }),
  options,
);
console.log(JSON.stringify(times));
