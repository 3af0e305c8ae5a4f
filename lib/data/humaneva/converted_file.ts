import { UserError } from "../../errors.ts";
import { HUMANEVA_15 } from "../../skeleton.ts";
import { openMat } from "../formats/mat_file.ts";
import type { NumericArray } from "../formats/numeric_array.ts";
import { HUMANEVA_CAMERAS } from "./names.ts";

/** Joints of the converted files. */
const JOINTS = HUMANEVA_15.joints.length;

/** What one file of `converted_15j` holds: half a recording. */
export interface ConvertedPoses {
  /** How many frames, those without a pose among them. */
  readonly frames: number;
  /** [frames, 15, 3], mm, world axes; not finite where the motion capture lost a marker. */
  readonly joints: Float32Array;
  /** Of each camera [frames, 15, 2], px; absent where the file has none. */
  readonly points?: readonly Float32Array[];
}

/** Frames in a row that all have a pose. */
export interface Stretch {
  /** Row of the first. */
  readonly first: number;
  /** How many. */
  readonly rows: number;
}

/**
 * Reads a file of VideoPose3D's ConvertHumanEva.m: `poses_3d` [T, 15, 3] and `poses_2d` [3, T, 15, 2].
 *
 * @throws {UserError} naming the file and what is wrong with it
 */
export async function readConverted(path: string): Promise<ConvertedPoses> {
  using file = await openMat(path);
  const numbers = (name: string, expected: (shape: readonly number[]) => boolean, what: string) => {
    const value = file.read(name);
    if (value.kind === "numeric" && expected(value.shape)) return value as NumericArray;
    throw new UserError(
      `${path}: '${name}' is ${value.kind === "numeric" ? "an array" : `a ${value.kind}`} ` +
        `[${value.shape}], expected numbers [${what}]: convert HumanEva again with VideoPose3D's ` +
        `ConvertHumanEva.m for 15 joints`,
    );
  };
  const pose = (shape: readonly number[]) =>
    shape.length === 3 && shape[0] > 0 && shape[1] === JOINTS && shape[2] === 3;
  const { shape: [frames], data } = numbers("poses_3d", pose, "T, 15, 3");
  const joints = Float32Array.from(data as ArrayLike<number>);
  if (!file.names.includes("poses_2d")) return { frames, joints };
  const views = HUMANEVA_CAMERAS.length, width = frames * JOINTS * 2;
  const flat = (shape: readonly number[]) => shape.join() === [views, frames, JOINTS, 2].join();
  const points = Float32Array.from(
    numbers("poses_2d", flat, `3, ${frames}, 15, 2`).data as ArrayLike<number>,
  );
  return {
    frames,
    joints,
    points: HUMANEVA_CAMERAS.map((_, c) => points.subarray(c * width, (c + 1) * width)),
  };
}

/** The stretches of frames whose poses are whole, in order; a joint that is lost ends one. */
export function wholeStretches({ frames, joints, points = [] }: ConvertedPoses): Stretch[] {
  const whole = (data: Float32Array, row: number) => {
    const width = data.length / frames;
    return data.subarray(row * width, (row + 1) * width).every(Number.isFinite);
  };
  const stretches: { first: number; rows: number }[] = [];
  for (let row = 0; row < frames; row++) {
    if (![joints, ...points].every((data) => whole(data, row))) continue;
    const last = stretches.at(-1);
    if (last && last.first + last.rows === row) last.rows += 1;
    else stretches.push({ first: row, rows: 1 });
  }
  return stretches;
}
