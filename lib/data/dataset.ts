import type { Camera } from "../camera.ts";
import type { Skeleton } from "../skeleton.ts";

/** One camera's view of one take. Arrays are flat, frame after frame. */
export interface Sequence {
  /** Unique name, e.g. `S9/Walking/1/cam2`. */
  readonly id: string;
  /** The subject, e.g. `S9`. */
  readonly actor: string;
  /** The action, e.g. `Walking`. */
  readonly action: string;
  /** Trial number, from 1. */
  readonly trial: number;
  /** Camera number, from 0. */
  readonly camera: number;
  /** The camera that took it (world to camera axes, intrinsics in px). */
  readonly calibration: Camera;
  /** How many frames it has. */
  readonly frames: number;
  /** RGB crops, `[frames, size, size, 3]`, 0..255. */
  readonly images: Uint8Array;
  /** 2D joints, `[frames, joints, 2]`, in [0,1] of the square crop (x right, y down). */
  readonly pose2d: Float32Array;
  /** 3D joints, `[frames, joints, 3]`, mm, relative to the root, camera axes (x right, y down, z away). */
  readonly pose3d: Float32Array;
  /** Root joint, `[frames, 3]`, mm, camera axes: adds back what `pose3d` leaves out. */
  readonly root: Float32Array;
  /** Square crop of each frame, `[frames, 3]`: left, top and side, in px of the full picture. */
  readonly crops: Float32Array;
}

/** A set of sequences that share skeleton, picture size and frame rate. */
export interface Dataset {
  /** Names the data in every table and figure, e.g. `embedded benchmark`. */
  readonly name: string;
  /** Which joints the poses have, in which order. */
  readonly skeleton: Skeleton;
  /** Side of the square crops, px. */
  readonly imageSize: number;
  /** Frames a second. */
  readonly fps: number;
  /** One a take and camera. */
  readonly sequences: readonly Sequence[];
}

/** Single pictures with 2D labels only (the MPII of Algorithm 1). */
export interface Stills {
  /** How many stills there are. */
  readonly count: number;
  /** RGB crops, `[count, size, size, 3]`, 0..255. */
  readonly images: Uint8Array;
  /** 2D joints, `[count, joints, 2]`, in [0,1] of the crop. */
  readonly pose2d: Float32Array;
}
