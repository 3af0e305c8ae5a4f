import type { Camera } from "posemachine";
import type { Clip } from "../../lib/data/benchmark/clips.ts";
import { takeMotion } from "../../lib/data/benchmark/take_motion.ts";
import { eulerCamera, lookAtAngles } from "./cameras.ts";
import { type Figure, figureOf, SEED } from "./figures.ts";
import { createRng } from "../../lib/random.ts";

/** Frames a second of Human3.6M. */
export const HUMAN36M_FPS = 50;

/** A trial as its files are named, and the take of the benchmark that it shows. */
export interface Human36mTrial {
  readonly subject: string;
  /** File name without camera and ending. */
  readonly name: string;
  /** As the benchmark calls the action. */
  readonly action: string;
  /** Subaction in metadata.xml, from 1; `name` follows from it and the action's number alone. */
  readonly trial: number;
  /** Number of poses. */
  readonly frames: number;
  /** Number of pictures in each video. */
  readonly videoFrames: number;
}

const trial = (
  subject: string,
  name: string,
  action: string,
  trial: number,
  frames: number,
  videoFrames = frames,
): Human36mTrial => ({ subject, name, action, trial, frames, videoFrames });

/**
 * What there is. Names are irregular as in the real set: the lower number is not the first trial, S1's
 * photographs are called otherwise, and some videos go on after the last pose.
 */
export const HUMAN36M_TRIALS: readonly Human36mTrial[] = [
  trial("S1", "Directions 1", "Directions", 1, 76),
  trial("S1", "Directions", "Directions", 2, 6, 7),
  trial("S1", "TakingPhoto", "Photo", 2, 6),
  trial("S9", "Directions 1", "Directions", 1, 51),
  trial("S9", "SittingDown", "SittingDown", 1, 6),
];

interface Placement {
  readonly id: string;
  readonly height: number;
  /** Degrees from X towards Y. */
  readonly azimuth: number;
  /** From the middle, mm. */
  readonly distance: number;
}

/** The four cameras; their pictures are 1000 px wide. */
export const HUMAN36M_CAMERAS: readonly Placement[] = [
  { id: "54138969", height: 1002, azimuth: 68, distance: 5300 },
  { id: "55011271", height: 1000, azimuth: -72, distance: 5400 },
  { id: "58860488", height: 1000, azimuth: 112, distance: 5500 },
  { id: "60457274", height: 1002, azimuth: -114, distance: 4500 },
];

/** A made-up calibration of the size of the real ones; lenses belong to cameras, places to subjects too. */
export function human36mCamera(subject: string, id: string): Camera {
  const { height, azimuth, distance } = HUMAN36M_CAMERAS.find((camera) => camera.id === id)!;
  const lens = createRng("miniature lens", id), place = createRng("miniature place", subject, id);
  const near = (value: number, spread: number, digits: number) =>
    Number((value + spread * lens.uniform(-1, 1)).toFixed(digits));
  const angle = (azimuth + place.uniform(-2, 2)) * Math.PI / 180;
  const position = [
    distance * Math.cos(angle) + place.uniform(-100, 100),
    distance * Math.sin(angle) + place.uniform(-100, 100),
    1550 + place.uniform(-60, 60),
  ].map((value) => Number(value.toFixed(4)));
  const aim = [place.uniform(-150, 150), place.uniform(-150, 150), 900];
  return {
    ...eulerCamera(lookAtAngles(position, aim, place.uniform(-0.02, 0.02)), position),
    focal: [near(1147, 3, 4), near(1146, 3, 4)],
    centre: [near(513, 6, 4), near(507, 8, 4)],
    radial: [near(-0.2, 0.01, 8), near(0.24, 0.015, 8), near(0, 0.008, 8)],
    tangential: [near(-0.001, 0.0015, 8), near(-0.0015, 0.0015, 8)],
    width: 1000,
    height,
  };
}

/** The figures of a trial, one a pose. */
export function human36mFigures(clips: readonly Clip[], wanted: Human36mTrial): Figure[] {
  const { subject: actor, action, trial, frames } = wanted;
  return takeMotion(clips, SEED, { actor, action, trial }, frames, HUMAN36M_FPS).map(figureOf);
}
