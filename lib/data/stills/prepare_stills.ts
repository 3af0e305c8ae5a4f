import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { type Crop, toCrop } from "../../camera.ts";
import type { Skeleton } from "../../skeleton.ts";
import { type MadeFiles, makeFiles } from "../prepared/make_files.ts";
import { STILLS_FORMAT } from "../prepared/schema.ts";
import { storedPictures, storedQuality } from "../prepared/stored_pictures.ts";
import { picturesOfSize } from "../prepared/stored_size.ts";
import { type PictureCropJob, startPictureCropping } from "./crop_jobs.ts";
import { type StillsAbout, type StillsPart, stillsParts } from "./schema.ts";
import { readStills, writeStills } from "./stills_file.ts";

/** A person to be cut out of a picture. */
export interface PlannedStill {
  /** File name of the picture. */
  readonly image: string;
  /** Where that is; undefined where it is not there. */
  readonly path: string | undefined;
  readonly crop: Crop;
  /** 2D joints [K, 2], px of the picture. */
  readonly points: Float32Array;
  /** [K]: 0 where a joint was not annotated. */
  readonly visible: Uint8Array;
}

/** All people of an annotation, those of one picture one after the other, and where they are to be. */
export interface StillsPlan {
  /** Folder of the prepared stills. */
  readonly to: string;
  readonly stills: readonly PlannedStill[];
  readonly about: StillsAbout;
}

/** What is known of stills before they are made. */
export type PlanStillsOptions = Pick<StillsPlan, "to" | "stills"> & {
  readonly name: string;
  readonly skeleton: Skeleton;
  /** Side of the crops, px. */
  readonly size: number;
  /** Name of the labels' file. */
  readonly annotation: string;
};

/** People in a file: some MB of small pictures, 15 MB of large ones. */
const PEOPLE_IN_FILE = 256;

/** Settles what the folder is to hold. */
export function planStills(
  { to, stills, name, skeleton, size, annotation }: PlanStillsOptions,
): StillsPlan {
  return {
    to,
    stills,
    about: {
      format: STILLS_FORMAT,
      version: 1,
      name,
      skeleton: skeleton.name,
      imageSize: size,
      pictures: picturesOfSize(size),
      people: stills.length,
      peopleInFile: PEOPLE_IN_FILE,
      annotation,
      labels: labelsHash(stills),
    },
  };
}

function labelsHash(stills: readonly PlannedStill[]): string {
  const hash = createHash("sha256");
  for (const { image, crop: { left, top, side }, points, visible } of stills) {
    hash.update(JSON.stringify([image, left, top, side]));
    hash.update(new Uint8Array(points.buffer, points.byteOffset, points.byteLength));
    hash.update(visible);
  }
  return hash.digest("hex").slice(0, 12);
}

/** The files that are not there yet, or lack a picture that has come since. */
export function missingParts({ to, stills, about }: StillsPlan): StillsPart[] {
  return stillsParts(to, about).filter(({ path, first, end }) => {
    if (!existsSync(path)) return true;
    const absent = new Set(readStills(path).absent);
    return stills.slice(first, end).some(({ image, path }) => path && absent.has(image));
  });
}

/** How the stills are made. */
export interface PrepareStillsOptions {
  /** Files at a time (default: one a core). */
  readonly jobs?: number;
  /** Ends it; what is finished stays. */
  readonly signal?: AbortSignal;
  /** Told after each file. */
  readonly done?: (part: StillsPart, result: { pictures: number; error?: string }) => void;
}

/**
 * Cuts people out of pictures into files, each whole or not there: a run that was stopped goes on, and
 * ends with the same bytes. People whose pictures are not there are left out until they are.
 *
 * @throws {UserError} when the folder holds other stills
 */
export async function prepareStills(
  plan: StillsPlan,
  { jobs = navigator.hardwareConcurrency, signal, done }: PrepareStillsOptions,
): Promise<MadeFiles> {
  const { to, stills, about: { imageSize: size, pictures: kind } } = plan;
  const pool = startPictureCropping(Math.max(1, jobs));
  const make = async ({ path, first, end }: StillsPart) => {
    const all = stills.slice(first, end);
    const here = all.filter((still) => still.path !== undefined);
    const pictures = picturesOf(here);
    const cut = await pool.run({ pictures, size, quality: storedQuality(kind) });
    const joints = all[0].visible.length;
    const pose2d = new Float32Array(2 * joints * here.length);
    const visible = new Uint8Array(joints * here.length);
    const crops = new Float32Array(3 * here.length);
    here.forEach((still, i) => {
      visible.set(still.visible, i * joints);
      crops.set([still.crop.left, still.crop.top, still.crop.side], 3 * i);
      toCrop(still.crop, still.points).forEach((value, k) => {
        if (still.visible[k >> 1]) pose2d[2 * joints * i + k] = value;
      });
    });
    const absent = [...new Set(all.filter(({ path }) => !path).map(({ image }) => image))];
    writeStills(path, {
      ...{ images: here.map(({ image }) => image), absent, pose2d, visible, crops },
      ...{ pictures: storedPictures(kind, cut), imageSize: size },
    }, joints);
    return here.length;
  };
  const parts = missingParts(plan).map((part) => ({ ...part, id: `stills-${part.number}` }));
  const { about } = plan;
  return await makeFiles(parts, make, { to, about, jobs: Math.max(1, jobs), pool, signal, done });
}

/** Neighbours of one picture together, so that it is decoded once. */
function picturesOf(stills: readonly PlannedStill[]): PictureCropJob["pictures"] {
  const pictures: { path: string; crops: Crop[] }[] = [];
  for (const { path, crop } of stills) {
    if (pictures.at(-1)?.path === path) pictures.at(-1)!.crops.push(crop);
    else pictures.push({ path: path!, crops: [crop] });
  }
  return pictures;
}
