import { ACTIONS } from "../data/benchmark/actions.ts";
import { checkActions } from "../data/check_actions.ts";
import { openHuman36m } from "../data/human36m/open_human36m.ts";
import {
  type Human36mPart,
  human36mProtocol,
  PROTOCOL_NUMBERS,
  type ProtocolNumber,
  withValidation,
} from "../data/human36m/protocols.ts";
import { UserError } from "../errors.ts";
import { PROTOCOL_1 } from "../evaluation/protocol.ts";
import { withJoints } from "../joint_conversion.ts";
import { H36M_17, RELEASED_16, type Skeleton } from "../skeleton.ts";
import { frameRule } from "./frame_rule.ts";
import type { SideOptions, StoredFolder, StoredSet } from "./stored_set.ts";

/** A prepared Human3.6M, and what of it is trained and tested on. */
export interface StoredHuman36m extends StoredFolder {
  /** Tells the kinds apart. */
  readonly kind: "human36m";
  /** As the paper's section 4.1 numbers them. */
  readonly protocol: ProtocolNumber;
  /** The released code's joints, H36M-17 without `Neck/Nose`; absent: all 17. */
  readonly joints?: 16;
}

/** Human3.6M as trainings and tables see it. */
export const STORED_HUMAN36M: StoredSet<StoredHuman36m> = {
  title: "Human3.6M",
  skeleton: H36M_17,
  counting: { alignment: PROTOCOL_1.alignment, average: PROTOCOL_1.average },
  joints: jointsOf,
  read(folder, { protocol = "1", fps = 2, actions, joints = 17 }) {
    const number = PROTOCOL_NUMBERS.find((known) => known === protocol);
    if (!number) {
      throw new UserError(
        `--protocol is '${protocol}': expected one of ${PROTOCOL_NUMBERS.join(", ")} ` +
          `(as the paper's section 4.1 numbers them)`,
      );
    }
    checkActions(actions, ACTIONS);
    if (joints !== 16 && joints !== 17) {
      throw new UserError(`--joints is ${joints}: expected 17, or the released code's 16`);
    }
    human36mProtocol(number, fps);
    const own = joints === 16 ? { joints } as const : {};
    return { kind: "human36m", folder, protocol: number, fps, ...own, ...actions && { actions } };
  },
  checkFrames({ folder, protocol, fps }, { settings }) {
    const { protocols, fps: prepared } = settings;
    const has = `${protocols ?? ""}`.split(", ").includes(protocol);
    if (has && Number.isInteger(Number(prepared) / fps)) return;
    throw new UserError(
      `${folder} was prepared with the frames of protocols ${protocols} at ${prepared} a second, and ` +
        `Protocol #${protocol} at ${fps} is asked for: prepare them with 'deno task prepare human36m ` +
        `--protocols ${protocol} --fps ${fps}' into another folder, or ask for what is there`,
    );
  },
  trainedOn(command) {
    const number = /--protocol (\d)/.exec(command)?.[1] as ProtocolNumber | undefined;
    const protocol = human36mProtocol(number ?? "1");
    const held = command.includes("--validation");
    return (held ? withValidation(protocol) : protocol).train.subjects;
  },
  sides(data, { validation, present }) {
    const { folder, protocol, fps } = data;
    const whole = human36mProtocol(protocol, fps);
    const { name, train, test } = validation ? withValidation(whole) : whole;
    const side = (all: Human36mPart) => {
      const part = { ...all, subjects: all.subjects.filter((name) => present.includes(name)) };
      return {
        subjects: part.subjects,
        frameRule: frameRule(part),
        open: (options: SideOptions) =>
          withJoints(openHuman36m(folder, { part, ...options }), jointsOf(data)),
      };
    };
    return { name, train: side(train), test: side(test) };
  },
  words: ({ protocol, joints }) => [`protocol${protocol}`, ...joints ? [`${joints}joints`] : []],
  options: ({ protocol, joints }) =>
    ` --protocol ${protocol}` + (joints ? ` --joints ${joints}` : ""),
};

function jointsOf({ joints }: Pick<StoredHuman36m, "joints">): Skeleton {
  return joints === 16 ? RELEASED_16 : H36M_17;
}
