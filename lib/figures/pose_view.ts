/** From where a pose is looked at, in degrees. */
export interface PoseView {
  /** About the vertical, from where the camera stood. */
  readonly turn: number;
  /** From how far above. */
  readonly tilt: number;
}

/** From the side and a little from above, so that depth shows. */
const OBLIQUE: PoseView = { turn: 40, tilt: 12 };

/** Draws a 3D pose [K, 3] (x right, y down, z away) on paper without perspective: [K, 2], mm. */
export function drawn(pose: Float32Array, { turn, tilt }: PoseView = OBLIQUE): Float32Array {
  const paper = new Float32Array(pose.length / 3 * 2);
  const [turned, tilted] = [turn * Math.PI / 180, tilt * Math.PI / 180];
  for (let joint = 0; joint < pose.length / 3; joint++) {
    const [x, y, z] = [0, 1, 2].map((c) => pose[3 * joint + c] - pose[c]); // the root in the middle
    const away = z * Math.cos(turned) - x * Math.sin(turned);
    paper[2 * joint] = x * Math.cos(turned) + z * Math.sin(turned);
    paper[2 * joint + 1] = y * Math.cos(tilted) - away * Math.sin(tilted);
  }
  return paper;
}

/**
 * Ranges of x and of y (downwards) of a square that shows every pose [K, 2] in one scale, the root in the
 * middle from left to right, with a share of the height left free below.
 */
export function viewOf(poses: readonly Float32Array[], below: number): number[][] {
  let [wide, top, bottom] = [1, 0, 0];
  for (const pose of poses) {
    for (let i = 0; i < pose.length; i += 2) {
      wide = Math.max(wide, Math.abs(pose[i]));
      top = Math.min(top, pose[i + 1]);
      bottom = Math.max(bottom, pose[i + 1]);
    }
  }
  const margin = 1.06;
  const span = margin * Math.max(2 * wide, (bottom - top) / (1 - margin * below));
  const start = (top + bottom - span * (1 - below)) / 2;
  return [[-span / 2, span / 2], [start + span, start]];
}
