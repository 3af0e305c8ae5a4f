import type { Panel } from "../experiments/panel.ts";
import { picturePng } from "./picture_png.ts";
import type { PoseRow } from "./pose_panel.ts";
import { mm } from "./tables.ts";

/**
 * The frames that `panelFrames` chose as rows for `posePanelFigure`, errors written beside their poses;
 * in brackets that of Ψ_C(p3d), so that what the correction's own steps do can be told.
 *
 * @example
 * ```ts
 * import { panelRows } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const pose = new Float32Array(51), pose2d = new Float32Array(34), picture = new Uint8Array(12);
 * const poses = { intermediate: pose, corrected: pose, truth: pose };
 * const errors = { intermediate_mm: 98, regressed_mm: 97.5, corrected_mm: 87 };
 * const frame = { title: "one", picture, pose2d, ...poses, ...errors };
 * const [row] = await panelRows({ dataset: "a frame", rule: "the first", frames: [frame] });
 * assertEquals(row.notes!["corrected 3D"], "87.0 mm (97.5)");
 * ```
 */
export function panelRows({ frames }: Panel): Promise<PoseRow[]> {
  return Promise.all(frames.map(async (frame) => ({
    name: frame.title.replaceAll("\n", "<br>"),
    picture: await picturePng(frame.picture),
    pose2d: frame.pose2d,
    poses: {
      "intermediate 3D": frame.intermediate,
      "corrected 3D": frame.corrected,
      "truth": frame.truth,
    },
    notes: {
      "intermediate 3D": `${mm(frame.intermediate_mm)} mm`,
      "corrected 3D": `${mm(frame.corrected_mm)} mm (${mm(frame.regressed_mm)})`,
    },
    truth: frame.truth,
  })));
}
