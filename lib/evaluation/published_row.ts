import { ACTIONS } from "../data/benchmark/actions.ts";
import { actionNumbered } from "../data/human36m/names.ts";
import type { ProtocolNumber } from "../data/human36m/protocols.ts";

/**
 * How a predicted pose is laid over the true one before distances are taken: `translation` puts the roots
 * at one place, `rigid` turns the pose as well, `Procrustes` turns and scales it.
 */
export type Alignment = "translation" | "rigid" | "Procrustes" | "not stated";

/**
 * One row of Human3.6M figures as somebody printed it, in mm. Papers number the same protocols differently
 * and align, choose joints and pick frames differently under one number, so each row says what is known of
 * it; what its source does not say is `not stated`.
 */
export interface PublishedRow {
  /** The protocol as Wang et al. number it (section 4.1), whatever the source calls it. */
  readonly protocol: ProtocolNumber;
  /** As Wang et al. cite it, e.g. `Tekin et al. [15]`; without a number where they do not name it. */
  readonly method: string;
  /** Whose figures these are, where papers print different ones for the same method; else null. */
  readonly variant: string | null;
  /** Of the method's own paper. */
  readonly year: number | null;
  /** By the names of `ACTIONS`; null where nothing is printed. */
  readonly actions: Readonly<Record<string, number | null>>;
  /** The mean as printed, which need not be that of the printed actions; null where there is none. */
  readonly mean: number | null;
  /** Paper and table that the figures were read from. */
  readonly source: string;
  /** What is known of the alignment. */
  readonly alignment: Alignment;
  /** How many joints the error is a mean over. */
  readonly joints: number | "not stated";
  /** Which frames (of 50 a second) of which subjects and cameras. */
  readonly frames: string;
  /** What else a reader has to know. */
  readonly note?: string;
}

/** The orders in which tables of Human3.6M have their columns. */
const ORDERS = {
  /** Most papers: alphabetical by the name in the data set, but for the walks. */
  usual: ACTIONS,
  /** By the numbers of metadata.xml; the released code's lists, and tables made with them. */
  "by number": ACTIONS.map((_, i) => actionNumbered(i + 2)!),
};

/** What a printed line holds. */
export type PrintedFigures = Pick<PublishedRow, "actions" | "mean">;

/**
 * Reads a line of a table as it is printed: fifteen figures, a bar, the mean; `-` where nothing is printed.
 * Copying whole lines keeps them comparable with their source, naming the order keeps them apart.
 *
 * @example
 * `printed("usual", "50.0 60.0 ... 48.5 | 63.7").actions.Photo`
 */
export function printed(order: keyof typeof ORDERS, line: string): PrintedFigures {
  const figure = (word: string) => word === "-" ? null : Number(word);
  const [actions, mean] = line.split(" | ").map((part) => part.split(" ").map(figure));
  const names = ORDERS[order];
  if (actions.length !== names.length || mean?.length !== 1) {
    throw new TypeError(`${actions.length} figures and ${mean?.length ?? 0} means: '${line}'`);
  }
  return { actions: Object.fromEntries(names.map((name, i) => [name, actions[i]])), mean: mean[0] };
}

/** A line of which only the mean is known. */
export function meanAlone(mean: number | null): PrintedFigures {
  return { actions: Object.fromEntries(ACTIONS.map((name) => [name, null])), mean };
}
