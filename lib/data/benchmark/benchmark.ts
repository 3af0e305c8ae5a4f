import { createHash } from "node:crypto";
import { join } from "node:path";
import { cacheFolder } from "../../cache_folder.ts";
import { H36M_17 } from "../../skeleton.ts";
import type { WorkerPool } from "../../workers/worker_pool.ts";
import type { Dataset, Sequence } from "../dataset.ts";
import { ACTIONS, TEST_ACTORS } from "./actions.ts";
import { type ActorArrays, allocateActor, readActor, writeActor } from "./actor_file.ts";
import { startDrawing } from "./drawing_threads.ts";
import type { TakeJob } from "./jobs.ts";
import { readMotionFile } from "./motion_file.ts";
import { type BenchmarkOptions, checkOptions, type WholeOptions } from "./options.ts";
import type { DrawnTake } from "./take.ts";
import type { Take } from "./take_motion.ts";
import { RENDERER_VERSION } from "./version.ts";
import { CAMERAS, fixedCamera } from "./viewpoint.ts";

/** The takes of an actor, in the order of its file. */
function takesOf(actor: string, { actions, trials }: WholeOptions): Take[] {
  return ACTIONS.filter((action) => actions.includes(action)).flatMap((action) =>
    Array.from({ length: trials }, (_, i) => ({ actor, action, trial: i + 1 }))
  );
}

/** Frames of an actor's sequences: as asked, or Human3.6M's share of Protocol #1. */
function framesOf(actor: string, { frames }: WholeOptions): number {
  return frames ?? (TEST_ACTORS.includes(actor) ? 91 : 104);
}

/** Draws all takes of an actor; `drawn` is called after each. */
async function drawActor(
  pool: WorkerPool<TakeJob, DrawnTake>,
  actor: string,
  options: WholeOptions,
  drawn: () => void,
): Promise<ActorArrays> {
  const { seed, imageSize, fps } = options;
  const frames = framesOf(actor, options);
  const config = { seed, imageSize, fps, frames };
  const takes = takesOf(actor, options);
  const arrays = allocateActor(takes.length * CAMERAS * frames, imageSize);
  await Promise.all(takes.map(async (take, i) => {
    const result = await pool.run({ kind: "take", config, take });
    for (const key of ["pose2d", "pose3d", "root", "crops", "images"] as const) {
      arrays[key].set(result[key], i * result[key].length);
    }
    drawn();
  }));
  return arrays;
}

/** The sequences of an actor as views into its arrays. */
function sequencesOf(actor: string, options: WholeOptions, arrays: ActorArrays): Sequence[] {
  const frames = framesOf(actor, options);
  return takesOf(actor, options).flatMap(({ action, trial }, take) =>
    Array.from({ length: CAMERAS }, (_, camera): Sequence => {
      const view = take * CAMERAS + camera;
      const floats = (array: Float32Array, width: number) =>
        array.subarray(view * frames * width, (view + 1) * frames * width);
      const bytes = frames * options.imageSize ** 2 * 3;
      return {
        id: `${actor}/${action}/${trial}/cam${camera}`,
        ...{ actor, action, trial, camera, frames },
        calibration: fixedCamera(camera),
        images: arrays.images.subarray(view * bytes, (view + 1) * bytes),
        pose2d: floats(arrays.pose2d, 34),
        pose3d: floats(arrays.pose3d, 51),
        root: floats(arrays.root, 3),
        crops: floats(arrays.crops, 3),
      };
    })
  );
}

/** Where an actor's takes are kept, and what they are made from. */
function actorFile(actor: string, options: WholeOptions) {
  const { seed, imageSize, fps, trials, actions, cache } = options;
  const frames = framesOf(actor, options);
  const config = { actor, seed, imageSize, fps, frames, trials, actions: [...actions].sort() };
  const digest = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");
  const key = digest(JSON.stringify(config)).slice(0, 12);
  const folder = cache || cacheFolder("benchmark");
  return {
    path: join(folder, `${actor}-${imageSize}px-${fps}fps-${key}.bin`),
    fingerprint: digest(JSON.stringify([RENDERER_VERSION, digest(readMotionFile()), config])),
  };
}

/**
 * The embedded benchmark: rendered figures that move as people did (CMU motion capture), in the
 * geometry of Human3.6M's Protocol #1. Millimetres on it are not Human3.6M's. Drawn once on all
 * cores and kept in the cache folder; the same options give the same bytes anywhere.
 *
 * @throws {UserError} naming an option that is wrong, or a cache folder that cannot be written
 *
 * @example
 * ```ts
 * import { benchmark } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const data = await benchmark({
 *   split: "test", actors: ["S9"], actions: ["Walking"], trials: 1, frames: 2, imageSize: 16,
 *   workers: 1, cache: false,
 * });
 * assertEquals(data.sequences.map((sequence) => sequence.camera), [0, 1, 2, 3]);
 * assertEquals(data.sequences[0].pose3d.length, 2 * 17 * 3);
 * ```
 */
export async function benchmark(options: BenchmarkOptions): Promise<Dataset> {
  const whole = checkOptions(options);
  const { actors, imageSize, cache, log, progress } = whole;
  const found = await Promise.all(actors.map(async (actor) => {
    if (cache === false) return undefined;
    const { path, fingerprint } = actorFile(actor, whole);
    const frames = takesOf(actor, whole).length * CAMERAS * framesOf(actor, whole);
    const read = await readActor(path, fingerprint, frames, imageSize);
    if (typeof read === "string") log(`${path} is ${read}: drawing it again`);
    return typeof read === "string" ? undefined : read;
  }));
  const missing = actors.filter((_, i) => !found[i]);
  const drawn = new Map<string, ActorArrays>();
  if (missing.length > 0) {
    const total = missing.reduce((sum, actor) => sum + takesOf(actor, whole).length, 0);
    const pool = startDrawing<TakeJob>(Math.min(whole.workers, total));
    let done = 0;
    try {
      for (const actor of missing) {
        const arrays = await drawActor(pool, actor, whole, () => progress(++done, total));
        drawn.set(actor, arrays);
        const { path, fingerprint } = actorFile(actor, whole);
        if (cache !== false) writeActor(path, fingerprint, arrays);
      }
    } finally {
      pool.close();
    }
  }
  return {
    name: "embedded benchmark",
    skeleton: H36M_17,
    imageSize,
    fps: whole.fps,
    sequences: actors.flatMap((actor, i) =>
      sequencesOf(actor, whole, found[i] ?? drawn.get(actor)!)
    ),
  };
}
