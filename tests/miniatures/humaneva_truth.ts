import type { Camera } from "posemachine";
import type { Clip } from "../../lib/data/benchmark/clips.ts";
import { takeMotion } from "../../lib/data/benchmark/take_motion.ts";
import { createRng } from "../../lib/random.ts";
import { eulerCamera, lookAtAngles } from "./cameras.ts";
import { type Figure, figureOf, SEED } from "./figures.ts";

/** Frames a second of HumanEva. */
export const HUMANEVA_FPS = 60;
/** The colour cameras. */
export const HUMANEVA_CAMERAS = ["C1", "C2", "C3"] as const;
/** The mocap frame that row 0 of Validate holds, as in the real set; Train goes on where it ends. */
export const FIRST_FRAME = 5;

/** One trial: a stretch of one take, its first rows in Validate, the others in Train. */
export interface HumanevaTrial {
  readonly subject: string;
  /** The benchmark's actor who plays the subject. */
  readonly actor: string;
  readonly action: "Walking" | "Jog";
  /** Rows of the two files. */
  readonly rows: { readonly Validate: number; readonly Train: number };
  /** Rows without a pose: NaN in the files. */
  readonly lost: { readonly Validate: readonly number[]; readonly Train: readonly number[] };
}

/** What there is; poses get lost in the middle, at the end and at the beginning. */
export const HUMANEVA_TRIALS: readonly HumanevaTrial[] = [
  {
    ...{ subject: "S1", actor: "S1", action: "Walking" },
    rows: { Validate: 21, Train: 11 },
    lost: { Validate: [12, 13], Train: [] },
  },
  {
    ...{ subject: "S1", actor: "S1", action: "Jog" },
    rows: { Validate: 6, Train: 6 },
    lost: { Validate: [], Train: [] },
  },
  {
    ...{ subject: "S2", actor: "S5", action: "Walking" },
    rows: { Validate: 6, Train: 6 },
    lost: { Validate: [5], Train: [] },
  },
  {
    ...{ subject: "S2", actor: "S5", action: "Jog" },
    rows: { Validate: 6, Train: 6 },
    lost: { Validate: [], Train: [0] },
  },
];

/** The one video, and its frames before mocap frame 0: 82 to skip in VideoPose3D's table, from 1. */
export const HUMANEVA_VIDEO = { subject: "S1", action: "Walking", camera: "C1", lead: 81 } as const;

const AZIMUTHS = { C1: 12, C2: -78, C3: 101 };

/** A made-up calibration of the size of the real ones, without tangential distortion. */
export function humanevaCamera(subject: string, id: keyof typeof AZIMUTHS): Camera {
  const lens = createRng("miniature lens", id), place = createRng("miniature place", subject, id);
  const angle = (AZIMUTHS[id] + place.uniform(-2, 2)) * Math.PI / 180;
  const position = [4400 * Math.cos(angle), 4400 * Math.sin(angle), 1500 + place.uniform(-50, 50)]
    .map((value) => Number(value.toFixed(3)));
  const aim = [place.uniform(-100, 100), place.uniform(-100, 100), 880];
  const near = (value: number, spread: number) =>
    Number((value + spread * lens.uniform(-1, 1)).toFixed(5));
  return {
    ...eulerCamera(lookAtAngles(position, aim, place.uniform(-0.02, 0.02)), position),
    focal: [near(765, 10), near(764, 10)],
    centre: [near(318, 8), near(242, 8)],
    radial: [near(-0.22, 0.02), near(0.16, 0.03), 0],
    tangential: [0, 0],
    width: 640,
    height: 480,
  };
}

/** All figures of a trial, from mocap frame 0: those before `FIRST_FRAME` are in the video alone. */
export function humanevaFigures(clips: readonly Clip[], trial: HumanevaTrial): Figure[] {
  const { actor, action, rows } = trial;
  // Clips of running have no Human3.6M action; here they have one.
  const jogging = clips.flatMap((clip) => /jog$|^run$/.test(clip.description) ? [clip] : [])
    .map((clip) => ({ ...clip, action: "Jog" }));
  const source = action === "Jog" ? jogging : clips;
  const frames = FIRST_FRAME + rows.Validate + rows.Train;
  return takeMotion(source, SEED, { actor, action, trial: 1 }, frames, HUMANEVA_FPS).map(figureOf);
}
