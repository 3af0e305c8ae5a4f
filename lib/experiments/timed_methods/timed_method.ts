import type { Tree } from "../../nn/tree.ts";
import type { Timed } from "../../model/peers/stages.ts";
import type { TimedClip } from "./timed_clip.ts";

/** What one run of a method gives. */
export interface MethodRun {
  /** A pose a frame, in the method's own joints, order and unit. */
  readonly poses: readonly ArrayLike<number>[];
  /** How much work its loops were, of which the data decide: iterations and the like, a frame. */
  readonly counts: Readonly<Record<string, number>>;
}

/** A way to run a method. */
export interface MethodVariant {
  /** What sets it apart from the others. */
  readonly label: string;
  /** The weights that it uses. */
  readonly params: Tree;
  /** Learned numbers as published, where `params` hold fewer: normalisation is multiplied into weights. */
  readonly learned?: number;
  /** How many frames a run has. */
  readonly frames: number;
  /** Whether its network sees several pictures at once (default false): it is compared with ours likewise. */
  readonly together?: boolean;
  /** Runs it. `round` counts the runs: a method that sees single frames takes another one each time. */
  run(timed: Timed, round: number): MethodRun;
}

/** A method with its weights. */
export interface PreparedMethod {
  /** The ways to run it; the first is how its authors test. */
  readonly variants: readonly MethodVariant[];
  /** Frees what it holds. */
  dispose(): void;
}

/** A method of Table 4. */
export interface TimedMethod {
  /** As the paper cites it. */
  readonly name: string;
  /** Where it was published. */
  readonly reference: string;
  /** Milliseconds a picture in the paper's Table 4; null where it has none. */
  readonly publishedMs: number | null;
  /** Draws its weights, and learns what it learns of poses from those of the clip. */
  prepare(clip: TimedClip, seed: number): PreparedMethod;
}
