import {
  HUMANEVA_ACTIONS,
  HUMANEVA_CAMERAS,
  HUMANEVA_FPS,
  TABLE_3_ACTIONS,
} from "../data/humaneva/names.ts";
import { openHumaneva } from "../data/humaneva/open_humaneva.ts";
import {
  type HumanevaPart,
  humanevaProtocol,
  withHumanevaValidation,
} from "../data/humaneva/protocols.ts";
import { UserError } from "../errors.ts";
import { PROTOCOL_1 } from "../evaluation/protocol.ts";
import { HUMANEVA_15 } from "../skeleton.ts";
import { checkActions } from "../data/check_actions.ts";
import type { SideOptions, StoredFolder, StoredSet } from "./stored_set.ts";

/** A prepared HumanEva-I; there is one protocol. */
export interface StoredHumaneva extends StoredFolder {
  /** Tells the kinds apart. */
  readonly kind: "humaneva";
}

/** HumanEva-I as trainings and tables see it: trained on all that was prepared, tested on what Table 3 has. */
export const STORED_HUMANEVA: StoredSet<StoredHumaneva> = {
  title: "HumanEva-I",
  skeleton: HUMANEVA_15,
  counting: {
    alignment: PROTOCOL_1.alignment,
    average: "mean over the frames of an action (in Table 3: of one subject's), then over these",
    withoutRoot: true,
  },
  read(folder, { protocol, fps = HUMANEVA_FPS, actions, joints }) {
    if (protocol !== undefined) {
      throw new UserError(
        `--protocol is '${protocol}', but HumanEva-I has one protocol: leave --protocol out`,
      );
    }
    if (joints !== undefined) {
      throw new UserError(
        `--joints is ${joints}, but HumanEva-I has its ${HUMANEVA_15.joints.length}: leave --joints out`,
      );
    }
    checkActions(actions, HUMANEVA_ACTIONS);
    humanevaProtocol(fps);
    return { kind: "humaneva", folder, fps, ...actions && { actions } };
  },
  checkFrames({ folder, fps }, { settings }) {
    if (Number.isInteger(Number(settings.fps) / fps)) return;
    throw new UserError(
      `${folder} was prepared with ${settings.fps} frames a second, and ${fps} are asked for: prepare them ` +
        `with 'deno task prepare humaneva --fps ${fps}' into another folder, or ask for --fps ${settings.fps}`,
    );
  },
  sides({ folder, fps }, { validation, present }) {
    const whole = humanevaProtocol(fps);
    const { name, train, test } = validation ? withHumanevaValidation(whole) : whole;
    const side = (all: HumanevaPart, usual?: readonly string[]) => {
      const part = { ...all, subjects: all.subjects.filter((name) => present.includes(name)) };
      return {
        subjects: part.subjects,
        frameRule: frameRule(part),
        open: ({ imageSize, actions = usual }: SideOptions) =>
          openHumaneva(folder, { part, imageSize, actions }),
      };
    };
    return { name, train: side(train), test: side(test, TABLE_3_ACTIONS) };
  },
  words: () => [],
  options: () => "",
};

function frameRule({ subjects, split, cameras, every }: HumanevaPart): string {
  const names = HUMANEVA_CAMERAS.filter((_, camera) => cameras?.includes(camera) ?? true);
  return `${split} of ${subjects.join(", ")}, camera${names.length > 1 ? "s" : ""} ` +
    `${names.join(", ")}, ${every === 1 ? "every frame" : `1 frame in ${every}`} that has a pose`;
}
