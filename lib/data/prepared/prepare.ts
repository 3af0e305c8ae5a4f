import { existsSync } from "node:fs";
import { type Camera, type Crop, toCrop } from "../../camera.ts";
import { type Ffmpeg, findFfmpeg } from "../video/ffmpeg.ts";
import { startCropping } from "../video/crop_jobs.ts";
import { probeVideo } from "../video/probe.ts";
import { makeFiles } from "./make_files.ts";
import type { PreparedAbout } from "./schema.ts";
import { sequencePath, writeSequence } from "./sequence_file.ts";
import { storedPictures, storedQuality } from "./stored_pictures.ts";

/** A sequence that is to be cut out of a video. */
export interface PlannedSequence {
  /** Unique, e.g. `S9/Walking/1/cam2`: its file's name. */
  readonly id: string;
  readonly actor: string;
  readonly action: string;
  readonly trial: number;
  readonly camera: number;
  readonly calibration: Camera;
  readonly video: string;
  /** How many frames will be cut, or about how many: for the estimate. */
  readonly frames: number;
  /** Which frames, and what is on them; asked for when its turn comes. */
  labels(): Promise<VideoLabels>;
}

/** What is on some frames of a video. */
export interface VideoLabels {
  /** From 0, ascending. */
  readonly frameNumbers: Int32Array;
  /** 2D joints [F, K, 2], px of the whole picture. */
  readonly points: Float32Array;
  /** 3D joints [F, K, 3], mm, camera axes; the first is the root. */
  readonly joints: Float32Array;
  /** The square to cut out of each frame. */
  readonly crops: readonly Crop[];
  /** How many frames of the video have a pose, if from the first on each has until they end. */
  readonly poses?: number;
}

/** What to prepare, and where. */
export interface PrepareOptions {
  readonly sequences: readonly PlannedSequence[];
  /** Folder of the prepared data set. */
  readonly to: string;
  readonly about: PreparedAbout;
  /** Sequences at a time (default: one a core). */
  readonly jobs?: number;
  readonly signal?: AbortSignal;
  /** Told of videos that are much longer than their poses. */
  readonly log?: (line: string) => void;
  /** Told after each sequence, and what was wrong with it. */
  readonly done?: (sequence: PlannedSequence, result: { frames: number; error?: string }) => void;
}

/** What became of it. */
export interface Prepared {
  /** In the sequences made by this call. */
  readonly frames: number;
  /** Made by this call. */
  readonly sequences: number;
  /** Sequences that could not be made, and why; the others are whole. */
  readonly failed: readonly { readonly id: string; readonly error: string }[];
}

/** Videos go on for some frames after their last pose; for so many seconds, that is told. */
const LONGER = 1;

/** The sequences that are not there yet. */
export function missingSequences(
  to: string,
  sequences: readonly PlannedSequence[],
): PlannedSequence[] {
  return sequences.filter(({ id }) => !existsSync(sequencePath(to, id)));
}

/**
 * Cuts sequences out of their videos into a folder. Each file is whole or not there, so a run that was
 * stopped goes on with those that are missing, and ends with the same bytes. One that cannot be made
 * does not keep the others from being made.
 *
 * @throws {UserError} when the folder holds a data set prepared with other settings
 */
export async function prepare(options: PrepareOptions): Promise<Prepared> {
  const { sequences, to, about, signal, done } = options;
  const jobs = Math.max(1, options.jobs ?? navigator.hardwareConcurrency);
  const ffmpeg = await findFfmpeg();
  const pool = startCropping(jobs);
  const { files, pictures, failed } = await makeFiles(
    missingSequences(to, sequences),
    (sequence) => cutSequence(sequence, { ...options, pool, ffmpeg }),
    {
      ...{ to, about, jobs, pool, signal },
      done: (sequence, { pictures, error }) => done?.(sequence, { frames: pictures, error }),
    },
  );
  return { sequences: files, frames: pictures, failed };
}

interface Cutting extends PrepareOptions {
  readonly pool: ReturnType<typeof startCropping>;
  readonly ffmpeg: Ffmpeg;
}

async function cutSequence(
  sequence: PlannedSequence,
  { to, about: { imageSize: size, pictures: kind, videoFps }, pool, ffmpeg, log = () => {} }:
    Cutting,
): Promise<number> {
  const { labels, video: path, frames: _, ...about } = sequence;
  const { frameNumbers, points, joints, crops, poses = Infinity } = await labels();
  const frames = frameNumbers.length;
  if (frames === 0) return 0;
  const video = await probeVideo(ffmpeg, path);
  if (video.frames - poses > LONGER * videoFps) {
    log(
      `${path} has ${video.frames} frames, and poses of the first ${poses}: are they of this video?`,
    );
  }
  const cut = await pool.run({
    video,
    frames: [...frameNumbers],
    crops,
    size,
    quality: storedQuality(kind),
  });
  const each = { points: points.length / frames, joints: joints.length / frames };
  const pose2d = new Float32Array(points.length), pose3d = new Float32Array(joints.length);
  const root = new Float32Array(3 * frames), cropNumbers = new Float32Array(3 * frames);
  crops.forEach((crop, f) => {
    cropNumbers.set([crop.left, crop.top, crop.side], 3 * f);
    const [p, j] = [f * each.points, f * each.joints];
    pose2d.set(toCrop(crop, points.subarray(p, p + each.points)), p);
    root.set(joints.subarray(j, j + 3), 3 * f);
    for (let i = 0; i < each.joints; i++) pose3d[j + i] = joints[j + i] - joints[j + i % 3];
  });
  writeSequence(sequencePath(to, sequence.id), {
    ...about,
    ...{ frames, frameNumbers, pose2d, pose3d, root, crops: cropNumbers },
    pictures: storedPictures(kind, cut),
    imageSize: size,
  });
  return frames;
}
