import { UserError } from "../../errors.ts";
import { MPII_16 } from "./joints.ts";
import type { MpiiPerson } from "./people.ts";

/** What an annotation file of MPII says. */
export interface MpiiAnnotation {
  /** The people to train on: at least one joint of each is annotated, and a square can be cut round it. */
  readonly people: readonly MpiiPerson[];
  /** What else is in the file: how many, by what is missing. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** A joint as the files have it. */
export interface MpiiPoint {
  /** From 0 to 15: see `MPII_16`. */
  readonly id: number;
  /** Counts from 1. */
  readonly x: number;
  /** Counts from 1. */
  readonly y: number;
}

/** What a file says of a person; `centre` is undefined, `scale` undefined or -1 where it does not say. */
export interface MpiiEntry {
  readonly image: string;
  /** Counts from 1. */
  readonly centre?: readonly [number, number];
  readonly scale?: number;
  /** The joints that are annotated. */
  readonly points: readonly MpiiPoint[];
}

/** Farther from a picture's corner, px, nothing is; no number that is less is lost in 32 bits. */
const FARTHEST = 1e5;

/** (-1, -1) and (0, 0) stand for a place that is not known. */
const isPlace = (x: number, y: number) => x > 0 || y > 0;

function checkPlace(what: string, x: number, y: number) {
  if (Math.abs(x) <= FARTHEST && Math.abs(y) <= FARTHEST) return;
  throw new UserError(`${what} is at (${x}, ${y}): expected a place in a picture, px`);
}

/** Says where an error was found. */
export function within(where: string, read: () => void) {
  try {
    read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${where}: ${error.message}`);
  }
}

/** Collects people, whose pixels count from 1, and counts those of whom too little is known. */
export function annotationBuilder() {
  const people: MpiiPerson[] = [];
  const leftOut: Record<string, number> = {};
  const leave = (what: string) => {
    leftOut[what] = (leftOut[what] ?? 0) + 1;
  };
  return {
    leave,
    add({ image, centre, scale, points }: MpiiEntry) {
      const joints = new Float32Array(32), annotated = new Uint8Array(16);
      for (const { id, x, y } of points) {
        checkPlace(`joint ${id} (${MPII_16.joints[id]})`, x, y);
        if (!isPlace(x, y)) continue;
        if (annotated[id]) return leave("people with two places of one joint");
        joints.set([x - 1, y - 1], 2 * id);
        annotated[id] = 1;
      }
      if (!annotated.includes(1)) return leave("people without an annotated joint");
      if (!centre || !isPlace(...centre) || !scale || scale < 0) {
        return leave("people without a place or a scale");
      }
      checkPlace("the middle", ...centre);
      if (!(scale <= FARTHEST)) throw new UserError(`the scale is ${scale}: expected some 1 to 10`);
      people.push({ image, centre: [centre[0] - 1, centre[1] - 1], scale, joints, annotated });
    },
    done: (): MpiiAnnotation => ({ people, leftOut }),
  };
}
