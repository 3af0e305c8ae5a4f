import { H36M_17, jointIndex } from "../../skeleton.ts";

const RIGHT_HIP = jointIndex(H36M_17, "RHip");
const LEFT_HIP = jointIndex(H36M_17, "LHip");

/**
 * A pose [17, 3] about its root, turned about the vertical until its hips lie along x: x to its left, y to
 * its back, z up. `pose` has z up, and any heading.
 */
export function inBodyAxes(pose: ArrayLike<number>): Float64Array {
  const across = (axis: number) => pose[3 * LEFT_HIP + axis] - pose[3 * RIGHT_HIP + axis];
  const length = Math.hypot(across(0), across(1)) || 1; // one hip above the other: as it is
  const [cos, sin] = [across(0) / length, across(1) / length];
  const out = new Float64Array(pose.length);
  for (let i = 0; i < out.length; i += 3) {
    const [x, y] = [pose[i] - pose[0], pose[i + 1] - pose[1]];
    out[i] = cos * x + sin * y;
    out[i + 1] = cos * y - sin * x;
    out[i + 2] = pose[i + 2] - pose[2];
  }
  return out;
}

/** `count` poses far apart from each other: each is the one farthest from all before it. */
export function farApart(poses: readonly Float64Array[], count: number): Float64Array[] {
  if (count > poses.length) {
    throw new RangeError(`${count} poses wanted, but only ${poses.length} given`);
  }
  const nearest = new Float64Array(poses.length).fill(Infinity);
  const chosen = [poses[0]];
  while (chosen.length < count) {
    let farthest = 0;
    for (const [i, pose] of poses.entries()) {
      nearest[i] = Math.min(nearest[i], squaredDistance(pose, chosen.at(-1)!));
      if (nearest[i] > nearest[farthest]) farthest = i;
    }
    chosen.push(poses[farthest]);
  }
  return chosen;
}

/** Of two poses [K, 3]. */
export function squaredDistance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
}
