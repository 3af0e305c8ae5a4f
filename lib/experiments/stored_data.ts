import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import type { StoredDataset } from "../data/dataset.ts";
import { readAbout } from "../data/prepared/open_prepared.ts";
import type { Protocol } from "../evaluation/protocol.ts";
import type { TrainingRecord } from "../model/machine_file.ts";
import { STORED_HUMAN36M, type StoredHuman36m } from "./stored_human36m.ts";
import { STORED_HUMANEVA, type StoredHumaneva } from "./stored_humaneva.ts";
import type { StoredDataArguments, StoredFolder, StoredSet, StoredSides } from "./stored_set.ts";

/** A prepared data set, and what of it is trained and tested on. */
export type StoredData = StoredHuman36m | StoredHumaneva;

const SETS: Readonly<Record<StoredData["kind"], StoredSet<StoredFolder>>> = {
  human36m: STORED_HUMAN36M as StoredSet<StoredFolder>,
  humaneva: STORED_HUMANEVA as StoredSet<StoredFolder>,
};

/**
 * A data set as a command line names it: `--data human36m:FOLDER --protocol 1 --fps 2`, or
 * `--data humaneva:FOLDER`.
 *
 * @throws {UserError} naming what is wrong
 *
 * @example
 * ```ts
 * import { storedData } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const data = storedData({ data: "human36m:prepared", protocol: "3" });
 * assertEquals(data, { kind: "human36m", folder: "prepared", protocol: "3", fps: 2 });
 * assertEquals(storedData({ data: "humaneva:prepared" }).fps, 60);
 * ```
 */
export function storedData({ data, ...given }: StoredDataArguments): StoredData {
  const [, kind, folder] = /^(\w+):(.+)$/.exec(data) ?? [];
  if (kind !== undefined && Object.hasOwn(SETS, kind)) {
    return SETS[kind as StoredData["kind"]].read(folder, given) as StoredData;
  }
  const kinds = Object.keys(SETS);
  throw new UserError(
    `--data is '${data}': expected ${
      kinds.map((kind) => `${kind}:FOLDER`).join(" or ")
    }, a folder ` +
      `that 'deno task prepare' made`,
  );
}

/** What its data set is called, the joints of a machine trained on it, and how its tables count. */
export function storedSet(
  data: StoredData,
): Pick<StoredSet<StoredFolder>, "title" | "skeleton" | "counting"> {
  const set = SETS[data.kind];
  return { ...set, skeleton: set.joints?.(data) ?? set.skeleton };
}

/**
 * Its protocol, with a subject held out where choices are made; of its subjects those that the folder
 * has, so that no table names others.
 */
export function sides(data: StoredData, validation: boolean): StoredSides {
  const { folder, kind } = data;
  const { title, skeleton } = SETS[kind];
  const about = readAbout(folder);
  if (about.skeleton !== skeleton.name) {
    throw new UserError(
      `${folder} holds ${about.name} with the joints ${about.skeleton}, and ${kind}:FOLDER is ${title} ` +
        `with ${skeleton.name}: give the folder that 'deno task prepare ${kind}' made`,
    );
  }
  SETS[kind].checkFrames(data, about);
  const present = [...Deno.readDirSync(folder)].filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => name);
  return SETS[kind].sides(data, { validation, present });
}

/** Opens one side of it. */
export function openSide(
  data: StoredData,
  side: "train" | "test",
  { validation, imageSize }: { readonly validation: boolean; readonly imageSize: number },
): StoredDataset {
  return sides(data, validation)[side].open({ imageSize, actions: data.actions });
}

/** What a table says of its protocol. */
export function protocolOf(data: StoredData, validation: boolean): Protocol {
  const { name, train, test } = sides(data, validation);
  return {
    name,
    trainActors: train.subjects,
    testActors: test.subjects,
    ...SETS[data.kind].counting,
  };
}

/**
 * The same for one machine: on whom that was trained, if it was on this kind of data, under whichever protocol.
 *
 * @param tested the subjects that it is to be tested on
 * @throws {UserError} when it was trained on one of them
 */
export function protocolFor(
  data: StoredData,
  validation: boolean,
  { command, variant, seed, data: saw }: TrainingRecord,
  tested: readonly string[],
): Protocol {
  const protocol = protocolOf(data, validation);
  if (!command.includes(`--data ${data.kind}:`)) {
    return { ...protocol, trainActors: [`other data (${saw})`] };
  }
  const trained = SETS[data.kind].trainedOn?.(command);
  if (!trained) return protocol;
  const both = tested.filter((subject) => trained.includes(subject));
  if (both.length > 0) {
    throw new UserError(
      `${variant}-${seed} was trained on ${
        both.join(", ")
      } ('${command}'), and is to be tested on ` +
        `${tested.join(", ")}: evaluate it under the protocol that it was trained under`,
    );
  }
  const there = (subject: string) => existsSync(join(data.folder, subject));
  return { ...protocol, trainActors: trained.filter(there) };
}

/** How a command line names it, but for the folder: that is where it is on one machine alone. */
export function dataArguments(data: StoredData): string {
  const { kind, fps, actions } = data;
  const some = actions ? ` --actions ${actions.join(",")}` : "";
  return `--data ${kind}:FOLDER${SETS[kind].options(data)} --fps ${fps}${some}`;
}

/** What of it is in the name of a training's folder. */
export function dataWords(data: StoredData): string[] {
  const { kind, fps, actions = [] } = data;
  return [kind, ...SETS[kind].words(data), `${fps}fps`, ...actions];
}
