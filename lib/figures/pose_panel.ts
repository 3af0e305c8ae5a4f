import { UserError } from "../errors.ts";
import { bones, H36M_17, type Side, type Skeleton } from "../skeleton.ts";
import type { Figure, Trace } from "./figure.ts";
import { drawn, type PoseView, viewOf } from "./pose_view.ts";
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
  /** What is written below a pose, by the pose's name, e.g. its error. */
  readonly notes?: Readonly<Record<string, string>>;
  /** The true 3D pose, drawn faintly behind every other, where it is known. */
  readonly truth?: Float32Array;
}

/** What a panel may be told. */
export interface PanelOptions {
  /** Whose joints the poses have; by default H36M-17. */
  readonly skeleton?: Skeleton;
  /** From where a pose is looked at, by its name; by default from the side and a little above. */
  readonly views?: Readonly<Record<string, PoseView>>;
  /** Stands below, small: e.g. how the frames were chosen. Lines are broken here. */
  readonly caption?: string;
}

/** Lengths in pt; `letter` is a little more than the mean width of one in the small size. */
const SIZE = { top: 14, gap: 4, line: 10, letter: 3.9 };

/** The bones of a pose [K, 2] as one trace a side. */
function bodyTraces(
  pose: Float32Array,
  skeleton: Skeleton,
  cell: number,
  style: { colour?: string; width?: number } = {},
): Trace[] {
  const { colour, width = 2.2 } = style;
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
      line: { color: colour ?? THEME.sides[side], width },
      hoverinfo: "skip",
    };
  });
}

/**
 * Frames one under the other, as in the paper's figure 5: the picture with a 2D pose, then 3D poses side
 * by side, each over the true one in grey where that is known, all in the same scale, seen from a side and
 * a little above or as is asked for; left limbs red, right limbs green. Two columns wide.
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
  { skeleton = H36M_17, views = {}, caption = "" }: PanelOptions = {},
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
  const longest = Math.max(...rows.flatMap(({ name }) => name.split("<br>")).map((l) => l.length));
  const margin = SIZE.letter * longest + 2 * SIZE.gap;
  const inner = THEME.columnWidth.two - margin;
  const side = (inner - SIZE.gap * (titles.length - 1)) / titles.length;
  const lines = wrapped(caption, THEME.columnWidth.two / (0.9 * SIZE.letter));
  const below = lines.length && SIZE.line * lines.length + SIZE.gap;
  const plot = rows.length * (side + SIZE.gap);
  const height = SIZE.top + plot + below;
  const small = px(THEME.smallFontSize);
  const bodies = rows.map(({ poses, truth }) =>
    names.map((name) => ({
      pose: drawn(poses[name], views[name]),
      truth: truth && drawn(truth, views[name]),
    }))
  );
  const every = bodies.flat().flatMap(({ pose, truth }) => truth ? [truth, pose] : [pose]);
  const view = viewOf(every, SIZE.line / side);
  const data: Trace[] = [], images: unknown[] = [], axes: Record<string, unknown> = {};
  const annotations = titles.map((title, column) =>
    note(title, (column * (side + SIZE.gap) + side / 2) / inner, 1, {
      xanchor: "center",
      yanchor: "bottom",
      font: { size: px(THEME.fontSize) },
    })
  );
  rows.forEach((row, r) => {
    const bottom = 1 - (r * (side + SIZE.gap) + side) / plot;
    const top = bottom + side / plot;
    titles.forEach((_, column) => {
      const cell = r * titles.length + column + 1;
      const left = column * (side + SIZE.gap) / inner;
      const [rangeX, rangeY] = column === 0 ? [[0, 1], [1, 0]] : view;
      const bare = { visible: false, fixedrange: true };
      axes[`xaxis${cell}`] = {
        ...bare,
        range: rangeX,
        domain: [left, left + side / inner],
        anchor: `y${cell}`,
      };
      axes[`yaxis${cell}`] = {
        ...bare,
        range: rangeY,
        domain: [bottom, top],
        anchor: `x${cell}`,
      };
      if (column === 0) {
        const place = { xref: `x${cell}`, yref: `y${cell}`, x: 0, y: 0, sizex: 1, sizey: 1 };
        images.push({ source: row.picture, sizing: "stretch", layer: "below", ...place });
        const halo = { colour: THEME.background, width: 4 }; // limbs show on any clothes
        data.push(...bodyTraces(row.pose2d, skeleton, cell, halo));
        data.push(...bodyTraces(row.pose2d, skeleton, cell));
      } else {
        const { pose, truth } = bodies[r][column - 1];
        const ghost = { colour: THEME.ghost, width: 1.5 };
        if (truth) data.push(...bodyTraces(truth, skeleton, cell, ghost));
        data.push(...bodyTraces(pose, skeleton, cell));
        const text = row.notes?.[names[column - 1]];
        const place = { xanchor: "right", yanchor: "bottom", font: { size: small } };
        if (text) annotations.push(note(text, left + side / inner, bottom, place));
      }
    });
    annotations.push(
      note(row.name, 0, (bottom + top) / 2, {
        ...{ xanchor: "right", yanchor: "middle" },
        xshift: -px(SIZE.gap),
        align: "right",
        font: { size: small },
      }),
    );
  });
  if (below) {
    const place = { xanchor: "left", yanchor: "top", align: "left", xshift: -px(margin) };
    const font = { size: small, color: THEME.muted };
    annotations.push(note(lines.join("<br>"), 0, 0, { ...place, font }));
  }
  return {
    data,
    layout: baseLayout("two", height, {
      ...axes,
      images,
      annotations,
      margin: { l: px(margin), r: 0, t: px(SIZE.top), b: px(below) },
    }),
    description: `Poses, ${rows.map(({ name }) => name.replaceAll("<br>", " ")).join(", ")}: ` +
      titles.join(", "),
  };
}

/** Text in lines of at most `letters` letters. */
function wrapped(text: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter(Boolean)) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length && longer.length <= letters) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
