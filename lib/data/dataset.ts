import type { Camera } from "../camera.ts";
import type { Skeleton } from "../skeleton.ts";

/** What is known of one camera's view of one take beside its pictures. Arrays are flat, frame after frame. */
export interface LabelledFrames {
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
  /** 2D joints, `[frames, joints, 2]`, in [0,1] of the square crop (x right, y down). */
  readonly pose2d: Float32Array;
  /** 3D joints, `[frames, joints, 3]`, mm, relative to the root, camera axes (x right, y down, z away). */
  readonly pose3d: Float32Array;
  /** Root joint, `[frames, 3]`, mm, camera axes: adds back what `pose3d` leaves out. */
  readonly root: Float32Array;
  /** Square crop of each frame, `[frames, 3]`: left, top and side, in px of the full picture. */
  readonly crops: Float32Array;
}

/** One camera's view of one take, its pictures in memory. */
export interface Sequence extends LabelledFrames {
  /** RGB crops, `[frames, size, size, 3]`, 0..255. */
  readonly images: Uint8Array;
}

/** One camera's view of one take, its pictures on disk. */
export interface StoredSequence extends LabelledFrames {
  /**
   * Writes the crops of some frames, RGB, 0..255, `[size, size, 3]` each, to `to` one after the other.
   *
   * @throws {UserError} when the file can no longer be read
   */
  readPictures(frames: ArrayLike<number>, to: Uint8Array): Promise<void>;
}

/** A set of sequences that share skeleton, picture size and frame rate. */
export interface Dataset extends DatasetOf<Sequence> {}

/** The same of sequences whose pictures may lie on disk: larger than memory. */
export interface StoredDataset extends DatasetOf<Sequence | StoredSequence> {}

/** What all data sets have in common. */
export interface DatasetOf<S extends LabelledFrames> {
  /** Names the data in every table and figure, e.g. `embedded benchmark`. */
  readonly name: string;
  /** Which joints the poses have, in which order. */
  readonly skeleton: Skeleton;
  /** Side of the square crops, px. */
  readonly imageSize: number;
  /** Frames a second. */
  readonly fps: number;
  /** One a take and camera. */
  readonly sequences: readonly S[];
}

/** Single pictures with 2D labels only (the MPII of Algorithm 1). */
export interface Stills {
  /** How many stills there are. */
  readonly count: number;
  /** RGB crops, `[count, size, size, 3]`, 0..255. */
  readonly images: Uint8Array;
  /** 2D joints, `[count, joints, 2]`, in [0,1] of the crop. */
  readonly pose2d: Float32Array;
  /** `[count, joints]`, 0 where a joint was not annotated; absent: all are known. */
  readonly visible?: Uint8Array;
}
