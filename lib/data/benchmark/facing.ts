/** What the 17 joints do not say but a picture shows: where the face and the feet point. */
export interface Facing {
  /** Unit vector out of the face. */
  readonly face: Float64Array;
  /** Tips of the right and the left foot, `[2, 3]`, mm. */
  readonly toes: Float64Array;
}

/** From the ankle to the tip of the foot, mm. */
const FOOT_LENGTH = 170;
/** How far below the ankle the tip is, mm. */
const FOOT_DROP = 30;

function difference(pose: ArrayLike<number>, to: number, from: number): number[] {
  return [0, 1, 2].map((d) => pose[to * 3 + d] - pose[from * 3 + d]);
}

function cross([a, b, c]: number[], [x, y, z]: number[]): number[] {
  return [b * z - c * y, c * x - a * z, a * y - b * x];
}

function unit(v: number[]): number[] {
  const length = Math.hypot(...v) + 1e-9;
  return v.map((x) => x / length);
}

/** Where face and feet of a pose (`[17, 3]`, world axes, Y up) point: left times up is forward. */
export function facing(pose: ArrayLike<number>): Facing {
  const face = unit(cross(difference(pose, 11, 14), difference(pose, 10, 8)));
  const forward = unit(cross(difference(pose, 4, 1), difference(pose, 8, 0)));
  // A foot of a leg stretched forward points up, not nowhere.
  const ahead = [forward[0], forward[1] + 0.2, forward[2]];
  const toes = new Float64Array(6);
  [[2, 3], [5, 6]].forEach(([knee, ankle], foot) => {
    const shin = unit(difference(pose, ankle, knee));
    const along = ahead[0] * shin[0] + ahead[1] * shin[1] + ahead[2] * shin[2];
    const direction = unit(ahead.map((x, d) => x - shin[d] * along));
    for (let d = 0; d < 3; d++) {
      toes[foot * 3 + d] = pose[ankle * 3 + d] + FOOT_LENGTH * direction[d] + FOOT_DROP * shin[d];
    }
  });
  return { face: Float64Array.from(face), toes };
}
