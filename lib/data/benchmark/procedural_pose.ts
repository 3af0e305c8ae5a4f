import type { Rng } from "../../random.ts";

/** Joints, by their place in H36M-17. */
const [HIP, SPINE, THORAX, NECK] = [0, 7, 8, 9];
/** Hip, knee and the sign of outward turns, right and left. */
const LEGS = [[1, 2, -1], [4, 5, 1]];
/** Shoulder, elbow and the sign of outward turns. */
const ARMS = [[14, 15, -1], [11, 12, 1]];

/**
 * Random joint angles, `[17, 3]`, radians about x, y, z from upright: standing and striding, sitting
 * and crouching, bending over; arms anywhere. Flexing a hip, shoulder or elbow turns about x by less
 * than nothing, flexing a knee or the trunk by more.
 */
export function proceduralAngles(rng: Rng): Float64Array {
  const angles = new Float64Array(17 * 3);
  const set = (joint: number, x: number, y: number, z: number) => angles.set([x, y, z], joint * 3);
  const posture = rng.uniform();
  const seated = posture < 0.25;
  const bent = posture >= 0.25 && posture < 0.4;
  const striding = posture >= 0.4 && posture < 0.65;

  const stoop = bent ? rng.uniform(0.3, 1.1) : seated ? rng.uniform(-0.2, 0.5) : 0;
  set(
    HIP,
    (bent ? rng.uniform(0, 0.8) : 0) + 0.08 * rng.normal(),
    0.1 * rng.normal(),
    0.07 * rng.normal(),
  );
  set(SPINE, 0.5 * stoop + 0.15 * rng.normal(), 0.25 * rng.normal(), 0.12 * rng.normal());
  set(THORAX, 0.5 * stoop + 0.12 * rng.normal(), 0.15 * rng.normal(), 0.1 * rng.normal());
  set(NECK, 0.1 + 0.25 * rng.normal(), 0.4 * rng.normal(), 0.12 * rng.normal());

  const flexion = rng.uniform(0.7, 2);
  const fold = rng.uniform(0.4, 2.3);
  const stride = rng.uniform(0.2, 0.9);
  for (const [hip, knee, sign] of LEGS) {
    const spread = sign * rng.uniform(-0.1, seated ? 0.5 : 0.25);
    const turn = sign * 0.15 * rng.normal();
    if (seated) {
      set(hip, -flexion + 0.2 * rng.normal(), turn, spread);
      set(knee, Math.max(0, fold + 0.25 * rng.normal()), 0, 0);
    } else if (bent) {
      // The legs make up for the lean of the pelvis, more or less.
      set(hip, -angles[HIP * 3] - Math.abs(0.3 * rng.normal()), turn, spread);
      set(knee, Math.abs(0.5 * rng.normal()), 0, 0);
    } else if (striding) {
      set(hip, -sign * stride * rng.uniform(0.3, 1), turn, spread);
      set(knee, rng.uniform(0, 1.1), 0, 0);
    } else {
      const lift = rng.uniform() < 0.1 ? rng.uniform(0.2, 1.5) : Math.abs(0.2 * rng.normal());
      set(hip, -lift, turn, spread);
      set(knee, Math.abs(0.25 * rng.normal()) + rng.uniform(0, 1) * lift, 0, 0);
    }
  }

  for (const [shoulder, elbow, sign] of ARMS) {
    const hanging = rng.uniform() < 0.35;
    const raise = hanging ? 0.25 * rng.normal() : -rng.uniform(-0.4, 2.2);
    const outward = sign * (hanging ? rng.uniform(-0.05, 0.4) : rng.uniform(-0.3, 1.3));
    set(shoulder, raise, sign * rng.uniform(-0.6, 0.8), outward);
    set(elbow, -rng.uniform(0, hanging ? 0.8 : 2.3), sign * 0.15 * rng.normal(), 0);
  }
  return angles;
}
