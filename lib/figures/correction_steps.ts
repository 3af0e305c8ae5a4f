import type { Figure, Trace } from "./figure.ts";
import { mm, type StepRow } from "./tables.ts";
import { axis, baseLayout, note, px, rowColour, THEME } from "./theme.ts";

/** Lengths in pt; the right margin holds the name of each line. */
const SIZE = { height: 130, left: 34, right: 76, top: 8, bottom: 28 };

/** How a target of the correction is drawn and called; another one keeps its own name, in ink. */
const TARGETS: Readonly<Record<string, { label: string; row: string }>> = {
  "predicted": { label: "predicted 2D", row: "ours" },
  "predicted 2D": { label: "predicted 2D", row: "ours" },
  "truth": { label: "2D ground truth", row: "w/ 2D GT" },
  "ground truth": { label: "2D ground truth", row: "w/ 2D GT" },
  "2D GT": { label: "2D ground truth", row: "w/ 2D GT" },
};

/**
 * Error against the number of correction steps, a line for each 2D target, named at its end; a dotted
 * line marks the steps the method takes. One column wide.
 *
 * @param taken the number of steps the method takes (the paper: two)
 *
 * @example
 * ```ts
 * import { correctionStepsFigure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const figure = correctionStepsFigure([
 *   { row: "ours", target: "predicted", steps: 0, measured_mm: 104 },
 *   { row: "ours", target: "predicted", steps: 2, measured_mm: 99 },
 * ]);
 * assertEquals(figure.description, "Error by correction steps: predicted 2D 104.0 mm at 0, 99.0 mm at 2");
 * ```
 */
export function correctionStepsFigure(rows: readonly StepRow[], taken = 2): Figure {
  const lines = [...new Set(rows.map((row) => row.target))].map((target) => {
    const points = rows.filter((row) => row.target === target)
      .toSorted((a, b) => a.steps - b.steps);
    const style = TARGETS[target] ?? { label: target, row: "" };
    return { ...style, colour: rowColour(style.row), points, end: points.at(-1)! };
  });
  const data: Trace[] = lines.map(({ label, colour, points }) => ({
    mode: "lines+markers",
    name: label,
    x: points.map((point) => point.steps),
    y: points.map((point) => point.measured_mm),
    line: { color: colour, width: 1.4 },
    marker: { size: px(3.6), color: colour },
    cliponaxis: false,
    hovertemplate: `${label}, %{x} steps: %{y:.1f} mm<extra></extra>`,
  }));
  const last = Math.max(...rows.map((row) => row.steps));
  const values = rows.map((row) => row.measured_mm);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = Math.max(high - low, 4) * 0.1;
  return {
    data,
    layout: baseLayout("one", SIZE.height, {
      margin: { l: px(SIZE.left), r: px(SIZE.right), t: px(SIZE.top), b: px(SIZE.bottom) },
      xaxis: axis({
        range: [-0.03 * last, last],
        dtick: last <= 10 ? 1 : undefined,
        title: { text: "Correction steps", standoff: 4 },
      }),
      yaxis: axis({
        range: [low - pad, high + pad],
        nticks: 6,
        title: { text: "MPJPE (mm)", standoff: 4 },
      }),
      shapes: last <= taken ? [] : [{
        type: "line",
        x0: taken,
        x1: taken,
        yref: "paper",
        y0: 0,
        y1: 1,
        line: { color: THEME.muted, width: 0.8, dash: "1.5px,2px" },
        layer: "below",
      }],
      annotations: lines.map(({ label, colour, end }) =>
        note(`${label}<br>${mm(end.measured_mm)}`, 1, end.measured_mm, {
          yref: "y",
          xanchor: "left",
          align: "left",
          xshift: px(5),
          font: { size: px(THEME.fontSize), color: colour },
        })
      ),
    }),
    description: "Error by correction steps: " +
      lines.map(({ label, points }) =>
        `${label} ${points.map((p) => `${mm(p.measured_mm)} mm at ${p.steps}`).join(", ")}`
      ).join("; "),
  };
}
