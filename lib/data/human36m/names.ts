// What Human3.6M calls things. Facts from its own metadata.xml and the readers of it that the
// 3d-pose-baseline and h36m-fetch repositories have.

/** Actions by their number in metadata.xml, from 2 (1 is `Miscellaneous`), under the names of tables. */
const ACTIONS_FROM_2 = [
  ...[
    "Directions",
    "Discussion",
    "Eating",
    "Greeting",
    "Phoning",
    "Posing",
    "Purchases",
    "Sitting",
  ],
  ...["SittingDown", "Smoking", "Photo", "Waiting", "Walking", "WalkDog", "WalkTogether"],
];

/**
 * The name in tables of an action by its number in metadata.xml; undefined for those that no protocol
 * uses.
 */
export function actionNumbered(number: number): string | undefined {
  return ACTIONS_FROM_2[number - 2];
}

/** The subjects whose poses are public. */
export const SUBJECTS: readonly string[] = ["S1", "S5", "S6", "S7", "S8", "S9", "S11"];

/** A camera of the laboratory. */
export interface CameraName {
  /** As in file names. */
  readonly id: string;
  /** Height of its pictures, px; all are 1000 wide. */
  readonly height: number;
}

/** In the order of metadata.xml. */
export const CAMERAS: readonly CameraName[] = [
  { id: "54138969", height: 1002 },
  { id: "55011271", height: 1000 },
  { id: "58860488", height: 1000 },
  { id: "60457274", height: 1002 },
];

/**
 * The number, from 0, of the camera that Protocol #2 tests on, cam-3: those who use the protocol count from 0
 * and name it 60457274 (HMR's and SPIN's evaluations, "only frontal cam").
 */
export const FRONTAL_CAMERA = CAMERAS.findIndex(({ id }) => id === "60457274");

/**
 * Videos of the official release that cannot be decoded to their end. Its users leave them out (HMR, VideoPose3D,
 * h36m-fetch).
 */
export const DAMAGED_VIDEOS: readonly {
  readonly subject: string;
  readonly base: string;
  readonly camera: string;
}[] = [{ subject: "S11", base: "Directions", camera: "54138969" }];

/** Frames a second of the videos and of the poses. */
export const VIDEO_FPS = 50;

/** Frames of a video on average, for estimates: some 2.1 million in the 840 of the seven subjects. */
export const TYPICAL_FRAMES = 2500;

/** Kinds of pose files: world axes, camera axes, camera axes with one skeleton for all, pixels. */
export type PoseKind =
  | "D3_Positions"
  | "D3_Positions_mono"
  | "D3_Positions_mono_universal"
  | "D2_Positions";
