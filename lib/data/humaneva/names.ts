// What HumanEva-I calls things, as far as its poses are public: three subjects, trial 1 alone.

/** The subjects whose poses are public. */
export const HUMANEVA_SUBJECTS: readonly string[] = ["S1", "S2", "S3"];

/**
 * The actions that have a first trial with poses, as in file names. The paper's Table 3 has three of them.
 *
 * @example
 * ```ts
 * import { HUMANEVA_ACTIONS } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(HUMANEVA_ACTIONS.length, 5);
 * ```
 */
export const HUMANEVA_ACTIONS = ["Walking", "Jog", "ThrowCatch", "Gestures", "Box"] as const;
/** An action, as in file names. */
export type HumanevaAction = typeof HUMANEVA_ACTIONS[number];

/** The actions of the paper's Table 3. */
export const TABLE_3_ACTIONS: readonly HumanevaAction[] = ["Walking", "Jog", "Box"];

/** One half of a recording, as folders are called: its beginning is for validation, the rest for training. */
export type HumanevaSplit = "Train" | "Validate";
/** Both halves. */
export const HUMANEVA_SPLITS: readonly HumanevaSplit[] = ["Train", "Validate"];

/** The colour cameras, as in file names. */
export const HUMANEVA_CAMERAS: readonly string[] = ["C1", "C2", "C3"];

/** Frames a second of the videos and of the poses. */
export const HUMANEVA_FPS = 60;

/** Width and height of the videos, px. */
export const HUMANEVA_PICTURE = { width: 640, height: 480 } as const;

/** The folder that VideoPose3D's ConvertHumanEva.m makes. */
export const CONVERTED = "converted_15j";
