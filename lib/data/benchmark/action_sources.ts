import { ACTIONS, clipsOfSide } from "./actions.ts";
import type { Mapping } from "./clips.ts";
import { loadClips } from "./motion_file.ts";

/** Where the motion of an action comes from, on one side of the split. */
export interface ActionSource {
  /** One of the 15. */
  readonly action: string;
  /** The actors it moves. */
  readonly side: "training" | "test";
  /** CMU clips, e.g. `02_01`; none: all clips of that side stand in. */
  readonly clips: readonly string[];
  /** Seconds of captured motion. */
  readonly seconds: number;
  /** How well CMU's labels fit the action: each kind that occurs. */
  readonly mappings: readonly Mapping[];
}

/**
 * Which captured motion stands for each action: the labels are this project's, not CMU's, and many are
 * proxies (no one walks a dog in the data).
 *
 * @example
 * ```ts
 * import { actionSources } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const phoning = actionSources().find((row) => row.action === "Phoning" && row.side === "test");
 * assertEquals(phoning?.mappings, ["proxy"]);
 * ```
 */
export function actionSources(): ActionSource[] {
  const clips = loadClips();
  return ACTIONS.flatMap((action) =>
    (["training", "test"] as const).map((side) => {
      const own = clipsOfSide(clips, side).filter((clip) => clip.action === action);
      return {
        action,
        side,
        clips: own.map((clip) => clip.name),
        seconds: own.reduce((sum, clip) => sum + clip.frames, 0) / 30,
        mappings: [...new Set(own.flatMap((clip) => clip.mapping ?? []))].sort(),
      };
    })
  );
}
