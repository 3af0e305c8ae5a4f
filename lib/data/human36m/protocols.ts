import { UserError } from "../../errors.ts";
import { FRONTAL_CAMERA, SUBJECTS, VIDEO_FPS } from "./names.ts";

/** Which frames of Human3.6M belong to one side of a protocol. */
export interface Human36mPart {
  /** The subjects, e.g. `S9`. */
  readonly subjects: readonly string[];
  /** Camera numbers, from 0; absent: all four. */
  readonly cameras?: readonly number[];
  /** Trial numbers; absent: both. */
  readonly trials?: readonly number[];
  /** Every how many frames of the 50 a second one is taken, from the first on. */
  readonly every: number;
}

/** One of the paper's three protocols (section 4.1). Other papers number the same ones differently. */
export interface Human36mProtocol {
  /** As tables have it, e.g. `Protocol #1`. */
  readonly name: string;
  /** What is trained on. */
  readonly train: Human36mPart;
  /** What is tested on. */
  readonly test: Human36mPart;
}

/** Names of the protocols on the command line. */
export const PROTOCOL_NUMBERS = ["1", "2", "3"] as const;
/** Name of a protocol on the command line. */
export type ProtocolNumber = typeof PROTOCOL_NUMBERS[number];

const FIVE = ["S1", "S5", "S6", "S7", "S8"];

/**
 * A protocol of section 4.1. "By downsampling the frame rate from 50 FPS to 2 FPS" holds for training
 * and for Protocol #1; #2 tests on every 5th frame of the frontal camera's first trials, #3 on every
 * 64th of S11. The released code's lists have 10 frames a second.
 *
 * @param fps frames a second of training and of Protocol #1: 2 (the paper) or 10 (the released code)
 * @throws {UserError} when the rate does not divide 50
 *
 * @example
 * ```ts
 * import { human36mProtocol } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const { test } = human36mProtocol("3");
 * assertEquals([test.subjects, test.every], [["S11"], 64]);
 * ```
 */
export function human36mProtocol(number: ProtocolNumber, fps = 2): Human36mProtocol {
  const every = VIDEO_FPS / fps;
  if (!Number.isInteger(every)) {
    throw new UserError(
      `${fps} frames a second do not divide the videos' ${VIDEO_FPS}: take 2 or 10`,
    );
  }
  const name = `Protocol #${number}`;
  const train = { subjects: FIVE, every };
  if (number === "1") return { name, train, test: { subjects: ["S9", "S11"], every } };
  if (number === "2") {
    const test = { subjects: ["S9", "S11"], cameras: [FRONTAL_CAMERA], trials: [1], every: 5 };
    return { name, train, test };
  }
  return {
    name,
    train: { subjects: [...FIVE, "S9"], every },
    test: { subjects: ["S11"], every: 64 },
  };
}

/**
 * A protocol with S8 held out: what choices are made on.
 *
 * @example
 * ```ts
 * import { human36mProtocol, withValidation } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const { train, test } = withValidation(human36mProtocol("1"));
 * assertEquals([train.subjects, test.subjects], [["S1", "S5", "S6", "S7"], ["S8"]]);
 * ```
 */
export function withValidation(protocol: Human36mProtocol): Human36mProtocol {
  const held = "S8";
  return {
    name: `${protocol.name} with a validation subject`,
    train: {
      ...protocol.train,
      subjects: protocol.train.subjects.filter((subject) => subject !== held),
    },
    test: { ...protocol.train, subjects: [held] },
  };
}

/** All sides of some protocols. */
export function partsOf(protocols: readonly ProtocolNumber[], fps: number): Human36mPart[] {
  return protocols.flatMap((number) => {
    const { train, test } = human36mProtocol(number, fps);
    return [train, test];
  });
}

/** The subjects of any of some parts. */
export function subjectsOf(parts: readonly Human36mPart[]): string[] {
  return SUBJECTS.filter((subject) => parts.some(({ subjects }) => subjects.includes(subject)));
}

/** What decides whether a sequence belongs to a part. */
export interface TakeView {
  readonly subject: string;
  readonly camera: number;
  readonly trial: number;
}

/** Whether a part has frames of a sequence. */
export function inPart(part: Human36mPart, { subject, camera, trial }: TakeView): boolean {
  return part.subjects.includes(subject) &&
    (part.cameras?.includes(camera) ?? true) && (part.trials?.includes(trial) ?? true);
}

/**
 * The frames of a video that any of some parts uses, in order.
 *
 * @param frames how many the video has
 */
export function framesOfParts(
  parts: readonly Human36mPart[],
  view: TakeView,
  frames: number,
): number[] {
  const steps = parts.filter((part) => inPart(part, view)).map(({ every }) => every);
  return Array.from({ length: frames }, (_, i) => i)
    .filter((frame) => steps.some((every) => frame % every === 0));
}
