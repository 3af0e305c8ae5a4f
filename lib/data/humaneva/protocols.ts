import { UserError } from "../../errors.ts";
import { HUMANEVA_FPS, HUMANEVA_SUBJECTS, type HumanevaSplit } from "./names.ts";

/** Which frames of HumanEva-I belong to one side of the protocol. */
export interface HumanevaPart {
  /** The subjects, e.g. `S1`. */
  readonly subjects: readonly string[];
  /** Which half of their recordings. */
  readonly split: HumanevaSplit;
  /** Camera numbers, from 0; absent: all three. */
  readonly cameras?: readonly number[];
  /** Every how many frames of the 60 a second one is taken, by their number in the video. */
  readonly every: number;
}

/** What is trained and tested on. Both sides have the same subjects; their frames differ. */
export interface HumanevaProtocol {
  /** As tables have it. */
  readonly name: string;
  /** What is trained on. */
  readonly train: HumanevaPart;
  /** What is tested on. */
  readonly test: HumanevaPart;
}

/** C1. */
const TEST_CAMERAS = [0];

/** The subject that is held out where choices are made. */
const HELD_OUT = "S3";

/**
 * The protocol of section 4.1 on HumanEva-I: training on the half `Train` of S1 to S3, testing on their
 * half `Validate`, not downsampled. Training sees all three colour cameras, testing C1 alone, as is usual
 * on this set.
 *
 * @param fps frames a second of both
 * @throws {UserError} when the rate does not divide 60
 *
 * @example
 * ```ts
 * import { humanevaProtocol } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const { train, test } = humanevaProtocol();
 * assertEquals([train.split, test.split, test.every], ["Train", "Validate", 1]);
 * assertEquals(train.subjects, test.subjects);
 * assertEquals([train.cameras, test.cameras], [undefined, [0]]);
 * ```
 */
export function humanevaProtocol(fps: number = HUMANEVA_FPS): HumanevaProtocol {
  const every = HUMANEVA_FPS / fps;
  if (!Number.isInteger(every)) {
    throw new UserError(
      `${fps} frames a second do not divide HumanEva's ${HUMANEVA_FPS}: take ${HUMANEVA_FPS}, as the ` +
        "paper does, or 30, 20, 15, 12, 10",
    );
  }
  const part = (split: HumanevaSplit) => ({ subjects: HUMANEVA_SUBJECTS, split, every });
  return {
    name: "Halves Train and Validate",
    train: part("Train"),
    test: { ...part("Validate"), cameras: TEST_CAMERAS },
  };
}

/**
 * The protocol with S3 held out of training, tested on S3's training half: what choices are made on, so
 * that no frame of the test decides them.
 *
 * @example
 * ```ts
 * import { humanevaProtocol, withHumanevaValidation } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const { train, test } = withHumanevaValidation(humanevaProtocol());
 * assertEquals([train.subjects, test.subjects, test.split], [["S1", "S2"], ["S3"], "Train"]);
 * ```
 */
export function withHumanevaValidation({ name, train, test }: HumanevaProtocol): HumanevaProtocol {
  const subjects = train.subjects.filter((subject) => subject !== HELD_OUT);
  return {
    name: `${name} with a validation subject`,
    train: { ...train, subjects },
    test: { ...test, split: train.split, subjects: [HELD_OUT] },
  };
}
