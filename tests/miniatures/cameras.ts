/** Where a camera stands and looks, its rotation given by angles that a text file can hold exactly. */
export interface CameraPose {
  /** World to camera axes, 3 x 3, row-major: `Rx(a) Ry(b) Rz(c)`. */
  readonly rotation: readonly number[];
  /** mm, world axes. */
  readonly position: readonly number[];
  /** a, b, c in radians. */
  readonly angles: readonly number[];
}

const unit = (v: readonly number[]) => v.map((x) => x / Math.hypot(...v));
const cross = ([a, b, c]: readonly number[], [x, y, z]: readonly number[]) => [
  ...[b * z - c * y, c * x - a * z, a * y - b * x],
];

/** Right, down and away, in world axes, of a camera that looks at a point, rolled by `roll` radians. */
export function lookAt(
  position: readonly number[],
  aim: readonly number[],
  roll: number,
): number[][] {
  const away = unit(aim.map((value, d) => value - position[d]));
  const level = unit(cross(away, [0, 0, 1]));
  const down = cross(away, level);
  const [s, c] = [Math.sin(roll), Math.cos(roll)];
  const right = level.map((value, d) => c * value + s * down[d]);
  return [right, cross(away, right), away];
}

/** The angles a, b, c, rounded to nine digits, of a camera that looks at a point. */
export function lookAtAngles(
  position: readonly number[],
  aim: readonly number[],
  roll: number,
): number[] {
  const r = lookAt(position, aim, roll);
  return [
    Math.atan2(-r[1][2], r[2][2]),
    Math.asin(r[0][2]),
    Math.atan2(-r[0][1], r[0][0]),
  ].map((angle) => Number(angle.toFixed(9)));
}

/** The camera pose of three angles as metadata.xml holds them. */
export function eulerCamera(angles: readonly number[], position: readonly number[]): CameraPose {
  const [sa, sb, sc] = angles.map(Math.sin), [ca, cb, cc] = angles.map(Math.cos);
  return {
    rotation: [
      ...[cb * cc, -cb * sc, sb],
      ...[ca * sc + sa * sb * cc, ca * cc - sa * sb * sc, -sa * cb],
      ...[sa * sc - ca * sb * cc, sa * cc + ca * sb * sc, ca * cb],
    ],
    position,
    angles,
  };
}
