import { H36M_17, type Skeleton } from "../skeleton.ts";
import type { Ends } from "./dumbbell.ts";
import { dumbbellFigure } from "./dumbbell.ts";
import { CORRECTION, pairRows } from "./error_by_action.ts";
import type { Figure } from "./figure.ts";
import type { JointRow } from "./tables.ts";
import { THEME } from "./theme.ts";

/**
 * Error of each joint before and after the correction, from the head down to the feet, left and right
 * in their colours. The root is left out: poses are aligned there, so its error is zero by definition.
 * One column wide.
 *
 * @throws {UserError} naming the joint that lacks one of the two rows
 *
 * @example
 * ```ts
 * import { errorByJointFigure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const figure = errorByJointFigure([
 *   { row: "w/o SSC test", joint: "LWrist", measured_mm: 180 },
 *   { row: "ours", joint: "LWrist", measured_mm: 166.5 },
 * ]);
 * assertEquals(figure.description, "Error by joint, w/o SSC test and ours: LWrist 180.0 to 166.5 mm");
 * ```
 */
export function errorByJointFigure(
  rows: readonly JointRow[],
  ends: Ends = CORRECTION,
  skeleton: Skeleton = H36M_17,
): Figure {
  const root = skeleton.joints[skeleton.parents.indexOf(-1)];
  const others = rows.filter((row) => row.joint !== root);
  const changes = pairRows(others, ends, (row) => row.joint)
    .toSorted((a, b) => place(a.name) - place(b.name))
    .map((change) => {
      const side = skeleton.sides[skeleton.joints.indexOf(change.name)] ?? "centre";
      return side === "centre" ? change : { ...change, colour: THEME.sides[side] };
    });
  return dumbbellFigure(changes, ends, { left: 52, title: "Error by joint" });
}

/** Down the body, left beside right; a joint of another skeleton comes last. */
const ORDER = ["Head", "Neck/Nose", "Thorax", "Spine", "Shoulder", "Elbow", "Wrist", "Hip", "Knee"];
function place(joint: string): number {
  const part = ORDER.findIndex((name) => joint === name || joint.slice(1) === name);
  return 2 * (part < 0 ? ORDER.length : part) + (joint.startsWith("R") ? 1 : 0);
}
