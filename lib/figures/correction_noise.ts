import { UserError } from "../errors.ts";
import type { NoiseLine } from "../experiments/correction_noise.ts";
import type { Figure } from "./figure.ts";
import { panelGridFigure, rangeAround, SHARE_AXIS } from "./panel_grid.ts";
import { mm } from "./tables.ts";
import { TARGET_COLOURS } from "./target_names.ts";

/** Curves towards the true 2D pose with noise; dashed without the rule that discards. */
const RULES = [
  { tau: "on", dashed: false, name: "noisy true 2D pose" },
  { tau: "off", dashed: true, name: "the same, nothing discarded" },
] as const;

/**
 * Error after the correction, and share of discarded corrections, against the error of the 2D pose that
 * it aims at: the true one with noise, and as a ring the network's own. Two columns wide.
 *
 * @throws {UserError} when there is no line
 *
 * @example
 * ```ts
 * import { correctionNoiseFigure } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const line = { tau: "on", before_mm: 94.6, discarded: 0 } as const;
 * const figure = correctionNoiseFigure([
 *   { ...line, target: "noisy truth", error_px: 0, measured_mm: 89.4 },
 *   { ...line, target: "predicted", error_px: 2.1, measured_mm: 94.3 },
 * ]);
 * assertEquals(
 *   figure.description,
 *   "Error by error of the 2D pose aimed at, 94.6 mm without correction: " +
 *     "noisy true 2D pose 89.4 mm at 0 px; predicted 2D pose 94.3 mm at 2.1 px",
 * );
 * ```
 */
export function correctionNoiseFigure(all: readonly NoiseLine[]): Figure {
  if (all.length === 0) throw new UserError("No lines to draw: give those of correctionNoise");
  const noisy = all.filter(({ target }) => target === "noisy truth");
  const own = all.find(({ target, tau }) => target === "predicted" && tau === "on");
  const { before_mm } = all[0];
  const most = Math.max(...all.map(({ error_px }) => error_px));
  const x = {
    title: "Error of the 2D pose aimed at (px of the crop)",
    range: [-0.03 * most, 1.03 * most] as const,
  };
  const panel = (value: (line: NoiseLine) => number) => ({
    x,
    lines: RULES.map(({ tau, ...line }) => {
      const points = noisy.filter((l) => l.tau === tau).toSorted((a, b) => a.error_px - b.error_px);
      return {
        ...{ ...line, colour: TARGET_COLOURS.truth },
        x: points.map(({ error_px }) => error_px),
        y: points.map(value),
      };
    }),
    points: own
      ? [{
        ...{ name: "predicted 2D pose", colour: TARGET_COLOURS.predicted },
        ...{ x: own.error_px, y: value(own) },
      }]
      : [],
    marks: own ? [{ x: own.error_px, label: "network\u2019s own" }] : [],
  });
  const errors = panel(({ measured_mm }) => measured_mm);
  return panelGridFigure({
    panels: [
      {
        ...{ ...errors, title: "Error after the correction" },
        y: {
          title: "MPJPE (mm)",
          range: rangeAround([before_mm, ...all.map(({ measured_mm }) => measured_mm)], 4),
        },
        levels: [{ y: before_mm, label: "without correction" }],
      },
      {
        ...panel(({ discarded }) => 100 * discarded),
        ...{ title: "Corrections that are discarded", y: { ...SHARE_AXIS, title: "Share (%)" } },
      },
    ],
    keys: [
      ...RULES.map(({ name, dashed }) => ({
        ...{ label: name, colour: TARGET_COLOURS.truth },
        mark: dashed ? "dashed" as const : "solid" as const,
      })),
      { label: "predicted 2D pose", colour: TARGET_COLOURS.predicted, mark: "hollow" as const },
    ],
    description:
      `Error by error of the 2D pose aimed at, ${mm(before_mm)} mm without correction: ` +
      "noisy true 2D pose " +
      noisy.filter(({ tau }) => tau === "on")
        .map((line) => `${mm(line.measured_mm)} mm at ${line.error_px} px`).join(", ") +
      (own ? `; predicted 2D pose ${mm(own.measured_mm)} mm at ${own.error_px.toFixed(1)} px` : ""),
  });
}
