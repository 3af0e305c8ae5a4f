// How "Lifting from the Deep" goes from maps to 3D poses, and back into its maps.
import * as tf from "@tensorflow/tfjs";
import { argmaxPose, heatMaps } from "../pose2d_network.ts";
import type { Tome2017Config } from "./tome2017_config.ts";
import { jointWeights, type Tome2017 } from "./tome2017_model.ts";
import { type LiftedPose, liftUpright } from "./upright_lifting.ts";

/** The largest column's mean of each map but the last, [batch, n]: how surely a joint is seen. */
function certainty(maps: tf.Tensor4D, joints: number): tf.Tensor2D {
  return tf.max(tf.mean(tf.slice(maps, [0, 0, 0, 0], [-1, -1, -1, joints]), 1), 1) as tf.Tensor2D;
}

/** What maps [batch, h, w, n + 1] say of each of the first `people`: places in [0,1], and what is seen. */
export function readMaps(maps: tf.Tensor4D, { shown, visible }: Tome2017Config, people: number) {
  const joints = shown.length;
  const [places, certain] = tf.tidy(() => [
    argmaxPose(maps, joints).dataSync(),
    certainty(maps, joints).dataSync(),
  ]);
  return Array.from({ length: people }, (_, person) => ({
    places: Float64Array.from(places.subarray(2 * joints * person, 2 * joints * (person + 1))),
    seen: shown.map((_, joint) => certain[joints * person + joint] > visible),
  }));
}

/**
 * Lifts joints that have maps [n, 2], in any unit; also gives where the lifted joints lie, in that unit.
 * Nothing if too few are seen.
 */
export function tome2017Lift(
  { mixture, prepared }: Pick<Tome2017, "mixture" | "prepared">,
  config: Tome2017Config,
  places: Float64Array,
  seen: readonly boolean[],
): { lifted: LiftedPose; projected: Float64Array } | undefined {
  const { shown, fewestJoints, lifting } = config;
  const visible = shown.keys().filter((joint) => seen[joint]).toArray();
  if (visible.length < fewestJoints) return undefined;
  const mean = (axis: number) =>
    visible.reduce((sum, joint) => sum + places[2 * joint + axis], 0) / visible.length;
  const middle = [mean(0), mean(1)];
  const heights = visible.map((joint) => places[2 * joint + 1]);
  const half = (Math.max(...heights) - Math.min(...heights)) / 2 || 1; // all at one height: as they are
  const points = new Float64Array(2 * config.mixture.joints);
  for (const joint of visible) {
    for (const axis of [0, 1]) {
      points[2 * shown[joint] + axis] = (places[2 * joint + axis] - middle[axis]) / half;
    }
  }
  const pose = { points, weights: jointWeights(config, seen) };
  const lifted = liftUpright(mixture, lifting, pose, prepared);
  const projected = places.map((_, i) =>
    lifted.projection[2 * shown[i >> 1] + i % 2] * half + middle[i % 2]
  );
  return { lifted, projected };
}

/**
 * A stage's maps mixed with Gaussians about the projections of the poses lifted from `read`; counts the
 * solves.
 */
export function fuse(
  model: Tome2017,
  config: Tome2017Config,
  maps: tf.Tensor4D,
  read: tf.Tensor4D,
  stage: number,
  solves: number[],
): tf.Tensor4D {
  const [joints, batch] = [config.shown.length, maps.shape[0]];
  const people = readMaps(read, config, batch).map(({ places, seen }, person) => {
    if (person >= solves.length) return places; // an empty slot
    const lift = tome2017Lift(model, config, places, seen);
    solves[person] += lift?.lifted.solves ?? 0;
    return lift?.projected ?? places;
  });
  const projected = tf.tensor2d(people.flatMap((points) => [...points]), [batch, 2 * joints]);
  const background = tf.slice(maps, [0, 0, 0, joints], [-1, -1, -1, 1]);
  const drawn = tf.concat([heatMaps(projected, maps.shape[1]), background], 3);
  const share = model.networks.fusion[stage];
  return tf.add(tf.mul(share, maps), tf.mul(tf.sub(1, share), drawn));
}
