// Which frames of a recording are in its two halves, and how its videos lie to its poses. Facts that
// VideoPose3D's prepare_data_humaneva.py lists.
import type { HumanevaAction, HumanevaSplit } from "./names.ts";

/** Of a recording: where Train begins and ends, and how many frames each video has to skip, from 1. */
interface Recording {
  readonly train: readonly [start: number, end: number];
  readonly skip: readonly [c1: number, c2: number, c3: number];
}

/** The mocap frame with which Validate begins; it ends where Train begins. */
const FIRST_FRAME = 5;

const RECORDINGS: Readonly<Record<string, Readonly<Record<HumanevaAction, Recording>>>> = {
  S1: {
    Walking: { train: [590, 1203], skip: [82, 81, 82] },
    Jog: { train: [367, 740], skip: [51, 51, 50] },
    ThrowCatch: { train: [473, 945], skip: [61, 61, 60] },
    Gestures: { train: [395, 801], skip: [45, 45, 44] },
    Box: { train: [385, 789], skip: [57, 57, 56] },
  },
  S2: {
    Walking: { train: [438, 876], skip: [115, 115, 114] },
    Jog: { train: [398, 795], skip: [100, 100, 99] },
    ThrowCatch: { train: [550, 1128], skip: [127, 127, 127] },
    Gestures: { train: [500, 901], skip: [122, 122, 121] },
    Box: { train: [382, 734], skip: [119, 119, 117] },
  },
  S3: {
    Walking: { train: [448, 939], skip: [80, 80, 80] },
    Jog: { train: [401, 842], skip: [65, 65, 65] },
    ThrowCatch: { train: [493, 1027], skip: [79, 79, 79] },
    Gestures: { train: [533, 1102], skip: [83, 83, 82] },
    Box: { train: [512, 1021], skip: [1, 1, 1] },
  },
};

/** The mocap frames of one half of a subject's recording: the first, and the one after the last. */
export function officialRange(
  subject: string,
  action: HumanevaAction,
  split: HumanevaSplit,
): readonly [start: number, end: number] {
  const { train } = RECORDINGS[subject][action];
  return split === "Train" ? train : [FIRST_FRAME, train[0]];
}

/** What to add to a mocap frame for the frame of a camera's video, both from 0. */
export function videoOffset(subject: string, action: HumanevaAction, camera: number): number {
  return RECORDINGS[subject][action].skip[camera] - 1;
}
