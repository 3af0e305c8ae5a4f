import type { DepthLine } from "../experiments/correction_depth.ts";
import { UserError } from "../errors.ts";
import type { Figure } from "./figure.ts";
import { keyLine } from "./keys.ts";
import { change, mm } from "./tables.ts";
import { TARGET_COLOURS } from "./target_names.ts";
import { axis, baseLayout, note, px, rowColour, THEME } from "./theme.ts";

/** From top to bottom. */
const PARTS = [
  { name: "image plane (x, y)", of: ({ plane_mm }: DepthLine) => plane_mm },
  { name: "depth (z)", of: ({ depth_mm }: DepthLine) => depth_mm },
  { name: "all axes", of: ({ measured_mm }: DepthLine) => measured_mm },
] as const;

/** Lengths in pt; `column` is the width of one column of differences. */
const SIZE = { left: 74, column: 34, top: 28, bottom: 27, row: 15, mark: 4.2 };

const small = { size: px(THEME.smallFontSize), color: THEME.muted };

/**
 * Error in the image plane and along depth, without correction (hollow) and with it, towards either 2D
 * pose (filled), and in columns on the right what each changes. One column wide.
 *
 * @throws {UserError} naming a target whose line is missing
 *
 * @example
 * ```ts
 * import { correctionDepthFigure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const { description } = correctionDepthFigure([
 *   { target: "none", plane_mm: 59, depth_mm: 63, measured_mm: 95 },
 *   { target: "predicted", plane_mm: 58.5, depth_mm: 63, measured_mm: 94.6 },
 *   { target: "truth", plane_mm: 52.5, depth_mm: 62.8, measured_mm: 89.4 },
 * ]);
 * assertEquals(
 *   description,
 *   "Error by axis without correction, towards the predicted and the true 2D pose: " +
 *     "image plane (x, y) 59.0, 58.5, 52.5 mm; depth (z) 63.0, 63.0, 62.8 mm; " +
 *     "all axes 95.0, 94.6, 89.4 mm",
 * );
 * ```
 */
export function correctionDepthFigure(rows: readonly DepthLine[]): Figure {
  const line = (target: DepthLine["target"]) => {
    const found = rows.find((row) => row.target === target);
    if (found) return found;
    throw new UserError(`No line of target '${target}': give all that correctionDepth gives`);
  };
  const series = [
    { target: "none", label: "w/o SSC test", colour: rowColour("w/o SSC test") },
    { target: "predicted", label: "predicted 2D", colour: TARGET_COLOURS.predicted },
    { target: "truth", label: "true 2D", colour: TARGET_COLOURS.truth },
  ] as const;
  const places = PARTS.map((_, index) => PARTS.length - 1 - index);
  const values = series.map(({ target }) => PARTS.map(({ of }) => of(line(target))));
  const [low, high] = [Math.min(...values.flat()), Math.max(...values.flat())];
  const pad = (high - low) * 0.07;
  const right = 2 * SIZE.column + 4;
  const column = (index: number) => ({
    ...{ xanchor: "right", xshift: px((index + 1) * SIZE.column) },
  });
  const keys = keyLine(
    series.map(({ label, colour, target }) => ({
      ...{ label, colour, mark: target === "none" ? "hollow" : "filled" },
    })),
    19,
  );
  return {
    data: series.map(({ target, label, colour }, s) => ({
      ...{ mode: "markers", name: label, x: values[s], y: places, cliponaxis: false },
      marker: {
        ...{ size: px(SIZE.mark), opacity: 1 },
        color: target === "none" ? THEME.background : colour,
        line: { color: colour, width: 1.2 },
      },
      hovertemplate: `${label}: %{x:.1f} mm<extra></extra>`,
    })),
    layout: baseLayout("one", SIZE.top + SIZE.row * PARTS.length + SIZE.bottom, {
      margin: { l: px(SIZE.left), r: px(right), t: px(SIZE.top), b: px(SIZE.bottom) },
      xaxis: axis("Mean error (mm)", { range: [low - pad, high + pad], nticks: 5 }),
      yaxis: axis("", {
        ...{ range: [-0.6, PARTS.length - 0.4], tickvals: places },
        ...{ ticktext: PARTS.map(({ name }) => name), showline: false, ticks: "" },
      }),
      shapes: keys.shapes,
      annotations: [
        ...keys.annotations,
        note("change (mm)", 1, 1, {
          ...column(1),
          ...{ yanchor: "middle", yshift: px(8), font: small },
        }),
        ...[1, 2].flatMap((s) =>
          PARTS.map((_, p) =>
            note(change(values[s][p] - values[0][p]), 1, places[p], {
              ...{ ...column(s - 1), yref: "y", font: { ...small, color: series[s].colour } },
            })
          )
        ),
      ],
    }),
    description: "Error by axis without correction, towards the predicted and the true 2D pose: " +
      PARTS.map(({ name }, p) => `${name} ${values.map((v) => mm(v[p])).join(", ")} mm`).join("; "),
  };
}
