import { UserError } from "../errors.ts";
import { bones, H36M_17, type Side, type Skeleton } from "../skeleton.ts";
import type { Figure, Trace } from "./figure.ts";
import { baseLayout, note, px, THEME } from "./theme.ts";

/** One frame of a panel. */
export interface PoseRow {
  /** Stands on the left, e.g. which frame it is; `<br>` breaks the line. */
  readonly name: string;
  /** The crop that the machine saw, as an image that a browser can show (`picturePng`). */
  readonly picture: string;
  /** 2D pose [K, 2] on it, in [0,1] of the crop. */
  readonly pose2d: Float32Array;
  /** 3D poses [K, 3], mm, camera axes, by what they are called; each in a column of its own. */
  readonly poses: Readonly<Record<string, Float32Array>>;
  /** The true 3D pose, drawn faintly behind every other. */
  readonly truth: Float32Array;
}

/** Lengths in pt. */
const SIZE = { left: 40, top: 14, gap: 4 };

/** The body is seen turned about the vertical and from a little above, so that depth shows. */
const TURN = 40 * Math.PI / 180, TILT = 12 * Math.PI / 180;

/** Draws a 3D pose [K, 3] (x right, y down, z away) on paper without perspective: [K, 2], mm. */
export function drawn(pose: Float32Array): Float32Array {
  const paper = new Float32Array(pose.length / 3 * 2);
  for (let joint = 0; joint < pose.length / 3; joint++) {
    const [x, y, z] = [0, 1, 2].map((c) => pose[3 * joint + c] - pose[c]); // the root in the middle
    const away = z * Math.cos(TURN) - x * Math.sin(TURN);
    paper[2 * joint] = x * Math.cos(TURN) + z * Math.sin(TURN);
    paper[2 * joint + 1] = y * Math.cos(TILT) - away * Math.sin(TILT);
  }
  return paper;
}

/** The bones of a pose [K, 2] as one trace a side. */
function bodyTraces(
  pose: Float32Array,
  skeleton: Skeleton,
  cell: number,
  colour?: string,
): Trace[] {
  const sides: readonly Side[] = ["centre", "right", "left"];
  return sides.map((side) => {
    const drawn = bones(skeleton).filter((bone) => bone.side === side);
    const along = (axis: 0 | 1) =>
      drawn.flatMap(({ parent, child }) => [pose[2 * parent + axis], pose[2 * child + axis], null]);
    return {
      mode: "lines",
      x: along(0),
      y: along(1),
      xaxis: `x${cell}`,
      yaxis: `y${cell}`,
      line: { color: colour ?? THEME.sides[side], width: colour ? 1.5 : 2.2 },
      hoverinfo: "skip",
    };
  });
}

/**
 * Frames one under the other, as in the paper's figure 5: the picture with a 2D pose, then 3D poses side
 * by side, each over the true one in grey; left limbs red, right limbs green. Two columns wide.
 *
 * @throws {UserError} when there is no row, or rows name different poses
 *
 * @example
 * ```ts
 * import { posePanelFigure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const row = {
 *   name: "frame 1", picture: "data:image/png;base64,", pose2d: new Float32Array(34),
 *   poses: { "corrected": new Float32Array(51) }, truth: new Float32Array(51),
 * };
 * assertEquals(posePanelFigure([row]).description, "Poses, frame 1: 2D pose, corrected");
 * ```
 */
export function posePanelFigure(
  rows: readonly PoseRow[],
  skeleton: Skeleton = H36M_17,
): Figure {
  const names = Object.keys(rows[0]?.poses ?? {});
  const wrong = rows.find(({ poses }) => Object.keys(poses).join() !== names.join());
  if (rows.length === 0 || wrong) {
    throw new UserError(
      wrong
        ? `'${wrong.name}' has the poses ${Object.keys(wrong.poses).join(", ")}: ` +
          `expected ${names.join(", ")} in every row`
        : "No rows for a panel: give at least one frame",
    );
  }
  const titles = ["2D pose", ...names];
  const inner = THEME.columnWidth.two - SIZE.left;
  const side = (inner - SIZE.gap * (titles.length - 1)) / titles.length;
  const height = SIZE.top + rows.length * (side + SIZE.gap);
  const data: Trace[] = [], images: unknown[] = [], axes: Record<string, unknown> = {};
  const annotations = titles.map((title, column) =>
    note(title, (column * (side + SIZE.gap) + side / 2) / inner, 1, {
      xanchor: "center",
      yanchor: "bottom",
      font: { size: px(THEME.fontSize) },
    })
  );
  rows.forEach((row, r) => {
    const bottom = 1 - (r * (side + SIZE.gap) + side) / (height - SIZE.top);
    const top = bottom + side / (height - SIZE.top);
    const poses = names.map((name) => drawn(row.poses[name]));
    const truth = drawn(row.truth);
    const reach = 1.05 * Math.max(...[truth, ...poses].flatMap((pose) => [...pose]).map(Math.abs));
    titles.forEach((_, column) => {
      const cell = r * titles.length + column + 1;
      const left = column * (side + SIZE.gap) / inner;
      const range = column === 0 ? [0, 1] : [-reach, reach];
      const bare = { visible: false, fixedrange: true };
      axes[`xaxis${cell}`] = {
        ...bare,
        range,
        domain: [left, left + side / inner],
        anchor: `y${cell}`,
      };
      axes[`yaxis${cell}`] = {
        ...bare,
        range: [range[1], range[0]],
        domain: [bottom, top],
        anchor: `x${cell}`,
      };
      if (column === 0) {
        const place = { xref: `x${cell}`, yref: `y${cell}`, x: 0, y: 0, sizex: 1, sizey: 1 };
        images.push({ source: row.picture, sizing: "stretch", layer: "below", ...place });
        data.push(...bodyTraces(row.pose2d, skeleton, cell));
      } else {
        data.push(...bodyTraces(truth, skeleton, cell, THEME.ghost));
        data.push(...bodyTraces(poses[column - 1], skeleton, cell));
      }
    });
    annotations.push(
      note(row.name, 0, (bottom + top) / 2, { xanchor: "right", xshift: -px(4), align: "right" }),
    );
  });
  return {
    data,
    layout: baseLayout("two", height, {
      ...axes,
      images,
      annotations,
      margin: { l: px(SIZE.left), r: 0, t: px(SIZE.top), b: 0 },
    }),
    description: `Poses, ${rows.map(({ name }) => name.replaceAll("<br>", " ")).join(", ")}: ` +
      titles.join(", "),
  };
}
