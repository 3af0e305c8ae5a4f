import type { Rng } from "../../random.ts";
import { H36M_17 } from "../../skeleton.ts";
import { eulerRotation, multiply, rotate, type Rotation } from "../rotation.ts";

const K = 17;
const { parents, mirror } = H36M_17;

/** Offset of each joint from its parent in an upright pose, mm: X left, Y up, Z forward. */
const REST: readonly number[] = [
  ...[0, 0, 0, -130, -20, 0, 0, -440, 0, 0, -440, 0, 130, -20, 0, 0, -440, 0, 0, -440, 0],
  ...[0, 230, 0, 0, 250, 0, 0, 110, 20, 0, 115, 20],
  ...[150, -10, 0, 0, -280, 0, 0, -250, 0, -150, -10, 0, 0, -280, 0, 0, -250, 0],
];

/** Height of the lowest joint above the floor, mm: an ankle stands on a foot. */
const FLOOR = 60;

/** Bone proportions: each joint's offset from its parent, `[17, 3]`, mm, in an upright pose. */
export type Body = Float64Array;

/** A body of `scale` times the usual size, each bone off by a factor of 1 ± `spread`, sides alike. */
export function randomBody(rng: Rng, scale: number, spread: number): Body {
  const factors = H36M_17.sides.map(() => scale * (1 + spread * rng.normal()));
  return Float64Array.from(REST, (value, i) => {
    const joint = Math.floor(i / 3);
    return value * factors[Math.max(joint, mirror[joint])];
  });
}

/** Sets a pose on the floor, its root within 0.9 m of the middle. */
function settle(pose: Float64Array) {
  const distance = Math.hypot(pose[0], pose[2]);
  const pull = Math.max(0, 1 - 900 / (distance + 1e-9));
  const [dx, dz] = [pose[0] * pull, pose[2] * pull];
  let lowest = Infinity;
  for (let j = 0; j < K; j++) lowest = Math.min(lowest, pose[j * 3 + 1]);
  for (let j = 0; j < K; j++) {
    pose[j * 3] -= dx;
    pose[j * 3 + 1] -= lowest - FLOOR;
    pose[j * 3 + 2] -= dz;
  }
}

/**
 * Gives a captured pose the bones of `body`: directions from the pose, lengths from the body, each
 * joint turned by `angles` (`[17, 3]`, radians, about x, y, z) together with all that hangs from it.
 */
export function retarget(
  pose: ArrayLike<number>,
  body: Body,
  angles?: ArrayLike<number>,
): Float64Array {
  const out = new Float64Array(K * 3);
  const turned: Rotation[] = [];
  [out[0], out[2]] = [pose[0], pose[2]];
  for (let j = 0; j < K; j++) {
    const p = parents[j];
    if (angles) {
      const local = eulerRotation(angles[j * 3], angles[j * 3 + 1], angles[j * 3 + 2]);
      turned.push(p < 0 ? local : multiply(turned[p], local));
    }
    if (p < 0) continue;
    let [x, y, z] = [0, 1, 2].map((d) => pose[j * 3 + d] - pose[p * 3 + d]);
    const length = Math.hypot(body[j * 3], body[j * 3 + 1], body[j * 3 + 2]) /
      (Math.hypot(x, y, z) + 1e-6);
    [x, y, z] = [x * length, y * length, z * length];
    if (angles) rotate(turned[p], x, y, z, out, j * 3);
    else out.set([x, y, z], j * 3);
    for (let d = 0; d < 3; d++) out[j * 3 + d] += out[p * 3 + d];
  }
  settle(out);
  return out;
}

/** The pose of `body` with each joint turned by `angles` (`[17, 3]`, radians) from upright. */
export function articulate(body: Body, angles: ArrayLike<number>): Float64Array {
  const out = new Float64Array(K * 3);
  const turned: Rotation[] = [];
  for (let j = 0; j < K; j++) {
    const p = parents[j];
    const local = eulerRotation(angles[j * 3], angles[j * 3 + 1], angles[j * 3 + 2]);
    turned.push(p < 0 ? local : multiply(turned[p], local));
    if (p < 0) continue;
    rotate(turned[p], body[j * 3], body[j * 3 + 1], body[j * 3 + 2], out, j * 3);
    for (let d = 0; d < 3; d++) out[j * 3 + d] += out[p * 3 + d];
  }
  settle(out);
  return out;
}

/** The pose seen in a mirror: left and right exchanged. */
export function mirrored(pose: ArrayLike<number>): Float64Array {
  return Float64Array.from(
    { length: K * 3 },
    (_, i) => (i % 3 ? 1 : -1) * pose[mirror[Math.floor(i / 3)] * 3 + i % 3],
  );
}
