import type { Dataset } from "../data/dataset.ts";
import type { Skeleton } from "../skeleton.ts";
import { frameCount } from "./motions.ts";

/**
 * What a figure in a table means. "Protocol #n" alone does not say: papers number the protocols
 * differently and align, choose joints and pick frames differently under the same number.
 */
export interface Protocol {
  /** The paper's name for it. */
  readonly name: string;
  /** Whom the machine was trained on. */
  readonly trainActors: readonly string[];
  /** Whom it is tested on. */
  readonly testActors: readonly string[];
  /** How a predicted pose is laid over the true one before distances are taken. */
  readonly alignment: string;
  /** How the root counts among the joints (default: with its error of 0, as it does up to translation). */
  readonly root?: string;
  /** Whether means over joints leave the root out, as section 4.2 does (default: it counts). */
  readonly withoutRoot?: boolean;
  /** The skeleton of a machine that has other joints than the data, which are taken by name. */
  readonly machineJoints?: string;
  /** How the errors of frames become one figure. */
  readonly average: string;
}

/** Section 4.1's Protocol #1. */
export const PROTOCOL_1: Protocol = {
  name: "Protocol #1",
  trainActors: ["S1", "S5", "S6", "S7", "S8"],
  testActors: ["S9", "S11"],
  alignment: "mean joint error up to translation (both roots at the origin, no rotation or scale)",
  average: "mean over the frames of an action, then over actions",
};

/** Section 4.1's Protocol #1 with S8 held out of the training actors: where choices are made. */
export const PROTOCOL_1_VALIDATION: Protocol = {
  ...PROTOCOL_1,
  name: "Protocol #1 with a validation actor",
  trainActors: ["S1", "S5", "S6", "S7"],
  testActors: ["S8"],
};

/** The joints, by their index, that a protocol's means are over. */
export function countedJoints({ withoutRoot }: Protocol, { parents }: Skeleton): number[] {
  return [...parents.keys()].filter((joint) => !(withoutRoot && parents[joint] < 0));
}

/**
 * One sentence that every table carries: alignment, joint set, frame rule, averaging.
 *
 * @example
 * ```ts
 * import { describeProtocol, H36M_17, PROTOCOL_1 } from "posemachine";
 * import { assert } from "@std/assert";
 * const dataset = { name: "embedded benchmark", skeleton: H36M_17, imageSize: 64, fps: 10, sequences: [] };
 * assert(describeProtocol(PROTOCOL_1, dataset).includes("17 joints"));
 * ```
 */
export function describeProtocol(protocol: Protocol, dataset: Dataset): string {
  const { sequences, skeleton, fps } = dataset;
  const count = (key: "camera" | "action") => {
    const number = new Set(sequences.map((sequence) => sequence[key])).size;
    return `${number} ${key}${number === 1 ? "" : "s"}`;
  };
  const actors = [...new Set(sequences.map(({ actor }) => actor))].join(", ") || "none";
  return `${protocol.name} on ${dataset.name}: trained on ${protocol.trainActors.join(", ")}, ` +
    `tested on ${actors}; ${count("action")}, ${count("camera")}, ` +
    `every frame at ${fps} a second, ${frameCount(dataset)} frames; ${protocol.alignment}; ` +
    `${countedJoints(protocol, skeleton).length} joints of ${skeleton.name}, ` +
    (protocol.machineJoints ? `by name from the machine's ${protocol.machineJoints}, ` : "") +
    (protocol.withoutRoot
      ? "without the root; "
      : `the root counted ${protocol.root ?? "with its error of 0"}; `) +
    `${protocol.average}`;
}
