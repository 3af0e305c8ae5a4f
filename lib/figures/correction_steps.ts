import type { Figure, Trace } from "./figure.ts";
import { mm, type StepRow } from "./tables.ts";
import { axis, baseLayout, note, px, rowColour, THEME } from "./theme.ts";

/** Lengths in pt; the right margin holds the name of each line, `line` apart at least. */
const SIZE = { height: 132, left: 34, right: 70, top: 15, bottom: 27, line: 11 };

/** How a target of the correction is called; another one keeps its own name. */
const TARGETS: Readonly<Record<string, string>> = {
  predicted: "predicted 2D",
  truth: "2D ground truth",
};

/** The same places, from low to high at least `gap` apart. */
function apart(values: readonly number[], gap: number): number[] {
  const order = [...values.keys()].sort((a, b) => values[a] - values[b]);
  const out = [...values];
  order.forEach((index, rank) => {
    if (rank > 0) out[index] = Math.max(out[index], out[order[rank - 1]] + gap);
  });
  return out;
}

/**
 * Error against the number of correction steps, a line for each 2D target, named at its end, with its
 * figure where a dotted line marks the steps the method takes. One column wide.
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
    return { points, label: TARGETS[target] ?? target, colour: rowColour(points[0].row) };
  });
  const data: Trace[] = lines.map(({ label, colour, points }) => ({
    mode: "lines+markers+text",
    name: label,
    x: points.map((point) => point.steps),
    y: points.map((point) => point.measured_mm),
    text: points.map(({ steps, measured_mm }) => steps === taken ? mm(measured_mm) : ""),
    textposition: "top right",
    textfont: { color: colour },
    line: { color: colour, width: 1.4 },
    marker: { size: px(3.4), color: colour },
    cliponaxis: false,
    hovertemplate: `${label}, %{x} steps: %{y:.1f} mm<extra></extra>`,
  }));
  const steps = [...new Set(rows.map((row) => row.steps))].sort((a, b) => a - b);
  const last = steps.at(-1)!;
  const values = rows.map((row) => row.measured_mm);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = Math.max(high - low, 4) * 0.1;
  const perPoint = (high - low + 2 * pad) / (SIZE.height - SIZE.top - SIZE.bottom); // mm a pt
  const ends = apart(
    lines.map(({ points }) => points.at(-1)!.measured_mm),
    SIZE.line * perPoint,
  );
  return {
    data,
    layout: baseLayout("one", SIZE.height, {
      margin: { l: px(SIZE.left), r: px(SIZE.right), t: px(SIZE.top), b: px(SIZE.bottom) },
      xaxis: axis("Correction steps", { range: [-0.03 * last, last], tickvals: steps }),
      yaxis: axis("MPJPE (mm)", { range: [low - pad, high + pad], nticks: 6 }),
      shapes: [{
        ...{ type: "line", x0: taken, x1: taken, yref: "paper", y0: 0, y1: 1 },
        line: { color: THEME.muted, width: 0.8, dash: "1.5px,2px" },
        layer: "below",
      }],
      annotations: [
        note("steps taken", taken, 1, {
          xref: "x",
          yanchor: "bottom",
          font: { size: px(THEME.smallFontSize), color: THEME.muted },
        }),
        ...lines.map(({ label, colour }, index) =>
          note(label, 1, ends[index], {
            ...{ yref: "y", xanchor: "left", xshift: px(5), font: { color: colour } },
          })
        ),
      ],
    }),
    description: "Error by correction steps: " +
      lines.map(({ label, points }) =>
        `${label} ${points.map((p) => `${mm(p.measured_mm)} mm at ${p.steps}`).join(", ")}`
      ).join("; "),
  };
}
