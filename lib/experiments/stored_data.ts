import { UserError } from "../errors.ts";
import type { StoredDataset } from "../data/dataset.ts";
import { ACTIONS } from "../data/benchmark/actions.ts";
import { readAbout } from "../data/prepared/open_prepared.ts";
import { openHuman36m } from "../data/human36m/open_human36m.ts";
import {
  type Human36mPart,
  type Human36mProtocol,
  human36mProtocol,
  PROTOCOL_NUMBERS,
  type ProtocolNumber,
  withValidation,
} from "../data/human36m/protocols.ts";
import { type Protocol, PROTOCOL_1 } from "../evaluation/protocol.ts";

/** A prepared data set, and what of it is trained and tested on. */
export interface StoredData {
  /** Which. */
  readonly kind: "human36m";
  /** Where 'deno task prepare' has put it. */
  readonly folder: string;
  /** As the paper's section 4.1 numbers them. */
  readonly protocol: ProtocolNumber;
  /** Frames a second of training: 2 (the paper) or 10 (the released code). */
  readonly fps: number;
  /** Actions (default: all); one alone is the paper's setting "individual action". */
  readonly actions?: readonly string[];
}

/** What a command line says of a data set. */
export interface StoredDataArguments {
  /** `human36m:FOLDER`. */
  readonly data: string;
  /** Default `1`. */
  readonly protocol?: string;
  /** Default 2. */
  readonly fps?: number;
  /** Default: all. */
  readonly actions?: readonly string[];
}

/**
 * A data set as a command line names it: `--data human36m:FOLDER --protocol 1 --fps 2`.
 *
 * @throws {UserError} naming what is wrong
 *
 * @example
 * ```ts
 * import { storedData } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const data = storedData({ data: "human36m:prepared", protocol: "3" });
 * assertEquals([data.folder, data.protocol, data.fps], ["prepared", "3", 2]);
 * ```
 */
export function storedData(
  { data, protocol = "1", fps = 2, actions }: StoredDataArguments,
): StoredData {
  const [, kind, folder] = /^(\w+):(.+)$/.exec(data) ?? [];
  if (kind !== "human36m") {
    throw new UserError(
      `--data is '${data}': expected human36m:FOLDER, a folder that 'deno task prepare human36m' made`,
    );
  }
  const number = PROTOCOL_NUMBERS.find((known) => known === protocol);
  if (!number) {
    throw new UserError(
      `--protocol is '${protocol}': expected one of ${PROTOCOL_NUMBERS.join(", ")} ` +
        `(as the paper's section 4.1 numbers them)`,
    );
  }
  const wrong = actions?.find((action) => !ACTIONS.includes(action));
  if (wrong !== undefined) {
    throw new UserError(`--actions names '${wrong}': expected some of ${ACTIONS.join(", ")}`);
  }
  human36mProtocol(number, fps);
  return { kind, folder, protocol: number, fps, ...actions && { actions } };
}

/** Subjects of which a prepared folder has anything. */
function presentSubjects(folder: string): string[] {
  readAbout(folder);
  return [...Deno.readDirSync(folder)].filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => name);
}

/**
 * Its protocol, with S8 held out where choices are made; of its subjects those that the folder has, so
 * that no table names others.
 */
export function sides(
  { folder, protocol, fps }: StoredData,
  validation: boolean,
): Human36mProtocol {
  const whole = human36mProtocol(protocol, fps);
  const { name, train, test } = validation ? withValidation(whole) : whole;
  const present = presentSubjects(folder);
  const only = (part: Human36mPart) => ({
    ...part,
    subjects: part.subjects.filter((subject) => present.includes(subject)),
  });
  return { name, train: only(train), test: only(test) };
}

/** Opens one side of it. */
export function openSide(
  data: StoredData,
  side: "train" | "test",
  { validation, imageSize }: { readonly validation: boolean; readonly imageSize: number },
): StoredDataset {
  const { folder, actions } = data;
  return openHuman36m(folder, { part: sides(data, validation)[side], actions, imageSize });
}

/** What a table says of its protocol. */
export function protocolOf(data: StoredData, validation: boolean): Protocol {
  const { name, train, test } = sides(data, validation);
  return {
    name,
    trainActors: train.subjects,
    testActors: test.subjects,
    alignment: PROTOCOL_1.alignment,
    average: PROTOCOL_1.average,
  };
}

/** How a command line names it, but for the folder: that is where it is on one machine alone. */
export function dataArguments({ kind, protocol, fps, actions }: StoredData): string {
  const some = actions ? ` --actions ${actions.join(",")}` : "";
  return `--data ${kind}:FOLDER --protocol ${protocol} --fps ${fps}${some}`;
}
