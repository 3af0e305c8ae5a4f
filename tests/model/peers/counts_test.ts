import { assertAlmostEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startEngine } from "../../../lib/engine/engine.ts";
import { multiplyAdds, totalMultiplyAdds } from "../../../lib/model/multiply_adds.ts";
import { learnedParameters } from "../../../lib/model/parameter_table.ts";
import { initLin2017, LIN_2017 } from "../../../lib/model/peers/lin2017.ts";
import {
  initPavlakos2017,
  pavlakos2017Volumes,
  PAVLAKOS_2017,
} from "../../../lib/model/peers/pavlakos2017.ts";
import {
  initPoseMachine,
  poseMachine,
  type PoseMachineConfig,
} from "../../../lib/model/peers/pose_machine.ts";
import { TOME_2017 } from "../../../lib/model/peers/tome2017_config.ts";
import { initZhou2017, zhou2017Network, ZHOU_2017 } from "../../../lib/model/peers/zhou2017.ts";
import { psiR } from "../../../lib/model/pose2d_network.ts";
import { rpsm } from "../../../lib/model/rpsm.ts";
import { disposeTree, type Tree } from "../../../lib/nn/tree.ts";
import type { Rng } from "../../../lib/random.ts";

await startEngine();
const ZEROS: Rng = { uniform: () => 0, normal: () => 0, integer: () => 0 };

/** Millions of parameters and 10^9 multiply-adds, computed from the sources, to two decimals. */
function assertSize(
  params: Tree,
  expected: { millions: number; gmac: number },
  network: () => unknown,
  scale = 1,
) {
  assertAlmostEquals(learnedParameters(params) / 1e6, expected.millions, 0.006);
  const work = scale * totalMultiplyAdds(multiplyAdds(params, network)) / 1e9;
  assertAlmostEquals(work, expected.gmac, 0.006);
  disposeTree(params);
}

// All at full width; at a smaller picture where work goes with its area.

Deno.test("[19], a pass: 53.59 M parameters, 54.52 GMAC", () => {
  const network = { ...PAVLAKOS_2017.network, imageSize: 64 };
  const config = { ...PAVLAKOS_2017, network, passes: 1 } as const;
  const params = initPavlakos2017(config, ZEROS);
  const run = () => pavlakos2017Volumes(params, config, tf.zeros([1, 64, 64, 3]));
  assertSize(params, { millions: 53.59, gmac: 54.52 }, run, 16);
});

Deno.test("[23]: 14.43 M parameters, 16.16 GMAC", () => {
  const params = initZhou2017(ZHOU_2017, ZEROS);
  const run = () => zhou2017Network(params, ZHOU_2017, tf.zeros([1, 256, 256, 3]));
  assertSize(params, { millions: 14.43, gmac: 16.165 }, run);
});

function assertPoseMachine(
  config: PoseMachineConfig,
  expected: { millions: number; gmac: number },
) {
  const params = initPoseMachine(config, ZEROS);
  const centre = config.centreMap ? tf.zeros<tf.Rank.R4>([1, 2, 2, 1]) : undefined;
  const run = () => poseMachine(params, config, tf.zeros([1, 16, 16, 3]), { centre });
  assertSize(params, expected, run, (368 / 16) ** 2);
  tf.dispose(centre ?? []);
}

Deno.test("[20], joints: 29.85 M parameters, 88.42 GMAC", () => {
  assertPoseMachine(TOME_2017.pose, { millions: 29.85, gmac: 88.42 });
});

Deno.test("[20], people: 25.71 M parameters, 79.67 GMAC on 368x368 px", () => {
  assertPoseMachine(TOME_2017.person, { millions: 25.71, gmac: 79.67 });
});

Deno.test("[21], a frame: 94.34 M parameters, 48.00 GMAC", () => {
  const { network } = LIN_2017;
  const params = initLin2017(LIN_2017, ZEROS);
  assertAlmostEquals(learnedParameters(params) / 1e6, 94.34, 0.006);
  const small = { ...network, imageSize: 16 };
  const seen = totalMultiplyAdds(
    multiplyAdds(params, () => psiR(params.psiR, small, tf.zeros([1, 16, 16, 3]))),
  );
  const stages = totalMultiplyAdds(multiplyAdds(params, () => {
    const maps = tf.zeros<tf.Rank.R4>([1, 46, 46, 128]);
    return rpsm(params.stages, network, maps, { sequences: 1 });
  }));
  assertAlmostEquals((seen * (368 / 16) ** 2 + stages) / 1e9, 48.00, 0.006);
  disposeTree(params);
});
