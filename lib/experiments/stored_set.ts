import type { StoredDataset } from "../data/dataset.ts";
import type { PreparedAbout } from "../data/prepared/schema.ts";
import type { Protocol } from "../evaluation/protocol.ts";
import type { Skeleton } from "../skeleton.ts";

/** What a command line says of a data set. */
export interface StoredDataArguments {
  /** `human36m:FOLDER` or `humaneva:FOLDER`. */
  readonly data: string;
  /** Of Human3.6M alone, default `1`. */
  readonly protocol?: string;
  /** Default: as the paper, 2 of Human3.6M and 60 of HumanEva-I. */
  readonly fps?: number;
  /** Default: all. */
  readonly actions?: readonly string[];
  /** Of Human3.6M alone: 17 (default), or the released code's 16. */
  readonly joints?: number;
}

/** What any prepared data set has. */
export interface StoredFolder {
  /** Where 'deno task prepare' has put it. */
  readonly folder: string;
  /** Frames a second of training, and of tests but where the protocol has its own rule. */
  readonly fps: number;
  /** Actions (default: all); one alone is the paper's setting "individual action". */
  readonly actions?: readonly string[];
}

/** How pictures of a side are wanted. */
export interface SideOptions {
  readonly imageSize: number;
  readonly actions?: readonly string[];
}

/** What is trained on, or tested on. */
export interface StoredSide {
  readonly subjects: readonly string[];
  /** Which frames, in the words of the published rows. */
  readonly frameRule: string;
  /** Labels are read, pictures stay on disk. */
  open(options: SideOptions): StoredDataset;
}

/** A protocol of a data set, as far as its folder has the subjects. */
export interface StoredSides {
  /** As tables have it. */
  readonly name: string;
  readonly train: StoredSide;
  readonly test: StoredSide;
}

/** What differs between the data sets that can be prepared. */
export interface StoredSet<Data extends StoredFolder> {
  /** Such as `Human3.6M`. */
  readonly title: string;
  /** The joints that a prepared folder has. */
  readonly skeleton: Skeleton;
  /** The joints that a machine trained on it has, where they may be others. */
  joints?(data: Data): Skeleton;
  /** How its tables count. */
  readonly counting: Pick<Protocol, "alignment" | "average" | "withoutRoot">;
  /** Checks a command line. */
  read(folder: string, given: Omit<StoredDataArguments, "data">): Data;
  /**
   * Checks that a folder was prepared with the frames that are asked for.
   *
   * @throws {UserError} naming the command that prepares them
   */
  checkFrames(data: Data, about: PreparedAbout): void;
  /** Whom a training saw, by its command; nobody of a test may be among them. Absent: other takes are tested on. */
  trainedOn?(command: string): readonly string[];
  /** Both sides, with a subject held out of training where choices are made. */
  sides(data: Data, options: { validation: boolean; present: readonly string[] }): StoredSides;
  /** Its protocol in a folder's name, such as `protocol1`. */
  words(data: Data): readonly string[];
  /** Its protocol on a command line, with a blank before each option. */
  options(data: Data): string;
}
