import { createRng, type Rng } from "../../random.ts";
import { rotate, rotationAbout } from "../rotation.ts";
import { clipsOfAction, TEST_ACTORS } from "./actions.ts";
import { type Body, mirrored, randomBody, retarget } from "./body.ts";
import { type Clip, CLIP_FPS } from "./clips.ts";
import { smoothNoise } from "./smooth_noise.ts";

const POSE = 51;

/** How far the joints of training motion are turned, radians; test motion is as captured. */
const PERTURBATION = 0.12;

/** The bone lengths of an actor: the same in every take. */
export function actorBody(seed: number, actor: string): Body {
  const rng = createRng(seed, "body", actor);
  return randomBody(rng, rng.uniform(0.92, 1.08), 0.04);
}

/** The pose of a clip at a fractional frame. */
function poseAt(clip: Clip, frame: number): Float64Array {
  const low = Math.floor(frame), part = frame - low;
  return Float64Array.from(
    { length: POSE },
    (_, i) => clip.poses[low * POSE + i] * (1 - part) + clip.poses[(low + 1) * POSE + i] * part,
  );
}

/**
 * Some frames of one clip, with a heading, speed, start and mirroring of their own, about the middle
 * of the floor.
 */
function stretch(clip: Clip, most: number, fps: number, rng: Rng): Float64Array[] {
  const step = CLIP_FPS / fps * rng.uniform(0.85, 1.15);
  const slack = clip.frames > step * 8
    ? Math.max(1, clip.frames - step * 5)
    : Math.min(step, clip.frames - 1);
  const start = rng.uniform(0, slack);
  const flip = rng.uniform() < 0.5;
  const turn = rotationAbout("y", rng.uniform(-Math.PI, Math.PI));
  const poses: Float64Array[] = [];
  for (let at = start; at < clip.frames - 1 && poses.length < most; at += step) {
    const pose = poseAt(clip, at);
    poses.push(flip ? mirrored(pose) : pose);
  }
  const middle = [0, 2].map((d) => poses.reduce((sum, pose) => sum + pose[d], 0) / poses.length);
  for (const pose of poses) {
    for (let i = 0; i < POSE; i += 3) {
      rotate(turn, pose[i] - middle[0], pose[i + 1], pose[i + 2] - middle[1], pose, i);
    }
  }
  return poses;
}

/** Which take. */
export interface Take {
  readonly actor: string;
  readonly action: string;
  /** From 1. */
  readonly trial: number;
}

/**
 * The motion of a take: stretches of clips of its action end to end, with the actor's bones. Each
 * frame is `[17, 3]`, mm, world axes, Y up.
 */
export function takeMotion(
  clips: readonly Clip[],
  seed: number,
  { actor, action, trial }: Take,
  frames: number,
  fps: number,
): Float64Array[] {
  const rng = createRng(seed, "motion", actor, action, trial);
  const pool = clipsOfAction(clips, actor, action);
  const poses: Float64Array[] = [];
  while (poses.length < frames) {
    poses.push(...stretch(pool[rng.integer(0, pool.length)], frames - poses.length, fps, rng));
  }
  const body = actorBody(seed, actor);
  if (TEST_ACTORS.includes(actor)) return poses.map((pose) => retarget(pose, body));

  const swaying = smoothNoise(rng, frames, POSE, Math.max(0.8 * fps, 0.5));
  const lasting = Float64Array.from({ length: POSE }, () => 0.5 * rng.normal());
  return poses.map((pose, frame) =>
    retarget(
      pose,
      body,
      lasting.map((value, i) =>
        PERTURBATION * (i < 3 ? 0.2 : 1) * (value + swaying[frame * POSE + i])
      ),
    )
  );
}
